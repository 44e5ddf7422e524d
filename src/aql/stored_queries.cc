#include "aql/stored_queries.h"

#include <algorithm>
#include <utility>

#include "aql/parser.h"
#include "json/document.h"
#include "json/writer.h"

namespace socle::aql {
namespace {

using base::Error;
using base::ErrorCode;

const record::EhrKey kHouse(record::kInstitution);
constexpr std::size_t kMostUidBytes = 255;  // of record::ObjectUid

bool IsLetterOrDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool IsWord(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return IsLetterOrDigit(c) || c == '_' || c == '-';
  });
}

bool IsNamespace(std::string_view text) {
  while (true) {
    const std::size_t dot = text.find('.');
    if (!IsWord(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

/// Whether `name` is `word`, small letters, in any case.
bool IsInAnyCase(std::string_view name, std::string_view word) {
  return std::equal(name.begin(), name.end(), word.begin(), word.end(),
                    [](char a, char b) { return (a | 0x20) == b; });
}

bool IsUnqualifiedName(std::string_view name) {
  const bool known = std::all_of(name.begin(), name.end(), [](char c) {
    return IsLetterOrDigit(c) || c == '_' || c == '.' || c == '-';
  });
  // Names such as "." and ".." would be lost in a URL.
  return known && std::any_of(name.begin(), name.end(), IsLetterOrDigit) &&
         !IsInAnyCase(name, "aql");
}

/// Whether a listing by `pattern` holds `name`.
bool Fits(std::string_view pattern, std::string_view name) {
  const std::size_t colons = pattern.find("::");
  const bool whole = colons != std::string_view::npos && colons + 2 < pattern.size();
  return whole ? name == pattern : name.starts_with(pattern);
}

std::string UidOf(std::string_view name, const SemanticVersion& version) {
  return std::string(name) + '/' + version.ToString();
}

std::string BodyOf(std::string_view name, const SemanticVersion& version, std::string_view text) {
  std::string body;
  json::Writer writer(body);
  writer.BeginObject().Member("_type", "STORED_QUERY").Member("name", name);
  writer.Member("version", version.ToString()).Member("type", "AQL").Member("q", text).EndObject();
  return body;
}

std::string TextOf(const record::StoredVersion& stored) {
  const auto document = json::Document::Parse(stored.body);
  const json::Value* text = document.root().Find("q");
  if (text == nullptr || !text->is_string()) {
    throw Error(ErrorCode::kCorrupt, "a stored query without its text").At(stored.info.uid.value());
  }
  return std::string(text->text());
}

[[noreturn]] void RefuseName() {
  throw Error(ErrorCode::kBadRequest,
              "a stored query's name is [namespace::]name: letters, digits, '_', '.' and '-', not "
              "\"aql\"; and not \"cursor\" without a namespace")
      .At("qualified_query_name");
}

SemanticVersion WholeVersion(std::string_view text) {
  auto version = SemanticVersion::Parse(text);
  if (!version) {
    throw Error(ErrorCode::kBadRequest,
                "a query is stored under a whole version: major.minor.patch, or "
                "major.minor.patch-pre.release")
        .At("version");
  }
  return *std::move(version);
}

/// The version that follows `highest`.
SemanticVersion NextVersion(const std::optional<SemanticVersion>& highest) {
  if (!highest) return {1, 0, 0};
  auto next = highest->NextRelease();
  if (!next) throw Error(ErrorCode::kConflict, "no version is left above " + highest->ToString());
  return *std::move(next);
}

}  // namespace

const record::Kind& StoredQueryKind() {
  static const record::Kind kind("openehr.query");
  return kind;
}

bool IsQueryName(std::string_view name) {
  const std::size_t colons = name.find("::");
  if (colons == std::string_view::npos) {
    return IsUnqualifiedName(name) && !IsInAnyCase(name, "cursor");
  }
  return IsNamespace(name.substr(0, colons)) && IsUnqualifiedName(name.substr(colons + 2));
}

StoredQueries::Saved StoredQueries::Save(const record::Access& access, std::string_view name,
                                         std::optional<std::string_view> version,
                                         std::string_view text, record::Audit audit) {
  if (!IsQueryName(name)) RefuseName();
  std::optional<SemanticVersion> wanted;
  if (version) wanted = WholeVersion(*version);
  if (text.size() > kMostQueryBytes) {
    throw Error(ErrorCode::kTooLarge, "a stored query has at most 1 MiB");
  }
  Parse(text);
  const std::lock_guard lock(saving_);
  EnsureListed(access);
  const auto highest = Highest(name, std::nullopt);
  // The version whose text may be the same: the wanted one, or the highest.
  const auto present = wanted ? Choose(access, name, version) : highest;
  if (present) {
    auto query = Text(access, name, *present);
    if (query->text == text) return {std::move(query), false};
    if (wanted) {
      throw Error(ErrorCode::kConflict, "that version exists already, with another text")
          .At(query->FullName());
    }
  }
  const SemanticVersion made = wanted ? *wanted : NextVersion(highest);
  return {Commit(access, name, made, text, std::move(audit)), true};
}

std::shared_ptr<const StoredQuery> StoredQueries::Commit(const record::Access& access,
                                                         std::string_view name,
                                                         const SemanticVersion& version,
                                                         std::string_view text,
                                                         record::Audit audit) {
  const std::string uid = UidOf(name, version);
  if (uid.size() > kMostUidBytes) {
    throw Error(ErrorCode::kBadRequest, "a name and its version have at most 254 bytes together");
  }
  record::NewVersion stored;
  stored.kind = StoredQueryKind();
  stored.uid = record::ObjectUid(uid);
  stored.body = BodyOf(name, version, text);
  stored.body_class = StoredQueryKind().value();
  record::CommitRequest request;
  request.target = kHouse;
  request.audit = std::move(audit);
  request.versions.push_back(std::move(stored));
  const auto receipt = record_.Commit(access, std::move(request));
  return Keep(version,
              {std::string(name), version.ToString(),
               receipt.versions.front().audit.time.value_or(base::Instant{}), std::string(text)});
}

std::vector<std::shared_ptr<const StoredQuery>> StoredQueries::List(const record::Access& access,
                                                                    std::string_view pattern) {
  Refresh(access);
  std::vector<std::pair<std::string, SemanticVersion>> wanted;
  {
    const std::shared_lock lock(mutex_);
    for (const auto& [name, versions] : names_) {
      if (!Fits(pattern, name)) continue;
      for (const auto& [version, query] : versions) wanted.emplace_back(name, version);
    }
  }
  std::vector<std::shared_ptr<const StoredQuery>> queries;
  queries.reserve(wanted.size());
  for (const auto& [name, version] : wanted) queries.push_back(Text(access, name, version));
  return queries;
}

std::optional<StoredQuery> StoredQueries::Find(const record::Access& access, std::string_view name,
                                               std::optional<std::string_view> version) {
  const auto chosen = Choose(access, name, version);
  return chosen ? Read(access, name, *chosen) : std::nullopt;
}

std::shared_ptr<const StoredQuery> StoredQueries::Resolve(const record::Access& access,
                                                          std::string_view name,
                                                          std::optional<std::string_view> version) {
  const auto chosen = Choose(access, name, version);
  if (!chosen) {
    throw Error(ErrorCode::kNotFound, version ? "there is no stored query of that name and version"
                                              : "there is no stored query of that name");
  }
  return Text(access, name, *chosen);
}

void StoredQueries::Refresh(const record::Access& access) {
  const auto listed = record_.List(access, kHouse, StoredQueryKind());
  const std::unique_lock lock(mutex_);
  for (const record::VersionInfo& info : listed) {
    const std::string& uid = info.uid.value();
    const std::size_t slash = std::min(uid.find('/'), uid.size() - 1);
    const auto version = SemanticVersion::Parse(std::string_view(uid).substr(slash + 1));
    if (!version) throw Error(ErrorCode::kCorrupt, "a stored query without a version").At(uid);
    names_[uid.substr(0, slash)].try_emplace(*version);
  }
  listed_ = true;
}

void StoredQueries::EnsureListed(const record::Access& access) {
  if (!listed_) Refresh(access);
}

std::optional<SemanticVersion> StoredQueries::Highest(
    std::string_view name, const std::optional<VersionPattern>& pattern) const {
  const std::shared_lock lock(mutex_);
  const auto found = names_.find(name);
  if (found == names_.end()) return std::nullopt;
  for (auto it = found->second.rbegin(); it != found->second.rend(); ++it) {
    if (!pattern || pattern->Matches(it->first)) return it->first;
  }
  return std::nullopt;
}

std::optional<SemanticVersion> StoredQueries::Choose(const record::Access& access,
                                                     std::string_view name,
                                                     std::optional<std::string_view> version) {
  EnsureListed(access);
  std::optional<VersionPattern> pattern;
  if (version) {
    pattern = VersionPattern::Parse(*version);
    if (!pattern) return std::nullopt;
  }
  return Highest(name, pattern);
}

std::optional<StoredQuery> StoredQueries::Read(const record::Access& access, std::string_view name,
                                               const SemanticVersion& version) {
  const auto stored =
      record_.ReadHead(access, kHouse, StoredQueryKind(), record::ObjectUid(UidOf(name, version)));
  if (!stored) return std::nullopt;
  return StoredQuery{std::string(name), version.ToString(),
                     stored->info.audit.time.value_or(base::Instant{}), TextOf(*stored)};
}

std::shared_ptr<const StoredQuery> StoredQueries::Text(const record::Access& access,
                                                       std::string_view name,
                                                       const SemanticVersion& version) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = names_.find(name); found != names_.end()) {
      const auto query = found->second.find(version);
      if (query != found->second.end() && query->second != nullptr) return query->second;
    }
  }
  auto query = Read(access, name, version);
  if (!query) throw Error(ErrorCode::kCorrupt, "a stored query that is listed is not there");
  return Keep(version, *std::move(query));
}

std::shared_ptr<const StoredQuery> StoredQueries::Keep(const SemanticVersion& version,
                                                       StoredQuery query) {
  auto shared = std::make_shared<const StoredQuery>(std::move(query));
  const std::unique_lock lock(mutex_);
  auto& place = names_[shared->name][version];
  if (place == nullptr) place = std::move(shared);
  return place;
}

}  // namespace socle::aql

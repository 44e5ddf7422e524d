#include "ehr/committal.h"

#include <array>
#include <map>

#include "base/error.h"
#include "base/nearest.h"
#include "ehr/terms.h"
#include "json/document.h"
#include "json/writer.h"
#include "rm/findings.h"
#include "rm/json.h"

namespace socle::ehr {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::array<std::string_view, 8> kKeys{
    "lifecycle_state.code_string", "change_type.code_string",
    "description.value",           "committer.name",
    "committer.external_ref.id",   "committer.external_ref.namespace",
    "committer.external_ref.type", "committer.external_ref.id.value",
};

class PairReader {
 public:
  explicit PairReader(std::string_view text) : text_(text) {}

  bool AtEnd() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == ',' || text_[at_] == ';' || text_[at_] == '\t')) {
      ++at_;
    }
    return at_ == text_.size();
  }

  std::string Key() {
    const std::size_t equals = text_.find('=', at_);
    if (equals == std::string_view::npos) Fail();
    std::string key(text_.substr(at_, equals - at_));
    while (!key.empty() && key.back() == ' ') key.pop_back();
    at_ = equals + 1;
    return key;
  }

  std::string Value() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    if (at_ < text_.size() && text_[at_] == '"') return Quoted();
    const std::size_t end = std::min(text_.find(',', at_), text_.size());
    std::string value(text_.substr(at_, end - at_));
    at_ = end;
    return value;
  }

 private:
  [[noreturn]] static void Fail() {
    throw Error(ErrorCode::kBadRequest,
                "openehr-version and openehr-audit-details hold attribute=\"value\" pairs "
                "separated by commas");
  }

  std::string Quoted() {
    std::string value;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      value += text_[at_];
    }
    if (at_ == text_.size()) Fail();
    ++at_;
    return value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

using Pairs = std::map<std::string, std::string, std::less<>>;

void CheckKey(const std::string& key) {
  for (const auto known : kKeys) {
    if (key == known) return;
  }
  const std::string_view nearest = base::Nearest(key, kKeys);
  std::string text = "the committal headers have no attribute of that name";
  if (!nearest.empty()) text += "; the nearest is " + std::string(nearest);
  throw Error(ErrorCode::kBadRequest, text).At(rm::Shortened(key));
}

Pairs ReadPairs(const std::vector<CommittalHeader>& headers) {
  Pairs pairs;
  for (const auto& header : headers) {
    PairReader reader(header.value);
    while (!reader.AtEnd()) {
      std::string key = reader.Key();
      if (!header.prefix.empty()) key = header.prefix + "." + key;
      CheckKey(key);
      pairs[key] = reader.Value();
    }
  }
  return pairs;
}

std::string CommitterJson(const Pairs& pairs) {
  const auto find = [&](std::string_view key) -> const std::string* {
    const auto it = pairs.find(key);
    return it == pairs.end() ? nullptr : &it->second;
  };
  const std::string* name = find("committer.name");
  const std::string* id = find("committer.external_ref.id");
  if (id == nullptr) id = find("committer.external_ref.id.value");
  const std::string* name_space = find("committer.external_ref.namespace");
  const std::string* type = find("committer.external_ref.type");
  if (id == nullptr && (name_space != nullptr || type != nullptr)) {
    throw Error(ErrorCode::kBadRequest, "committer.external_ref needs an id")
        .At("committer.external_ref.id");
  }
  std::string json;
  json::Writer writer(json);
  writer.BeginObject().Member("_type", "PARTY_IDENTIFIED");
  if (id != nullptr) {
    writer.Key("external_ref").BeginObject().Member("_type", "PARTY_REF");
    writer.Key("id").BeginObject().Member("_type", "GENERIC_ID").Member("value", *id);
    writer.Member("scheme", "id_scheme").EndObject();
    writer.Member("namespace", name_space == nullptr ? "demographic" : *name_space);
    writer.Member("type", type == nullptr ? "PERSON" : *type).EndObject();
  }
  if (name != nullptr) writer.Member("name", *name);
  writer.EndObject();
  return json;
}

/// `committer` where the reference model's invariants hold: a name and ids that are not empty, a
/// namespace and a type that are ones.
std::string Checked(std::string committer) {
  try {
    rm::ReadJson(json::Document::Parse(committer).root(), "PARTY_IDENTIFIED");
  } catch (const Error& error) {
    if (error.issues().empty()) throw Error(ErrorCode::kBadRequest, error.message());
    const base::Issue& first = error.issues().front();
    throw Error(ErrorCode::kBadRequest, "the committer breaks a rule: " + first.message)
        .At("committer" + first.path);
  }
  return committer;
}

template <class T>
std::optional<T> Code(const Pairs& pairs, std::string_view key,
                      std::optional<T> (*find)(std::string_view)) {
  const auto it = pairs.find(key);
  if (it == pairs.end()) return std::nullopt;
  const auto value = find(it->second);
  if (!value) {
    throw Error(ErrorCode::kBadRequest, "the openEHR terminology has no such code for " +
                                            std::string(key.substr(0, key.find('.'))))
        .At(std::string(key));
  }
  return value;
}

}  // namespace

Committal ParseCommittal(const std::vector<CommittalHeader>& headers) {
  Committal committal;
  if (headers.empty()) return committal;
  const Pairs pairs = ReadPairs(headers);
  committal.lifecycle = Code(pairs, "lifecycle_state.code_string", &LifecycleOf);
  committal.change_type = Code(pairs, "change_type.code_string", &ChangeTypeOf);
  if (const auto it = pairs.find("description.value"); it != pairs.end()) {
    if (it->second.empty()) {
      throw Error(ErrorCode::kBadRequest, "a description must not be empty")
          .At("description.value");
    }
    committal.description = TextJson(it->second);
  }
  if (const auto it = pairs.lower_bound("committer.");
      it != pairs.end() && it->first.starts_with("committer.")) {
    committal.committer = Checked(CommitterJson(pairs));
  }
  return committal;
}

std::string DefaultCommitter(const record::Principal& principal) {
  std::string json;
  json::Writer(json)
      .BeginObject()
      .Member("_type", "PARTY_IDENTIFIED")
      .Member("name", principal.name)
      .EndObject();
  return json;
}

std::string TextJson(std::string_view value) {
  std::string json;
  json::Writer(json).BeginObject().Member("_type", "DV_TEXT").Member("value", value).EndObject();
  return json;
}

record::Lifecycle ContentLifecycle(const Committal& committal) {
  const auto lifecycle = committal.lifecycle.value_or(record::Lifecycle::kComplete);
  if (lifecycle == record::Lifecycle::kDeleted) {
    throw Error(ErrorCode::kBadRequest, "a version with content cannot be in the state deleted")
        .At("lifecycle_state.code_string");
  }
  return lifecycle;
}

record::Audit MakeAudit(const Committal& committal, const record::Principal& principal,
                        const std::string& system_id, record::ChangeType change_type) {
  record::Audit audit;
  audit.committer = committal.committer ? *committal.committer : DefaultCommitter(principal);
  audit.system_id = system_id;
  audit.change_type = committal.change_type.value_or(change_type);
  audit.description = committal.description;
  return audit;
}

}  // namespace socle::ehr

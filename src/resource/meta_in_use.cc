#include "resource/meta_in_use.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/error.h"
#include "fhir/json.h"
#include "json/writer.h"
#include "resource/code_systems.h"
#include "resource/resource_places.h"
#include "resource/type_number.h"

namespace socle::resource {
namespace {

using sql::Asc;
using sql::Col;
using sql::Param;
using sql::Select;

struct Queries {
  sql::Query next_system, next_code, next_uri;
};

const Queries& Sql() {
  const auto tokens = [] {
    return Select({Col("code"), Col("system"), Col("ehr"), Col("object"), Col("part")})
        .From("fhir_token");
  };
  static const Queries queries{
      .next_system = sql::Query("meta.next_system",
                                tokens()
                                    .Where(Col("param") == Param(1) && Col("code") == Param(2) &&
                                           Col("system") > Param(3))
                                    .OrderBy({Asc(Col("system"))})
                                    .Limit(1)),
      .next_code = sql::Query("meta.next_code",
                              tokens()
                                  .Where(Col("param") == Param(1) && Col("code") > Param(2))
                                  .OrderBy({Asc(Col("code")), Asc(Col("system"))})
                                  .Limit(1)),
      .next_uri =
          sql::Query("meta.next_uri", Select({Col("uri")})
                                          .From("fhir_uri")
                                          .Where(Col("param") == Param(1) && Col("uri") > Param(2))
                                          .OrderBy({Asc(Col("uri"))})
                                          .Limit(1))};
  return queries;
}

/// A token's row, and a resource that has it.
struct Token {
  std::string code;
  std::int64_t system = 0;
  ResourceKey key;
};

Token Read(const store::Statement& row) {
  return {std::string(row.Text(0)),
          row.Int(1),
          {record::EhrKey(row.Int(2)), static_cast<std::uint32_t>(row.Int(3)),
           static_cast<std::uint32_t>(row.Int(4))}};
}

class MetaFinder {
 public:
  MetaFinder(const SearchParameters& parameters, record::Snapshot& snapshot, ResourceSource& source)
      : parameters_(parameters),
        snapshot_(snapshot),
        session_(snapshot.session()),
        source_(source) {}

  void Add(fhir::TypeId type) {
    for (const std::int64_t param : RowsOf(type, "_profile")) AddProfiles(param);
    for (const std::int64_t param : RowsOf(type, "_security")) AddCodings(type, param, "security");
    for (const std::int64_t param : RowsOf(type, "_tag")) AddCodings(type, param, "tag");
  }

  std::string Json() const {
    std::string text;
    json::Writer json(text);
    json.BeginObject();
    if (!profiles_.empty()) {
      json.Key("profile").BeginArray();
      for (const std::string& profile : profiles_) json.String(profile);
      json.EndArray();
    }
    for (const auto& [name, codings] : codings_) {
      json.Key(name).BeginArray();
      for (const auto& [key, coding] : codings) json.Raw(coding);
      json.EndArray();
    }
    json.EndObject();
    return text;
  }

 private:
  std::vector<std::int64_t> RowsOf(fhir::TypeId type, std::string_view code) const {
    const SearchParameter* const parameter = parameters_.Find(type, code);
    return parameter == nullptr ? std::vector<std::int64_t>() : parameter->rows_of;
  }

  static void CheckCount(std::size_t count) {
    if (count < kMostMetaInUse) return;
    throw base::Error(base::ErrorCode::kTooLarge,
                      "there are more than " + std::to_string(kMostMetaInUse) +
                          " of them: ask a type, or search by _profile, _tag, _security");
  }

  void AddProfiles(std::int64_t param) {
    std::string last;
    auto next = session_.Prepare(Sql().next_uri);
    while (true) {
      next.Bind(1, param).BindText(2, last);
      if (!next.Step()) return;
      CheckCount(profiles_.size());
      last = std::string(next.Text(0));
      profiles_.insert(last);
      next.Reset();
    }
  }

  std::optional<Token> Next(std::int64_t param, const std::optional<Token>& last) {
    if (last) {
      auto system = session_.Prepare(Sql().next_system);
      system.Bind(1, param).BindText(2, last->code).Bind(3, last->system);
      if (system.Step()) return Read(system);
    } else {
      // A system alone has an empty code.
      auto system = session_.Prepare(Sql().next_system);
      system.Bind(1, param).BindText(2, "").Bind(3, std::int64_t{-1});
      if (system.Step()) return Read(system);
    }
    auto code = session_.Prepare(Sql().next_code);
    code.Bind(1, param).BindText(2, last ? last->code : std::string());
    if (!code.Step()) return std::nullopt;
    return Read(code);
  }

  void AddCodings(fhir::TypeId type, std::int64_t param, const std::string& name) {
    for (auto token = Next(param, {}); token; token = Next(param, token)) {
      CheckCount(codings_[name].size());
      AddCoding(type, *token, name);
    }
  }

  /// The row has the system's number alone: the coding is read where it stands.
  void AddCoding(fhir::TypeId type, const Token& token, const std::string& name) {
    const auto head = FindHead(session_, TypeNumber(type), token.key);
    if (!head) return;
    const StoredResource resource = source_.Produce(snapshot_, token.key, head->version);
    const fhir::ReadResult read = fhir::ReadJson(resource.json);
    const fhir::Node* const meta = read.tree.root().Child("meta");
    const fhir::NameId id = fhir::FindName(name);
    const fhir::Node* at = meta == nullptr ? nullptr : meta->Child(id);
    for (; at != nullptr && at->name == id; at = at->next_sibling) {
      const std::string_view system = at->ChildText("system"), code = at->ChildText("code");
      if (SystemNumber(system) != token.system || !code.starts_with(token.code)) continue;
      std::string text;
      fhir::WriteJson(*at, text);
      codings_[name].emplace(std::pair(std::string(system), std::string(code)), std::move(text));
    }
  }

  const SearchParameters& parameters_;
  record::Snapshot& snapshot_;
  store::Session& session_;
  ResourceSource& source_;
  std::set<std::string> profiles_;
  using Codings = std::map<std::pair<std::string, std::string>, std::string>;
  std::map<std::string, Codings> codings_;  // of "security" and "tag"
};

}  // namespace

std::string MetaInUse(const SearchParameters& parameters, record::Snapshot& snapshot,
                      ResourceSource& source, fhir::TypeId type) {
  MetaFinder finder(parameters, snapshot, source);
  for (const std::string_view name : fhir::ResourceTypes()) {
    const fhir::TypeId one = fhir::FindType(name);
    if (type == fhir::TypeId::kNone || type == one) finder.Add(one);
  }
  return finder.Json();
}

}  // namespace socle::resource

#include "resource/testing.h"

#include <gtest/gtest.h>

#include "base/uuid.h"
#include "fhir/ids.h"
#include "fhir/json.h"
#include "resource/references.h"
#include "resource/resource_input.h"

namespace socle::resource {
namespace {

struct ToyRows : record::IndexRows {
  std::string id;
  std::vector<std::pair<std::string, std::string>> identifiers;  // system, value
  std::vector<std::string> references;
};

const fhir::Validator& TheValidator() {
  static const fhir::Validator validator;
  return validator;
}

}  // namespace

fhir::TypeId Type(std::string_view name) {
  const fhir::TypeId type = fhir::FindType(name);
  EXPECT_NE(type, fhir::TypeId::kNone) << name;
  return type;
}

fhir::Tree Parse(std::string_view json) {
  fhir::ReadResult read = fhir::ReadJson(json);
  EXPECT_TRUE(read.issues.empty()) << read.issues.front().expression << read.issues.front().text;
  EXPECT_FALSE(read.tree.empty());
  return std::move(read.tree);
}

std::string Content(std::string_view json) {
  fhir::Tree tree = Parse(json);
  Normalise(tree, ResourceId(std::string(IdOf(tree.root()))));
  std::string text;
  fhir::WriteJson(tree.root(), text);
  return text;
}

std::span<const store::Migration> ToyIndex::migrations() const {
  static constexpr store::Migration kSteps[] = {
      {"toy", 1, "toy",
       "CREATE TABLE toy_identifier (ehr INTEGER, object INTEGER, type TEXT, id TEXT, system TEXT, "
       "value TEXT);"
       "CREATE INDEX toy_value ON toy_identifier (type, value);"
       "CREATE INDEX toy_id ON toy_identifier (ehr, object);"
       "CREATE TABLE toy_reference (ehr INTEGER, object INTEGER, target TEXT);"
       "CREATE INDEX toy_target ON toy_reference (target);"
       "CREATE INDEX toy_ref ON toy_reference (ehr, object);"}};
  return kSteps;
}

std::unique_ptr<record::IndexRows> ToyIndex::Prepare(const record::NewVersion& version) const {
  auto rows = std::make_unique<ToyRows>();
  const auto& document = dynamic_cast<const ResourceDocument&>(*version.document);
  const fhir::Node& root = document.content().root();
  rows->id = version.uid.value();
  for (const fhir::Node* at = root.Child(fhir::name::kIdentifier);
       at != nullptr && at->name == fhir::name::kIdentifier; at = at->next_sibling) {
    rows->identifiers.emplace_back(at->ChildText("system"), at->ChildText("value"));
  }
  ForEachReference(root, [&](const fhir::Node& node) { rows->references.emplace_back(node.text); });
  return rows;
}

void ToyIndex::Write(store::Session& session, const record::VersionInfo& version,
                     record::IndexRows* rows) {
  for (const char* table : {"toy_identifier", "toy_reference"}) {
    session.PrepareText(std::string("DELETE FROM ") + table + " WHERE ehr = ?1 AND object = ?2")
        .Bind(1, version.ehr.value())
        .Bind(2, std::int64_t{version.object})
        .Run();
  }
  if (rows == nullptr) return;
  const auto& toy = static_cast<const ToyRows&>(*rows);
  for (const auto& [system, value] : toy.identifiers) {
    session.PrepareText("INSERT INTO toy_identifier VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .Bind(1, version.ehr.value())
        .Bind(2, std::int64_t{version.object})
        .BindText(3, version.kind.value())
        .BindText(4, toy.id)
        .BindText(5, system)
        .BindText(6, value)
        .Run();
  }
  for (const std::string& target : toy.references) {
    session.PrepareText("INSERT INTO toy_reference VALUES (?1, ?2, ?3)")
        .Bind(1, version.ehr.value())
        .Bind(2, std::int64_t{version.object})
        .BindText(3, target)
        .Run();
  }
}

void ToyIndex::Clear(store::Session& session, std::optional<record::EhrKey> ehr) {
  for (const char* table : {"toy_identifier", "toy_reference"}) {
    auto statement =
        session.PrepareText(std::string("DELETE FROM ") + table + " WHERE ?1 IS NULL OR ehr = ?1");
    if (ehr) {
      statement.Bind(1, ehr->value());
    } else {
      statement.BindNull(1);
    }
    statement.Run();
  }
}

SearchAnswer ToySearch::Run(record::Snapshot&, const SearchRequest&) {
  throw base::Error(base::ErrorCode::kNotImplemented, "a toy does not search");
}

std::string ToySearch::MetaInUse(record::Snapshot&, fhir::TypeId) {
  throw base::Error(base::ErrorCode::kNotImplemented, "a toy does not search");
}

SearchAnswer ToySearch::Everything(record::Snapshot&, const EverythingRequest&) {
  throw base::Error(base::ErrorCode::kNotImplemented, "a toy does not search");
}

std::vector<std::pair<ResourceKey, ResourceId>> ToySearch::Match(store::Session& session,
                                                                 const SearchRequest& request,
                                                                 std::size_t limit) {
  const auto& [name, text] = request.parameters.front();
  const std::size_t bar = text.find('|');
  const std::string value = bar == std::string::npos ? text : text.substr(bar + 1);
  auto statement = session.PrepareText(
      name == "_id"
          ? "SELECT DISTINCT ehr, object, id FROM toy_identifier WHERE type = ?1 AND id = ?2 ORDER "
            "BY id LIMIT ?3"
          : "SELECT ehr, object, id FROM toy_identifier WHERE type = ?1 AND value = ?2 AND (?4 = "
            "'' "
            "OR system = ?4) ORDER BY id LIMIT ?3");
  statement.BindText(1, KindOf(request.type).value()).BindText(2, value);
  statement.Bind(3, static_cast<std::int64_t>(limit));
  if (name != "_id") {
    statement.BindText(4, bar == std::string::npos ? std::string() : text.substr(0, bar));
  }
  std::vector<std::pair<ResourceKey, ResourceId>> found;
  while (statement.Step()) {
    found.push_back({{.ehr = record::EhrKey(statement.Int(0)),
                      .object = static_cast<std::uint32_t>(statement.Int(1))},
                     ResourceId(std::string(statement.Text(2)))});
  }
  return found;
}

std::vector<ResourceKey> ToySearch::Referrers(store::Session& session, fhir::TypeId type,
                                              const ResourceId& id, std::size_t limit) {
  auto statement =
      session.PrepareText("SELECT ehr, object FROM toy_reference WHERE target = ?1 LIMIT ?2");
  statement.BindText(1, std::string(fhir::Get(type).name) + "/" + id.value());
  statement.Bind(2, static_cast<std::int64_t>(limit));
  std::vector<ResourceKey> found;
  while (statement.Step()) {
    found.push_back({.ehr = record::EhrKey(statement.Int(0)),
                     .object = static_cast<std::uint32_t>(statement.Int(1))});
  }
  return found;
}

SearchRequest ByIdentifier(std::string_view type, std::string value) {
  SearchRequest request;
  request.type = Type(type);
  request.parameters.emplace_back("identifier", std::move(value));
  return request;
}

Ward::Ward(ServiceLimits limits)
    : limits_(limits),
      folder_(std::filesystem::temp_directory_path() /
              ("resource_test_" + base::Uuid::New().ToString())) {
  std::filesystem::create_directories(folder_);
  Open();
}

Ward::~Ward() {
  service_.reset();
  record_.reset();
  store_.reset();
  std::filesystem::remove_all(folder_);
}

void Ward::Open() {
  const std::vector<record::Indexer*> indexers{&index_};
  store_ = store::Store::Open("sqlite:" + (folder_ / "record.db").string(), {},
                              record::Record::Migrations(indexers));
  record_ = std::make_unique<record::Record>(*store_, ResourceKinds(), indexers);
  service_ =
      std::make_unique<RecordedResources>(ResourceWriter::Parts{.record = *record_,
                                                                .source = source_,
                                                                .search = search_,
                                                                .patients = patients_,
                                                                .referrers = &ToySearch::Referrers},
                                          TheValidator(), limits_);
}

void Ward::Reopen() {
  service_.reset();
  record_.reset();
  store_.reset();
  Open();
}

Written Ward::Put(std::string_view json, std::optional<std::uint32_t> version) {
  fhir::Tree tree = Parse(json);
  const ResourceId id(std::string(IdOf(tree.root())));
  return (*this)->Update(Anyone(), id, std::move(tree), version);
}

base::Error Ward::ErrorOf(const std::function<void()>& run) {
  try {
    run();
  } catch (const base::Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error was thrown";
  return {base::ErrorCode::kInternal, "no error was thrown"};
}

base::ErrorCode Ward::CodeOf(const std::function<void()>& run) { return ErrorOf(run).code(); }

}  // namespace socle::resource

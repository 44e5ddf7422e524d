#include "scratch_search.h"

#include <utility>

#include "base/bytes.h"
#include "base/error.h"
#include "base/uuid.h"
#include "fhir/json.h"
#include "resource/parameter_indexing.h"

namespace socle::resource {
namespace {

const record::Principal kTester{"tester", "A tester"};
record::Access Tester() { return {kTester, record::Scope::Open(), "test"}; }

std::string Decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped = text[i] == '%' && i + 2 < text.size() &&
                         base::HexDigit(text[i + 1]) >= 0 && base::HexDigit(text[i + 2]) >= 0;
    if (escaped) {
      out += static_cast<char>(base::HexDigit(text[i + 1]) * 16 + base::HexDigit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

ScratchSearch::ScratchSearch()
    : folder_(std::filesystem::temp_directory_path() / ("search_" + base::Uuid::New().ToString())),
      parameters_(std::make_shared<StoredParameters>()),
      index_(parameters_) {
  std::filesystem::create_directories(folder_);
  const std::vector<record::Indexer*> indexers{&index_};
  store_ = store::Store::Open("sqlite:" + (folder_ / "record.db").string(), {},
                              record::Record::Migrations(indexers));
  store_->Write([](store::Session& session) { SetTextParameters(session, true); });
  parameters_->Of(store_->Read().session());
  record_ = std::make_unique<record::Record>(*store_, ResourceKinds(), indexers);
  search_ = std::make_unique<TableSearch>(parameters_, source_, store_->dialect(),
                                          TableSearch::Options{.worth_a_look = 2});
  service_ =
      std::make_unique<RecordedResources>(ResourceWriter::Parts{.record = *record_,
                                                                .source = source_,
                                                                .search = *search_,
                                                                .patients = patients_,
                                                                .referrers = {},
                                                                .check_references = false,
                                                                .parameters = parameters_.get()},
                                          validator_);
}

ScratchSearch::~ScratchSearch() {
  service_.reset();
  search_.reset();
  record_.reset();
  store_.reset();
  std::filesystem::remove_all(folder_);
}

std::shared_ptr<const SearchParameters> ScratchSearch::parameters() {
  return parameters_->Of(store_->Read().session());
}

void ScratchSearch::IndexParameters() {
  ParameterIndexing indexing(*store_, *parameters_);
  while (indexing.Step()) {
  }
}

void ScratchSearch::Put(std::string_view json) {
  fhir::ReadResult read = fhir::ReadJson(json);
  if (!read.issues.empty() || read.tree.empty()) {
    throw base::Error(base::ErrorCode::kInvalid, "not a resource: " + std::string(json));
  }
  const ResourceId id(std::string(read.tree.root().ChildText("id")));
  service_->Update(Tester(), id, std::move(read.tree), {});
}

void ScratchSearch::Delete(std::string_view name) {
  const std::size_t slash = name.find('/');
  service_->Delete(Tester(), fhir::FindType(name.substr(0, slash)),
                   ResourceId(std::string(name.substr(slash + 1))), {});
}

SearchAnswer ScratchSearch::Run(const SearchRequest& request) {
  record::Snapshot snapshot = record_->OpenSnapshot();
  return search_->Run(snapshot, request);
}

std::vector<std::string> ScratchSearch::Match(const SearchRequest& request, std::size_t limit) {
  record::Snapshot snapshot = record_->OpenSnapshot();
  std::vector<std::string> ids;
  for (const auto& [key, id] : search_->Match(snapshot.session(), request, limit)) {
    ids.push_back(id.value());
  }
  return ids;
}

SearchRequest RequestOf(std::string_view text) {
  SearchRequest request;
  const std::size_t mark = text.find('?');
  const std::string_view type = text.substr(0, mark);
  if (!type.empty()) request.type = fhir::FindType(type);
  std::string_view rest = mark == std::string_view::npos ? "" : text.substr(mark + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    request.parameters.emplace_back(
        Decode(pair.substr(0, equals)),
        equals == std::string_view::npos ? "" : Decode(pair.substr(equals + 1)));
  }
  return request;
}

}  // namespace socle::resource

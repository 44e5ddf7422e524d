// links: resource
// Any query string is a search or a fault that names its parameter; a search has conditions and
// plans whose statements can be printed and whose store runs them.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"
#include "base/uuid.h"
#include "record/record.h"
#include "resource/own_resources.h"
#include "resource/search_index.h"
#include "resource/table_search.h"

namespace {

using namespace socle;

void Require(bool holds) {
  if (!holds) std::abort();
}

/// An empty store with its search.
class Empty {
 public:
  Empty()
      : folder_(std::filesystem::temp_directory_path() /
                ("fuzz_search_" + base::Uuid::New().ToString())),
        index_(parameters_) {
    std::filesystem::create_directories(folder_);
    const std::vector<record::Indexer*> indexers{&index_};
    store_ = store::Store::Open("sqlite:" + (folder_ / "record.db").string(), {},
                                record::Record::Migrations(indexers));
    record_ = std::make_unique<record::Record>(*store_, resource::ResourceKinds(), indexers);
    search_ = std::make_unique<resource::TableSearch>(parameters_, source_, store_->dialect());
  }
  ~Empty() {
    search_.reset();
    record_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  Empty(const Empty&) = delete;
  Empty& operator=(const Empty&) = delete;

  resource::SearchAnswer Run(const resource::SearchRequest& request) {
    record::Snapshot snapshot = record_->OpenSnapshot();
    return search_->Run(snapshot, request);
  }

 private:
  std::filesystem::path folder_;
  std::shared_ptr<resource::StoredParameters> parameters_ =
      std::make_shared<resource::StoredParameters>();
  resource::SearchIndex index_;
  resource::OwnResources source_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<record::Record> record_;
  std::unique_ptr<resource::TableSearch> search_;
};

resource::SearchRequest RequestOf(std::string_view text) {
  resource::SearchRequest request;
  const std::size_t mark = text.find('?');
  request.type = fhir::FindType(text.substr(0, mark));
  const auto all = fhir::ResourceTypes();
  if (std::find(all.begin(), all.end(), text.substr(0, mark)) == all.end()) {
    request.type = fhir::FindType("Observation");
  }
  std::string_view rest = mark == std::string_view::npos ? text : text.substr(mark + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    request.parameters.emplace_back(
        pair.substr(0, equals), equals == std::string_view::npos ? "" : pair.substr(equals + 1));
  }
  return request;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Empty empty;
  resource::SearchRequest request = RequestOf({reinterpret_cast<const char*>(data), size});
  for (const bool lenient : {false, true}) {
    request.lenient = lenient;
    try {
      const resource::SearchAnswer answer = empty.Run(request);
      Require(answer.entries.empty() && answer.next.empty());
      for (const std::string& warning : answer.warnings) Require(base::IsUtf8(warning));
    } catch (const base::Error& error) {
      Require(base::IsUtf8(error.message()));
      Require(error.code() == base::ErrorCode::kBadRequest ||
              error.code() == base::ErrorCode::kNotImplemented ||
              error.code() == base::ErrorCode::kTooLarge);
    }
  }
  return 0;
}

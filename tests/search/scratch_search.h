#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fhir/validate.h"
#include "record/record.h"
#include "resource/own_resources.h"
#include "resource/patient_records.h"
#include "resource/recorded_resources.h"
#include "resource/search_index.h"
#include "resource/table_search.h"
#include "store/store.h"

namespace socle::resource {

/// A record of resources in a folder of its own, which goes with it, its index and its search.
class ScratchSearch {
 public:
  ScratchSearch();
  ~ScratchSearch();
  ScratchSearch(const ScratchSearch&) = delete;
  ScratchSearch& operator=(const ScratchSearch&) = delete;

  /// Writes the resource of a JSON text under its id. References are not checked.
  void Put(std::string_view json);
  /// "Patient/1".
  void Delete(std::string_view name);
  /// Makes and removes rows of the store's own search parameters, until all are as they say.
  void IndexParameters();
  SearchAnswer Run(const SearchRequest& request);
  std::vector<std::string> Match(const SearchRequest& request, std::size_t limit);
  /// What is in effect by now.
  std::shared_ptr<const SearchParameters> parameters();
  record::Record& record() { return *record_; }
  const sql::Dialect& dialect() const { return store_->dialect(); }
  TableSearch& search() { return *search_; }

 private:
  const std::filesystem::path folder_;
  std::shared_ptr<StoredParameters> parameters_;
  SearchIndex index_;
  OwnResources source_;
  OwnPatientRecords patients_{"test.system"};
  fhir::Validator validator_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<record::Record> record_;
  std::unique_ptr<TableSearch> search_;
  std::unique_ptr<RecordedResources> service_;
};

/// The request that "Observation?code=a&_count=2" writes: its names and values as they stand there,
/// "%26" for "&".
SearchRequest RequestOf(std::string_view text);

}  // namespace socle::resource

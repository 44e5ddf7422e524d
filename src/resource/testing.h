#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "fhir/tree.h"
#include "record/record.h"
#include "resource/own_resources.h"
#include "resource/patient_records.h"
#include "resource/recorded_resources.h"
#include "resource/search.h"
#include "store/store.h"

/// What the tests of resources share: a record in a folder of its own, a search that knows
/// identifiers alone, and short ways to write and read.
namespace socle::resource {

inline const record::Principal kPrincipal{"tester", "A tester"};
inline record::Access Anyone() { return {kPrincipal, record::Scope::Open(), "care"}; }

fhir::TypeId Type(std::string_view name);
/// The resource of a JSON text without a fault in its structure.
fhir::Tree Parse(std::string_view json);
/// The text without meta.versionId and meta.lastUpdated, in the order of the definition.
std::string Content(std::string_view json);

/// Identifiers and references of resources, in two toy tables.
class ToyIndex : public record::Indexer {
 public:
  std::string_view name() const override { return "toy"; }
  std::span<const store::Migration> migrations() const override;
  bool Covers(const record::Kind& kind) const override { return TypeOf(kind).has_value(); }
  std::unique_ptr<record::IndexRows> Prepare(const record::NewVersion& version) const override;
  void Write(store::Session& session, const record::VersionInfo& version,
             record::IndexRows* rows) override;
  void Clear(store::Session& session, std::optional<record::EhrKey> ehr) override;
  std::vector<std::string> Tables(store::Session&) const override {
    return {"toy_identifier", "toy_reference"};
  }
};

/// Knows `identifier` ("value" or "system|value") and `_id`.
class ToySearch : public Search {
 public:
  SearchAnswer Run(record::Snapshot& snapshot, const SearchRequest& request) override;
  SearchAnswer Everything(record::Snapshot& snapshot, const EverythingRequest& request) override;
  SearchAnswer EverythingOfAllPatients(record::Snapshot& snapshot,
                                       const EverythingRequest& request) override {
    return Everything(snapshot, request);
  }
  std::string MetaInUse(record::Snapshot& snapshot, fhir::TypeId type) override;
  std::vector<std::pair<ResourceKey, ResourceId>> Match(store::Session& session,
                                                        const SearchRequest& request,
                                                        std::size_t limit) override;
  static std::vector<ResourceKey> Referrers(store::Session& session, fhir::TypeId type,
                                            const ResourceId& id, std::size_t limit);
};

/// Knows EHRs that were made through another door.
class ToyPatients : public OwnPatientRecords {
 public:
  ToyPatients() : OwnPatientRecords("test.system") {}
  std::optional<record::EhrKey> Find(store::Session&, const ResourceId& patient) override {
    const auto known = ehrs.find(patient.value());
    if (known == ehrs.end()) return std::nullopt;
    return known->second;
  }
  std::map<std::string, record::EhrKey> ehrs;
};

SearchRequest ByIdentifier(std::string_view type, std::string value);

/// A record of resources in a new folder, which goes with it.
class Ward {
 public:
  explicit Ward(ServiceLimits limits = {});
  ~Ward();
  Ward(const Ward&) = delete;
  Ward& operator=(const Ward&) = delete;

  ResourceService* operator->() { return &*service_; }
  record::Record& record() { return *record_; }
  ToyPatients& patients() { return patients_; }
  const std::filesystem::path& folder() const { return folder_; }
  void Reopen();

  Written Create(std::string_view json) { return (*this)->Create(Anyone(), Parse(json), {}); }
  Written Put(std::string_view json, std::optional<std::uint32_t> version = {});
  /// The code of the error that `run` throws; a failed expectation where it throws none.
  static base::ErrorCode CodeOf(const std::function<void()>& run);
  static base::Error ErrorOf(const std::function<void()>& run);

 private:
  void Open();

  const ServiceLimits limits_;
  std::filesystem::path folder_;
  ToyIndex index_;
  ToySearch search_;
  OwnResources source_;
  ToyPatients patients_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<record::Record> record_;
  std::unique_ptr<RecordedResources> service_;
};

}  // namespace socle::resource

#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "fhir/validate.h"
#include "resource/resource_service.h"
#include "resource/resource_writer.h"

namespace socle::resource {

/// How much one request may bring.
struct ServiceLimits {
  /// Entries of a Bundle. A transaction is written at once, while other writes wait.
  std::size_t most_batch_entries = 50'000, most_transaction_entries = 20'000;
  std::size_t most_deletions = 10'000;    // of one conditional delete
  std::size_t most_history_page = 1'000;  // versions
};

/// The service of resources that the record holds. Safe from any thread, because it keeps nothing
/// that changes but the writer's counters.
class RecordedResources : public ResourceService {
 public:
  /// All that `parts` refers to, and `validator`, outlive it.
  RecordedResources(ResourceWriter::Parts parts, const fhir::Validator& validator,
                    ServiceLimits limits = {});

  StoredResource Read(const record::Access& access, fhir::TypeId type,
                      const ResourceId& id) override;
  StoredResource ReadVersion(const record::Access& access, fhir::TypeId type, const ResourceId& id,
                             std::uint32_t version) override;
  Written Create(const record::Access& access, fhir::Tree resource,
                 const std::optional<SearchRequest>& condition) override;
  Written Update(const record::Access& access, const ResourceId& id, fhir::Tree resource,
                 std::optional<std::uint32_t> version) override;
  Written UpdateWhere(const record::Access& access, const SearchRequest& condition,
                      fhir::Tree resource) override;
  Written Change(const record::Access& access, fhir::TypeId type, const ResourceId& id,
                 const Patch& patch, std::optional<std::uint32_t> version) override;
  Written ChangeWhere(const record::Access& access, const SearchRequest& condition,
                      const Patch& patch) override;
  std::optional<StoredResource> Delete(const record::Access& access, fhir::TypeId type,
                                       const ResourceId& id,
                                       std::optional<std::uint32_t> version) override;
  std::size_t DeleteWhere(const record::Access& access, const SearchRequest& condition,
                          bool many) override;
  HistoryPage History(const record::Access& access, const HistoryRequest& request) override;
  std::string Process(const record::Access& access, const fhir::Node& bundle,
                      const ProcessOptions& options) override;

 private:
  friend class BundleProcess;
  friend class TransactionProcess;
  using Document = std::shared_ptr<const ResourceDocument>;

  /// `tree` as it is stored under `id`, held to the definitions. Errors: kInvalid.
  Document MakeDocument(fhir::Tree tree, const ResourceId& id) const;
  /// The resource that the record holds, and its entry in the trail. Errors: kNotFound.
  StoredResource Found(const record::Access& access, fhir::TypeId type, const ResourceId& id,
                       std::optional<StoredResource> found);
  /// What `condition` matches now: none or one. Errors: kPreconditionFailed (several).
  Condition Ask(const SearchRequest& condition);
  Written WriteOne(const record::Access& access, const resource::Change& change,
                   const std::vector<Condition>& conditions);
  /// One try of a patch of the version that is there.
  Written ChangeOnce(const record::Access& access, fhir::TypeId type, const ResourceId& id,
                     const Patch& patch, std::optional<std::uint32_t> version,
                     const std::vector<Condition>& conditions);

  ResourceWriter::Parts parts_;
  const fhir::Validator& validator_;
  const ServiceLimits limits_;
  ResourceWriter writer_;
};

/// Runs `write` again where others came before it, some times. Errors: its, kConflict.
template <class Write>
auto WithRetries(const Write& write) {
  constexpr int kTries = 20;
  for (int tried = 1;; ++tried) {
    try {
      return write();
    } catch (const RacedError&) {
      if (tried == kTries) throw;
    }
  }
}

}  // namespace socle::resource

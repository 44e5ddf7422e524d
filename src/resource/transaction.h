#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "resource/bundle_answer.h"
#include "resource/bundle_entry.h"
#include "resource/recorded_resources.h"
#include "resource/transaction_names.h"

namespace socle::resource {

/// One try of a transaction: who is meant by each entry, what each writes with its references
/// resolved, all of it in one commit, then what is read. Used once, by one thread.
/// Source: FHIR R4, RESTful API, Transaction Processing Rules.
class TransactionProcess {
 public:
  /// All outlive it.
  TransactionProcess(RecordedResources& service, const record::Access& access,
                     const fhir::Node& bundle, const ProcessOptions& options)
      : service_(service), access_(access), bundle_(bundle), options_(options) {}

  /// Errors: RacedError, and those of the service, at the entry that fails.
  std::string Run();

 private:
  /// An entry that writes.
  struct Write {
    const BundleEntry* entry;
    ResourceId id;
    bool is_new = false;                  // its id is made here
    std::optional<StoredResource> found;  // a conditional create has nothing to do
    std::optional<std::size_t> same_as;   // as another entry's conditional create, in writes_
    std::optional<std::size_t> change;    // in changes_
  };

  void Parse();
  void Identify(const BundleEntry& entry, record::Snapshot& snapshot);
  void IdentifyPost(Write& write, record::Snapshot& snapshot);
  void IdentifyPut(Write& write, record::Snapshot& snapshot);
  /// False where a condition matches nothing, so that there is nothing to delete.
  bool IdentifyOther(Write& write, record::Snapshot& snapshot);
  /// All that the condition of a DELETE matches is to go.
  void IdentifyMany(const BundleEntry& entry, record::Snapshot& snapshot);
  /// What a condition matches: none or one, remembered for the writer to look again.
  std::optional<ResourceId> Ask(const SearchRequest& condition, record::Snapshot& snapshot);
  void RefuseTwice() const;
  void MakeChange(Write& write, record::Snapshot& snapshot);
  /// The resource that a PATCH makes. Sets the version that it follows.
  fhir::Tree Patched(const Write& write, record::Snapshot& snapshot, Change& change);
  void CheckReads(record::Snapshot& snapshot) const;
  void Answer(std::vector<Changed> done, std::vector<EntryAnswer>& answers);

  RecordedResources& service_;
  const record::Access& access_;
  const fhir::Node& bundle_;
  const ProcessOptions& options_;
  std::vector<BundleEntry> entries_;  // in the order of the Bundle
  std::vector<Write> writes_;         // in the order in which they are done
  std::vector<const BundleEntry*> reads_;
  std::vector<Condition> conditions_;
  std::unordered_map<std::string, std::size_t> conditional_creates_;  // "Patient?x=y", in writes_
  TransactionNames names_;
  std::vector<Change> changes_;
};

}  // namespace socle::resource

#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "resource/bundle_answer.h"
#include "resource/bundle_entry.h"
#include "resource/recorded_resources.h"

namespace socle::resource {

/// Answers one Bundle of type batch or transaction. Used once, by one thread; a batch makes
/// threads of its own.
/// Source: FHIR R4, RESTful API, batch/transaction.
class BundleProcess {
 public:
  /// All outlive it.
  BundleProcess(RecordedResources& service, const record::Access& access, const fhir::Node& bundle,
                const ProcessOptions& options)
      : service_(service), access_(access), bundle_(bundle), options_(options) {}

  std::string Run();
  /// What the entry, which only reads, is answered.
  EntryAnswer Read(const BundleEntry& entry) { return DoOrFail(entry); }

 private:
  /// Errors: kTooLarge.
  void CheckSize(std::string_view type, std::size_t most) const;
  std::string Batch();
  /// What a GET gives. Errors: as the service's and the search's.
  EntryAnswer Get(const BundleEntry& entry);
  EntryAnswer Do(const BundleEntry& entry);
  EntryAnswer DoOrFail(const BundleEntry& entry);
  /// What a POST, PUT or PATCH writes.
  Written Write(const BundleEntry& entry);
  EntryAnswer Delete(const BundleEntry& entry);
  EntryAnswer Other(const BundleEntry& entry);

  RecordedResources& service_;
  const record::Access& access_;
  const fhir::Node& bundle_;
  const ProcessOptions& options_;
};

}  // namespace socle::resource

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "resource/compartments.h"
#include "resource/condition.h"
#include "resource/custom_parameters.h"
#include "resource/patient_records.h"
#include "resource/resource_source.h"
#include "resource/search.h"

namespace socle::resource {

/// What shall become of one resource.
struct Change {
  fhir::TypeId type = fhir::TypeId::kNone;
  ResourceId id;
  std::shared_ptr<const ResourceDocument> document;  // null: it goes
  bool is_new = false;                               // the id was made for it
  std::optional<std::uint32_t> version;              // If-Match; kNoVersion, kAnyVersion
  bool is_based_on_version = false;                  // `version` is ours: the document follows it
  std::string place;                                 // "Bundle.entry[3]", or empty
};

/// What became of it.
struct Changed {
  enum class Outcome : std::uint8_t {
    kCreated,
    kUpdated,
    kUnchanged,
    kDeleted,
    kAbsent
  } outcome = Outcome::kCreated;
  StoredResource resource;  // its json only where it was asked for; none of kAbsent
};

/// What refers to a resource: objects by EHR and number. More than `limit` need not be found.
using FindReferrers = std::function<std::vector<ResourceKey>(store::Session&, fhir::TypeId,
                                                             const ResourceId&, std::size_t limit)>;

/// Others changed the same between the plan of a write and its turn: plan anew.
class RacedError : public base::Error {
 public:
  RacedError()
      : Error(base::ErrorCode::kConflict, "others changed the same resources at the same time") {}
};

/// Writes changes of resources, all or nothing: finds their places in the record, sees to their
/// references, and looks again in the writer's transaction at all that the plan relied on, the
/// store's search parameters among it: rows are prepared by them.
/// Safe from any thread, because what is shared is atomic.
class ResourceWriter {
 public:
  struct Parts {
    record::Record& record;
    ResourceSource& source;
    Search& search;
    PatientRecords& patients;
    FindReferrers referrers;  // may be empty: deletions are not held up
    bool check_references = true;
    StoredParameters* parameters = nullptr;  // null: the store has none of its own
    /// Whether a resource that is not there will come: a reference to it leads somewhere. May be
    /// empty. Called from several threads.
    std::function<bool(fhir::TypeId, std::string_view id)> comes{};
  };
  explicit ResourceWriter(Parts parts) : parts_(std::move(parts)) {}

  enum class Bodies : std::uint8_t { kLeave, kGive };

  /// In the order of `changes`, in which no resource stands twice. `conditions` must match in the
  /// commit what they matched before. Errors: RacedError; kPreconditionFailed (If-Match), kConflict
  /// (referred to), kInvalid (references to what is not there, search parameters that cannot be),
  /// each at its change's place; and
  /// those of Record::CommitTogether.
  std::vector<Changed> Write(const record::Access& access, const std::vector<Change>& changes,
                             const std::vector<Condition>& conditions, Bodies bodies);

 private:
  struct Plan;
  struct Checks;
  Parts parts_;
  Compartments compartments_;
  std::atomic<std::uint64_t> deletions_begun_{0}, deletions_done_{0};
};

}  // namespace socle::resource

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "record/snapshot.h"
#include "resource/resource_source.h"
#include "resource/search_parameters.h"

namespace socle::resource {

/// Whose resources a compartment search finds.
struct Compartment {
  fhir::TypeId type = fhir::TypeId::kNone;  // fhir::HasCompartments
  ResourceId id;
};

/// A search as it is asked: `Observation?code=8302-2&_count=20`.
struct SearchRequest {
  fhir::TypeId type = fhir::TypeId::kNone;  // kNone: all types
  /// Decoded names and values, in the order of the request, of the query and of the form.
  std::vector<std::pair<std::string, std::string>> parameters;
  bool lenient = false;  // Prefer: handling=lenient: what is unknown is left out, and said
  /// Only resources of this compartment.
  std::optional<Compartment> compartment;
  /// Of this server's URLs ("http://host/fhir/r4"): an absolute reference below it is one to a
  /// resource here. Empty: there is none.
  std::string base;
  /// Whether the answer says how it was found: SearchAnswer::statements.
  bool explain = false;
};

struct SearchEntry {
  StoredResource resource;
  /// Of one that another contains: its name in there; `resource` is the container, but its `json`.
  std::string contained{};
  enum class Mode : std::uint8_t { kMatch, kInclude } mode = Mode::kMatch;
};

/// How a part of a search was answered.
struct ExplainedStatement {
  std::string sql, plan;  // plan: how the store runs it, a line a step
  /// Rows behind each table that is read, and behind each condition that is looked up.
  struct Step {
    std::string what;
    std::uint64_t rows = 0;
  };
  std::vector<Step> steps;
};

struct SearchAnswer {
  std::vector<SearchEntry> entries;  // matches in order, then what they include
  std::optional<std::uint64_t> total;
  /// Parameters of the page behind this one; empty: there is none.
  std::vector<std::pair<std::string, std::string>> next;
  /// The same of the page before; empty: it is the first, or the answer of an operation.
  std::vector<std::pair<std::string, std::string>> previous;
  /// The parameters that were used, for the self link.
  std::vector<std::pair<std::string, std::string>> used;
  std::vector<std::string> warnings;  // what a lenient search left out, and what was cut
  // For administrators.
  std::vector<ExplainedStatement> statements;
};

/// What $everything is asked for. Source: FHIR R4, Patient and Encounter, operation $everything.
struct EverythingRequest {
  Compartment of;                // a Patient's or an Encounter's
  std::set<fhir::TypeId> types;  // of the answer; empty: all
  std::optional<base::Instant> since;
  /// When care was given, in milliseconds since 1970: [from, before).
  std::optional<std::int64_t> care_from, care_before;
  std::uint32_t count = 0;  // resources a page; 0: the total alone
  std::string page;         // of SearchAnswer::next; empty: the first
  /// Of the first page of a set that began at an earlier state: VersionInfo::id; 0: as it is.
  std::int64_t position = 0;
};

/// Answers searches over the search tables. Safe from any thread.
class Search {
 public:
  virtual ~Search() = default;
  /// Errors: kBadRequest (an unknown parameter, a value that is none, with the parameter and the
  /// nearest name), kNotImplemented (what only a terminology knows), kTimeout, kTooLarge.
  virtual SearchAnswer Run(record::Snapshot& snapshot, const SearchRequest& request) = 0;
  /// `next` holds the parameter of the page alone. Errors: kNotFound, kBadRequest (no page of
  /// this), kTimeout.
  virtual SearchAnswer Everything(record::Snapshot& snapshot, const EverythingRequest& request) = 0;
  /// The same of all patients (everything_of_all.h).
  virtual SearchAnswer EverythingOfAllPatients(record::Snapshot& snapshot,
                                               const EverythingRequest& request) = 0;
  /// The profiles, tags and security labels of resources of `type` (kNone: of all), as JSON of a
  /// Meta (meta_in_use.h). Errors: kTooLarge.
  virtual std::string MetaInUse(record::Snapshot& snapshot, fhir::TypeId type) = 0;
  /// The resources that match, at most `limit`, for conditional interactions: their keys and ids.
  virtual std::vector<std::pair<ResourceKey, ResourceId>> Match(store::Session& session,
                                                                const SearchRequest& request,
                                                                std::size_t limit) = 0;
};

}  // namespace socle::resource

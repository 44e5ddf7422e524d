#pragma once

#include <optional>
#include <string>

#include "aql/bound.h"

namespace socle::aql {

/// What a query can find, before anything is read: so that no more is read.
struct Reach {
  /// What rows of different ones have nothing to do with one another.
  enum class Unit : std::uint8_t {
    kVersion,  // each row comes from one version (and its EHR)
    kEhr,      // each row comes from one EHR, or from parties
    kStore,    // a row may join EHRs
  };
  Unit unit = Unit::kStore;
  /// Which objects a row can come from.
  bool compositions = false, statuses = false, folders = false, parties = false;
  bool only_ehrs = false;      // FROM names EHR and nothing in it
  bool history = false;        // old versions and deletions too
  bool objects = false;        // VERSIONED_OBJECT itself
  bool status_of_ehr = false;  // an EHR's status, as a part of the EHR
  /// The only EHR that can give rows, where the query names it.
  std::optional<std::string> ehr_id;
};

/// Never too little: what it leaves out cannot match FROM, or WHERE drops it.
Reach ReachOf(const bound::Query& query);

}  // namespace socle::aql

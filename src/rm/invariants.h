#pragma once

#include <span>

#include "rm/findings.h"
#include "rm/model.h"
#include "rm/tree.h"

namespace socle::rm {

/// One class's invariants as the specification of RM 1.1.0 states them. `check` is called with
/// every node that is a `type`, when all its children are there; what is absent though mandatory
/// has been reported already and is to be passed over.
struct Invariant {
  ClassId type;
  void (*check)(const Node& node, Findings& findings);
};

/// By package: one file each, invariants_*.cc.
std::span<const Invariant> SupportInvariants();
std::span<const Invariant> TextInvariants();
std::span<const Invariant> QuantityInvariants();
std::span<const Invariant> TimeInvariants();
std::span<const Invariant> DataStructureInvariants();
std::span<const Invariant> ArchetypedInvariants();
std::span<const Invariant> PartyInvariants();
std::span<const Invariant> VersionInvariants();
std::span<const Invariant> EhrInvariants();

/// Checks all invariants that hold for the class of `node`, its ancestors' first.
/// Safe from any thread.
void CheckInvariants(const Node& node, Findings& findings);

}  // namespace socle::rm

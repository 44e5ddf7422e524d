#include "rm/ids.h"
#include "rm/invariants.h"
#include "rm/requirements.h"

// openEHR RM 1.1.0, Common IM: archetyped package.

namespace socle::rm {
namespace {

void CheckLocatable(const Node& node, Findings& findings) {
  const Node* id = node.Child(attribute::kArchetypeNodeId);
  if (id == nullptr) return;
  RequireNotEmpty(node, attribute::kArchetypeNodeId, "Archetype_node_id_valid", findings);
  // DEVIATION: an archetype's id without archetype_details is accepted here; docs/spec-issues.md,
  // rm-7.
  const Node* details = node.Child(attribute::kArchetypeDetails);
  if (details == nullptr) return;
  const Node* stated = details->Descend("archetype_id/value");
  if (stated == nullptr || stated->text == id->text || id->text.empty()) return;
  findings.Broken(node, attribute::kArchetypeNodeId, "Archetyped_valid",
                  "the archetype_id of archetype_details: " + Shortened(stated->text),
                  Shortened(id->text));
}

void CheckArchetyped(const Node& node, Findings& findings) {
  RequireNotEmpty(node, attribute::kRmVersion, "Rm_version_valid", findings);
}

void CheckFeederAuditDetails(const Node& node, Findings& findings) {
  RequireNotEmpty(node, attribute::kSystemId, "System_id_valid", findings);
}

constexpr Invariant kInvariants[] = {
    {type::kLocatable, CheckLocatable},
    {type::kArchetyped, CheckArchetyped},
    {type::kFeederAuditDetails, CheckFeederAuditDetails},
};

}  // namespace

std::span<const Invariant> ArchetypedInvariants() { return kInvariants; }

}  // namespace socle::rm

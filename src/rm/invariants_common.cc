#include "rm/ids.h"
#include "rm/invariants.h"
#include "rm/requirements.h"

// openEHR RM 1.1.0, Common IM: archetyped, generic, change_control and directory packages.

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
  findings.Broken(
      node, attribute::kArchetypeNodeId, "Archetyped_valid",
      "the archetype_id of archetype_details: " + std::string(stated->text.substr(0, 120)),
      std::string(id->text.substr(0, 120)));
}

void CheckArchetyped(const Node& node, Findings& findings) {
  RequireNotEmpty(node, attribute::kRmVersion, "Rm_version_valid", findings);
}

void CheckFeederAuditDetails(const Node& node, Findings& findings) {
  RequireNotEmpty(node, attribute::kSystemId, "System_id_valid", findings);
}

void CheckPartyIdentified(const Node& node, Findings& findings) {
  if (node.Child(attribute::kName) == nullptr && node.Child(attribute::kIdentifiers) == nullptr &&
      node.Child(attribute::kExternalRef) == nullptr) {
    // DEVIATION: a PARTY_RELATED with its relationship alone is accepted; docs/spec-issues.md,
    // rm-5.
    if (node.type == type::kPartyRelated) return;
    findings.Broken(node, "Basic_validity", "name, identifiers or external_ref", "none of them");
  }
  RequireNotEmpty(node, attribute::kName, "Name_valid", findings);
}

void CheckPartyRelated(const Node& node, Findings& findings) {
  RequireCodeOfGroup(node, attribute::kRelationship, "subject relationship",
                     "Relationship_validity", Foreign::kAccepted, findings);
}

void CheckParticipation(const Node& node, Findings& findings) {
  // DEVIATION: the group of functions has one code, "unknown"; docs/spec-issues.md, rm-6. What is
  // said of function by Function_valid is left alone.
  RequireCodeOfGroup(node, attribute::kMode, "participation mode", "Mode_valid", Foreign::kAccepted,
                     findings);
}

void CheckAuditDetails(const Node& node, Findings& findings) {
  RequireNotEmpty(node, attribute::kSystemId, "System_id_valid", findings);
  RequireCodeOfGroup(node, attribute::kChangeType, "audit change type", "Change_type_valid",
                     Foreign::kRefused, findings);
}

void CheckAttestation(const Node& node, Findings& findings) {
  RequireCodeOfGroup(node, attribute::kReason, "attestation reason", "Reason_valid",
                     Foreign::kAccepted, findings);
}

void CheckVersion(const Node& node, Findings& findings) {
  RequireRefType(node, attribute::kContribution, "CONTRIBUTION", "Contribution_valid", findings);
  RequireNotEmpty(node, attribute::kSignature, "Signature_valid", findings);
}

void CheckOriginalVersion(const Node& node, Findings& findings) {
  RequireCodeOfGroup(node, attribute::kLifecycleState, "version lifecycle state",
                     "Lifecycle_state_valid", Foreign::kRefused, findings);
  const Node* uid = node.Descend("uid/value");
  if (uid == nullptr) return;
  // VERSION, Preceding_version_uid_validity: the first version alone has none before it.
  const bool first = uid->text.ends_with("::1");
  const bool preceded = node.Child(attribute::kPrecedingVersionUid) != nullptr;
  if (first != preceded) return;
  findings.Broken(node, attribute::kPrecedingVersionUid, "Preceding_version_uid_validity",
                  first ? "none, because this is the first version" : "the version before this one",
                  first ? "one" : "none");
}

constexpr Invariant kInvariants[] = {
    {type::kLocatable, CheckLocatable},
    {type::kArchetyped, CheckArchetyped},
    {type::kFeederAuditDetails, CheckFeederAuditDetails},
    {type::kPartyIdentified, CheckPartyIdentified},
    {type::kPartyRelated, CheckPartyRelated},
    {type::kParticipation, CheckParticipation},
    {type::kAuditDetails, CheckAuditDetails},
    {type::kAttestation, CheckAttestation},
    {type::kVersion, CheckVersion},
    {type::kOriginalVersion, CheckOriginalVersion},
};

}  // namespace

std::span<const Invariant> CommonInvariants() { return kInvariants; }

}  // namespace socle::rm

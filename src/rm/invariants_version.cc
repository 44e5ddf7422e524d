#include "rm/ids.h"
#include "rm/invariants.h"
#include "rm/requirements.h"

// openEHR RM 1.1.0, Common IM: generic package (audits) and change_control package.

namespace socle::rm {
namespace {

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
    {type::kAuditDetails, CheckAuditDetails},
    {type::kAttestation, CheckAttestation},
    {type::kVersion, CheckVersion},
    {type::kOriginalVersion, CheckOriginalVersion},
};

}  // namespace

std::span<const Invariant> VersionInvariants() { return kInvariants; }

}  // namespace socle::rm

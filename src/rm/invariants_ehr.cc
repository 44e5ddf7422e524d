#include "rm/ids.h"
#include "rm/invariants.h"
#include "rm/requirements.h"

// openEHR RM 1.1.0, EHR IM: ehr, composition, content and entry packages.

namespace socle::rm {
namespace {

void CheckEhr(const Node& node, Findings& findings) {
  RequireRefType(node, attribute::kContributions, "CONTRIBUTION", "Contributions_valid", findings);
  RequireRefType(node, attribute::kEhrAccess, "VERSIONED_EHR_ACCESS", "Ehr_access_valid", findings);
  RequireRefType(node, attribute::kEhrStatus, "VERSIONED_EHR_STATUS", "Ehr_status_valid", findings);
  RequireRefType(node, attribute::kCompositions, "VERSIONED_COMPOSITION", "Compositions_valid",
                 findings);
  RequireRefType(node, attribute::kDirectory, "VERSIONED_FOLDER", "Directory_valid", findings);
}

/// Of COMPOSITION and ENTRY: what validation and AQL stand on. That archetype_details and node id
/// agree is LOCATABLE's.
/// DEVIATION: EHR_STATUS, EHR_ACCESS and PARTY may come without; docs/spec-issues.md, rm-7.
void CheckArchetypeRoot(const Node& node, Findings& findings) {
  if (node.Child(attribute::kArchetypeDetails) != nullptr) return;
  findings.Broken(node, attribute::kArchetypeDetails, "Is_archetype_root", "archetype_details",
                  "none");
}

void CheckComposition(const Node& node, Findings& findings) {
  RequireCodeOfGroup(node, attribute::kCategory, "composition category", "Category_validity",
                     Foreign::kRefused, findings);
  RequireCodeOfSet(node, attribute::kTerritory, "countries", "Territory_valid", findings);
  RequireCodeOfSet(node, attribute::kLanguage, "languages", "Language_valid", findings);
}

void CheckEventContext(const Node& node, Findings& findings) {
  RequireCodeOfGroup(node, attribute::kSetting, "setting", "Setting_valid", Foreign::kAccepted,
                     findings);
  RequireNotEmpty(node, attribute::kLocation, "location_valid", findings);
}

void CheckEntry(const Node& node, Findings& findings) {
  RequireCodeOfSet(node, attribute::kLanguage, "languages", "Language_valid", findings);
  RequireCodeOfSet(node, attribute::kEncoding, "character sets", "Encoding_valid", findings);
}

void CheckActivity(const Node& node, Findings& findings) {
  RequireNotEmpty(node, attribute::kActionArchetypeId, "Action_archetype_id_valid", findings);
}

void CheckInstructionDetails(const Node& node, Findings& findings) {
  RequireNotEmpty(node, attribute::kActivityId, "Activity_path_valid", findings);
}

void CheckIsmTransition(const Node& node, Findings& findings) {
  RequireCodeOfGroup(node, attribute::kCurrentState, "instruction states", "Current_state_valid",
                     Foreign::kRefused, findings);
  RequireCodeOfGroup(node, attribute::kTransition, "instruction transitions", "Transition_valid",
                     Foreign::kAccepted, findings);
}

constexpr Invariant kInvariants[] = {
    {type::kEhr, CheckEhr},
    {type::kComposition, CheckArchetypeRoot},
    {type::kComposition, CheckComposition},
    {type::kEventContext, CheckEventContext},
    {type::kEntry, CheckArchetypeRoot},
    {type::kEntry, CheckEntry},
    {type::kActivity, CheckActivity},
    {type::kInstructionDetails, CheckInstructionDetails},
    {type::kIsmTransition, CheckIsmTransition},
};

}  // namespace

std::span<const Invariant> EhrInvariants() { return kInvariants; }

}  // namespace socle::rm

#include "rm/ids.h"
#include "rm/invariants.h"
#include "rm/requirements.h"

// openEHR RM 1.1.0, Common IM: generic package; Demographic IM.

namespace socle::rm {
namespace {

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

void CheckParty(const Node& node, Findings& findings) {
  // Relationships_validity: this party is the source of its relationships.
  const Node* uid = node.Descend("uid/value");
  if (uid == nullptr) return;
  const std::string_view object = uid->text.substr(0, uid->text.find("::"));
  for (const Node* one = node.Child(attribute::kRelationships);
       one != nullptr && one->attribute == attribute::kRelationships; one = one->next_sibling) {
    const Node* source = one->Descend("source/id/value");
    if (source == nullptr || source->text.substr(0, source->text.find("::")) == object) continue;
    findings.Broken(*one, attribute::kSource, "Relationships_validity",
                    "the party that holds the relationship", "another");
  }
}

constexpr Invariant kInvariants[] = {
    {type::kPartyIdentified, CheckPartyIdentified},
    {type::kPartyRelated, CheckPartyRelated},
    {type::kParticipation, CheckParticipation},
    {type::kParty, CheckParty},
};

}  // namespace

std::span<const Invariant> PartyInvariants() { return kInvariants; }

}  // namespace socle::rm

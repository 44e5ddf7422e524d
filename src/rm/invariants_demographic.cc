#include "rm/ids.h"
#include "rm/invariants.h"

// openEHR RM 1.1.0, Demographic IM.

namespace socle::rm {
namespace {

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
    {type::kParty, CheckParty},
};

}  // namespace

std::span<const Invariant> DemographicInvariants() { return kInvariants; }

}  // namespace socle::rm

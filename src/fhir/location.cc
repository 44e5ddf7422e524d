#include "fhir/location.h"

namespace socle::fhir {

std::string LocationOf(const Node& node) {
  if (node.parent == nullptr) return std::string(Get(node.type).name);
  std::string text = LocationOf(*node.parent);
  text += '.';
  text += Name(node.name);
  if (Get(node.parent->type).elements[node.element].max == 1) return text;
  std::size_t index = 0;
  for (const Node* at = node.parent->Child(node.name); at != &node; at = at->next_sibling) ++index;
  return text + '[' + std::to_string(index) + ']';
}

}  // namespace socle::fhir

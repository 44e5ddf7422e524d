#include "fhir/written_name.h"

namespace socle::fhir {

void AppendCapitalised(std::string_view type, std::string& out) {
  const std::size_t at = out.size();
  out += type;
  if (at < out.size() && out[at] >= 'a' && out[at] <= 'z') {
    out[at] = static_cast<char>(out[at] - 'a' + 'A');
  }
}

void AppendWrittenName(const Node& node, std::string& out) {
  out += Name(node.name);
  if (node.is_choice) AppendCapitalised(Get(node.type).name, out);
}

}  // namespace socle::fhir

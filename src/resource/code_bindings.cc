#include "resource/code_bindings.h"

#include <algorithm>
#include <set>

#include "fhir/ids.h"

namespace socle::resource {
namespace {

/// The element that `path` leads to from `type`, its first name being the type's; null where it
/// does not.
const fhir::Element* ElementAt(std::string_view path, fhir::TypeId type) {
  const fhir::Element* element = nullptr;
  for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
    path.remove_prefix(dot + 1);
    if (element != nullptr) {
      if (element->types.size() != 1) return nullptr;
      type = element->types[0].type;
    }
    element = fhir::FindElement(fhir::Get(type), fhir::FindName(path.substr(0, path.find('.'))));
    if (element == nullptr) return nullptr;
  }
  return element;
}

}  // namespace

std::vector<std::string> SystemsOfCodes(std::string_view path, fhir::TypeId type) {
  const fhir::Element* element = ElementAt(path, type);
  if (element == nullptr || element->strength != fhir::BindingStrength::kRequired ||
      element->types.size() != 1 || element->types[0].type != fhir::type::kCode) {
    return {};
  }
  std::set<std::string_view> systems;
  for (const fhir::Code& code : fhir::CodesOf(element->value_set)) systems.insert(code.system);
  return {systems.begin(), systems.end()};
}

}  // namespace socle::resource

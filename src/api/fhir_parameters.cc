#include "api/fhir_parameters.h"

namespace socle::api {

const fhir::Node* FindParameter(const fhir::Node& parameters, std::string_view name) {
  const fhir::NameId id = fhir::FindName("parameter");
  const fhir::Node* at = parameters.Child(id);
  while (at != nullptr && at->name == id) {
    if (at->ChildText("name") == name) return at;
    at = at->next_sibling;
  }
  return nullptr;
}

const fhir::Node* ParameterValue(const fhir::Node& parameters, std::string_view name) {
  const fhir::Node* const parameter = FindParameter(parameters, name);
  return parameter == nullptr ? nullptr : parameter->Child("value");
}

std::string_view ParameterText(const fhir::Node& parameters, std::string_view name) {
  const fhir::Node* const value = ParameterValue(parameters, name);
  return value == nullptr ? std::string_view() : value->text;
}

const fhir::Node* ParameterResource(const fhir::Node& parameters, std::string_view name) {
  const fhir::Node* const parameter = FindParameter(parameters, name);
  return parameter == nullptr ? nullptr : parameter->Child("resource");
}

bool IsParameters(const fhir::Node& resource) {
  return fhir::Get(resource.type).name == "Parameters";
}

fhir::Tree TreeOf(const fhir::Node& resource) {
  fhir::Tree tree;
  fhir::Node* const root = tree.Copy(resource);
  root->name = fhir::NameId::kNone;
  root->element = 0;
  tree.SetRoot(root);
  tree.Number();
  return tree;
}

}  // namespace socle::api

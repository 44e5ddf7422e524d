#include "resource/compartments.h"

#include <algorithm>
#include <string>

#include "fhir/ids.h"
#include "resource/references.h"

namespace socle::resource {
namespace {

bool IsNameCharacter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// The steps of `Type.a.b` in one branch of an expression, up to the first function:
/// "(Condition.subject.where(resolve() is Patient))" gives subject.
std::vector<fhir::NameId> StepsOf(std::string_view branch, std::string_view type) {
  std::vector<fhir::NameId> steps;
  const std::string start = std::string(type) + ".";
  std::size_t at = branch.find(start);
  if (at == std::string_view::npos) return steps;
  at += start.size();
  while (at < branch.size()) {
    std::size_t end = at;
    while (end < branch.size() && IsNameCharacter(branch[end])) ++end;
    if (end < branch.size() && branch[end] == '(') break;
    const fhir::NameId name = fhir::FindName(branch.substr(at, end - at));
    if (name == fhir::NameId::kNone) break;
    steps.push_back(name);
    if (end == branch.size() || branch[end] != '.') break;
    at = end + 1;
  }
  return steps;
}

/// Patient, subject and beneficiary name whom a resource is about, others who took part.
int RankOf(std::string_view parameter) {
  if (parameter == "patient") return 0;
  if (parameter == "subject") return 1;
  return parameter == "beneficiary" ? 2 : 3;
}

std::optional<std::string_view> PatientAt(const fhir::Node& node,
                                          const std::vector<fhir::NameId>& path, std::size_t step) {
  const bool at_end = step == path.size();
  const fhir::NameId name = at_end ? fhir::name::kReference : path[step];
  if (at_end && node.type != fhir::type::kReference) return std::nullopt;
  for (const fhir::Node* child = node.Child(name); child != nullptr && child->name == name;
       child = child->next_sibling) {
    if (at_end) {
      const auto reference = ParseReference(child->text);
      if (reference && reference->type == fhir::type::kPatient) return reference->id;
      return std::nullopt;
    }
    if (const auto patient = PatientAt(*child, path, step + 1)) return patient;
  }
  return std::nullopt;
}

}  // namespace

Compartments::Compartments() {
  for (const std::string_view name : fhir::ResourceTypes()) {
    const fhir::TypeId type = fhir::FindType(name);
    const auto codes = fhir::CompartmentParameters(fhir::type::kPatient, type);
    std::vector<std::string_view> parameters(codes.begin(), codes.end());
    std::stable_sort(parameters.begin(), parameters.end(),
                     [](auto a, auto b) { return RankOf(a) < RankOf(b); });
    for (const std::string_view code : parameters) {
      for (const auto& definition : fhir::SearchParameters()) {
        if (definition.code != code ||
            std::ranges::find(definition.base, type) == definition.base.end()) {
          continue;
        }
        std::string_view rest = definition.expression;
        while (!rest.empty()) {
          const std::size_t bar = std::min(rest.find('|'), rest.size());
          Path path = StepsOf(rest.substr(0, bar), name);
          if (!path.empty()) paths_[type].push_back(std::move(path));
          rest.remove_prefix(std::min(bar + 1, rest.size()));
        }
      }
    }
  }
}

std::optional<std::string_view> Compartments::PatientOf(const fhir::Node& resource) const {
  const auto found = paths_.find(resource.type);
  if (found == paths_.end()) return std::nullopt;
  for (const Path& path : found->second) {
    if (const auto patient = PatientAt(resource, path, 0)) return patient;
  }
  return std::nullopt;
}

}  // namespace socle::resource

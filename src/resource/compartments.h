#pragma once

#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fhir/tree.h"
#include "resource/resource_id.h"

namespace socle::resource {

/// Whose record a resource belongs to: the Patient that it refers to by a parameter of the patient
/// compartment. Compiled once from the definitions; immutable, so safe from any thread.
/// Source: FHIR R4, CompartmentDefinition patient.
class Compartments {
 public:
  Compartments();

  /// The id of the Patient that `resource` names first: by patient, subject or beneficiary before
  /// the other parameters. Nothing where it names none by a relative literal reference.
  std::optional<std::string_view> PatientOf(const fhir::Node& resource) const;

  /// Whether resources of the type can be a Patient's.
  bool Covers(fhir::TypeId type) const { return paths_.contains(type); }

 private:
  using Path = std::vector<fhir::NameId>;  // to a Reference
  std::unordered_map<fhir::TypeId, std::vector<Path>> paths_;
};

}  // namespace socle::resource

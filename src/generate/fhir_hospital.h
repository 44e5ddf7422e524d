#pragma once

#include <cstdint>
#include <vector>

#include "generate/fhir_writer.h"
#include "generate/hospital.h"

namespace socle::generate {

/// The hospital as resources of FHIR R4, beside its compositions: the same patients, staff, stays
/// and dates. Each resource fits the base definitions. References are relative ("Patient/…") and
/// point to what Shared() or the same patient's resources hold. Immutable; safe from any thread.
class FhirHospital {
 public:
  /// `hospital` must outlive this.
  explicit FhirHospital(const Hospital& hospital) : hospital_(hospital) {}

  /// What belongs to no patient: Organization, Location, Practitioner, PractitionerRole. What is
  /// referred to comes first.
  std::vector<FhirResource> Shared() const;

  /// Patient, Coverage, Condition, Appointment, Encounter, Procedure and DocumentReference of
  /// patient `index`, whose record Hospital::Generate gave.
  std::vector<FhirResource> Of(const Record& record, std::uint32_t index) const;

 private:
  const Hospital& hospital_;
};

}  // namespace socle::generate

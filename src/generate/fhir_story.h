#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generate/fhir_act.h"
#include "generate/fhir_structure.h"
#include "generate/hospital.h"

namespace socle::generate {

/// A stay with what only FHIR tells of it.
struct FhirStay {
  const Stay* stay = nullptr;
  std::string unit_code;     // "1031"
  std::string bed_id;        // of a Location
  std::string condition_id;  // why they are here
  std::vector<FhirAct> acts;

  /// When somebody who came through the emergency department goes up to the ward.
  WallTime Transfer() const { return stay->admission + kHour; }
};

struct FhirVisit {
  const Visit* visit = nullptr;
  std::string id;  // of the Encounter
  std::string unit_code, appointment_id;
  WallTime end() const { return visit->time + kHour; }
};

/// A patient's record as the FHIR resources tell it: what is drawn for them beside the
/// compositions, by streams of its own, so that compositions do not depend on it. `record` and
/// `people` must outlive this.
struct FhirStory {
  /// Patient `index` of a hospital with that seed.
  FhirStory(const People& people, const Record& record, std::uint64_t seed, std::uint32_t index);

  const People& people;
  const Record& record;
  std::uint64_t seed;
  std::uint32_t index;
  std::vector<FhirStay> stays;
  std::vector<FhirVisit> visits;
  WallTime death = 0;  // 0: alive at the end of 2025; at home, after the last contact

  const Patient& patient() const { return record.patient; }
  FhirTarget PatientTarget() const { return {"Patient", record.patient.ipp, {}}; }
  /// A stream of random numbers for one purpose.
  Random Draw(char purpose) const;
  /// "C80000000420001": letter, patient, a number from 1.
  std::string Id(char letter, std::size_t number) const;
  /// `day`, or the day of birth where it comes before.
  Day AfterBirth(Day day) const { return day < patient().birth ? patient().birth : day; }
  WallTime LastContact() const;
};

inline constexpr Date kLastDate{2025, 12, 31};  // of the hospital's years

}  // namespace socle::generate

#pragma once

#include <string>
#include <vector>

#include "generate/fhir_structure.h"
#include "generate/fhir_writer.h"
#include "generate/people.h"
#include "generate/random.h"

namespace socle::generate {

enum class ActKind : std::uint8_t { kSurgical, kDiagnostic, kObstetric };

/// Something that was done to a patient in a stay. `performer` lives as long as the Hospital,
/// `code` as long as the program.
struct FhirAct {
  FhirCode code;  // CCAM
  ActKind kind = ActKind::kDiagnostic;
  ActRoom room = ActRoom::kNone;  // kNone: at the bedside
  int room_number = 0;
  bool moves = false;  // the patient is moved there, and back
  WallTime start = 0, end = 0;
  const Staff* performer = nullptr;
};

/// The acts that the reason for `stay` asks for, in the order of their start, all within the stay.
/// Those that move the patient lie between the rounds of nurses, so that what compositions say of
/// the place holds; `age` in years.
std::vector<FhirAct> ActsOf(const People& people, const Stay& stay, int age, Random& random);

}  // namespace socle::generate

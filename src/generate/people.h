#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generate/hospital.h"
#include "generate/random.h"

namespace socle::generate {

/// The departments of the hospital, as indices into People::departments.
enum class Specialty : std::uint8_t {
  kEmergency,
  kInternalMedicine,
  kPneumology,
  kCardiology,
  kGeriatrics,
  kSurgery,
  kOrthopaedics,
  kPaediatrics,
  kIntensiveCare,
  kNeurology,
  kDiabetology,
  kObstetrics,
  kConsultations,
};
inline constexpr std::size_t kSpecialties = 13;

/// Somebody, with the canonical JSON of the PARTY_IDENTIFIED beside.
struct Member {
  Staff staff;
  std::string party;
};

struct Department {
  std::string_view name;                  // "Pneumologie"
  std::array<std::string_view, 2> units;  // "Pneumologie A"
  int first_room = 0;                     // rooms of a unit: from first_room, 20 of them
  std::vector<Member> physicians, nurses;
};

/// Who works in the hospital and where. Immutable.
struct People {
  explicit People(std::uint64_t seed);

  const Department& at(Specialty specialty) const {
    return departments[static_cast<std::size_t>(specialty)];
  }

  std::array<Department, kSpecialties> departments;
  std::vector<Member> biologists;
  std::string facility;  // canonical JSON of health_care_facility
};

inline constexpr int kRooms = 20;  // of a unit with beds; the second unit's follow the first's
inline constexpr std::string_view kHospitalName = "Centre hospitalier universitaire du Socle";
inline constexpr std::string_view kHospitalId = "990000001";  // FINESS in form, not given

}  // namespace socle::generate

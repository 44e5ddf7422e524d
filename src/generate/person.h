#pragma once

#include <array>
#include <cstdint>

#include "generate/catalogue.h"
#include "generate/hospital.h"
#include "generate/random.h"

namespace socle::generate {

/// What is constant in somebody's body, and what they suffer from for good.
struct Health {
  ChronicSet chronics = 0;
  std::array<Day, kChronics> onset{};  // of those in `chronics`
  std::uint32_t allergies = 0;         // a set of indices into Allergens()
  int adult_height = 1700;             // mm
  int body_mass = 250;                 // tenths of kg/m2, as an adult
  int systolic = 0;                    // from what is usual at the age
  int pulse = 0;
  std::array<int, kAnalytes> analytes{};  // from the healthy person's base, in digits

  bool Has(ChronicId id) const { return (chronics & SetOf(id)) != 0; }
  /// Whether an allergy forbids `drug`.
  bool Forbids(DrugId drug) const;
  /// `drug`, or what is given to somebody with this person's allergies instead.
  DrugId Allowed(DrugId drug) const { return Forbids(drug) ? Substitute(drug) : drug; }
};

struct Person {
  Patient patient;
  Health health;

  bool female() const { return patient.sex == Sex::kFemale; }
  int AgeOn(Day day) const { return generate::AgeOn(patient.birth, day); }
  int HeightOn(Day day) const;  // mm
  int WeightOn(Day day) const;  // tenths of kg, in a usual state
};

/// Patient number `index`, who is between 0 and 99 years old on `first_day`.
Person MakePerson(Random& random, std::uint32_t index, Day first_day);

/// The two digits after the 13 of a French social security number: 97 - number mod 97.
/// Source: arrêté du 27 février 1973; Corsica's letters do not come up here.
int InsKey(std::uint64_t number);

}  // namespace socle::generate

#include "generate/person.h"

#include <algorithm>
#include <string>

namespace socle::generate {
namespace {

struct AgeGroup {
  int from, to, permille;
};

/// Who comes to a hospital: more of the very young and of the old than there are in the country.
constexpr AgeGroup kAges[] = {{0, 4, 60},    {5, 17, 60},   {18, 39, 190}, {40, 59, 215},
                              {60, 74, 240}, {75, 89, 200}, {90, 99, 35}};

int DrawAge(Random& random) {
  int left = random.Between(0, 999);
  for (const AgeGroup& group : kAges) {
    if (left < group.permille) return random.Between(group.from, group.to);
    left -= group.permille;
  }
  return 99;
}

void AppendPadded(std::string& out, std::uint64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  out.append(width > digits.size() ? width - digits.size() : 0, '0').append(digits);
}

std::string MakeIns(Random& random, const Patient& patient) {
  const Date birth = DateOf(patient.birth);
  std::string ins = patient.sex == Sex::kMale ? "1" : "2";
  AppendPadded(ins, static_cast<std::uint64_t>(birth.year % 100), 2);
  AppendPadded(ins, static_cast<std::uint64_t>(birth.month), 2);
  ins += "00";  // no department has this number
  AppendPadded(ins, random.Below(1000), 3);
  AppendPadded(ins, 1 + random.Below(999), 3);
  AppendPadded(ins, static_cast<std::uint64_t>(InsKey(std::stoull(ins))), 2);
  return ins;
}

void DrawPatient(Random& random, std::uint32_t index, Day first_day, Patient& patient) {
  patient.sex = random.Chance(530) ? Sex::kFemale : Sex::kMale;
  const Date first = DateOf(first_day);
  const Day birthday_year = DayOf(Date{first.year - DrawAge(random) - 1, first.month, first.day});
  patient.birth = birthday_year + random.Between(1, 365);
  const int year = DateOf(patient.birth).year;
  patient.given_name = PickGivenName(random, patient.sex, year);
  patient.family_name = PickFamilyName(random);
  patient.ipp = std::to_string(8'000'000'000ULL + index);
  patient.ins = MakeIns(random, patient);
  patient.birth_place = &PickCommune(random);
  patient.address.street = PickStreet(random);
  patient.address.commune = random.Chance(350) ? patient.birth_place : &PickCommune(random);
}

void DrawChronics(Random& random, int age, Day first_day, Health& health) {
  const std::size_t band = AgeBand(age);
  int raise = 0;  // what one has makes others likelier
  for (std::size_t i = 0; i < kChronics; ++i) {
    const int prevalence = At(static_cast<ChronicId>(i)).prevalence[band];
    if (prevalence == 0 || !random.Chance(prevalence + prevalence * raise / 1000)) continue;
    health.chronics |= SetOf(static_cast<ChronicId>(i));
    const int most = std::max(1, std::min(age - (band == 0 ? 0 : 16), 25) * 365);
    health.onset[i] = first_day - random.Between(30, 30 + most);
    raise = std::min(raise + 180, 700);
  }
}

void DrawBody(Random& random, const Person& person, int age, Health& health) {
  health.adult_height = person.female() ? random.Normal(1630, 62) : random.Normal(1760, 68);
  health.body_mass = std::clamp(random.Normal(age > 50 ? 258 : 244, 32), 172, 299);
  if (health.Has(ChronicId::kObesity)) health.body_mass = 300 + random.Between(2, 110);
  health.systolic = random.Normal(0, 6) + (health.Has(ChronicId::kHypertension) ? 17 : 0);
  health.pulse = random.Normal(0, 6) + (health.Has(ChronicId::kAtrialFibrillation) ? 9 : 0);
  for (std::size_t i = 0; i < kAnalytes; ++i) {
    const Analyte& analyte = At(static_cast<AnalyteId>(i));
    const Range range = person.female() ? analyte.normal_female : analyte.normal;
    const int width = static_cast<int>(range.high - range.low);
    const int sexes =
        static_cast<int>((range.low + range.high) - (analyte.normal.low + analyte.normal.high)) / 2;
    // Where the base lies at the lower limit, values are skewed: people differ little.
    const bool skewed = analyte.base - range.low < width / 4;
    health.analytes[i] = sexes + random.Normal(0, skewed ? analyte.spread : width / 9);
  }
}

void ChangeAnalyte(Health& health, AnalyteId id, int change) {
  health.analytes[static_cast<std::size_t>(id)] += change;
}

void AddChronicAnalytes(Random& random, Health& health) {
  if (health.Has(ChronicId::kDiabetes)) {
    const int control = random.Between(8, 38);  // tenths of HbA1c above the healthy
    ChangeAnalyte(health, AnalyteId::kHaemoglobinA1c, control);
    // ADAG: a percent of HbA1c is 1.59 mmol/L of mean glucose (Nathan et al., 2008).
    ChangeAnalyte(health, AnalyteId::kGlucose, control * 159 / 100);
  }
  if (health.Has(ChronicId::kRenalFailure)) {
    const int loss = random.Between(45, 130);
    ChangeAnalyte(health, AnalyteId::kCreatinine, loss);
    ChangeAnalyte(health, AnalyteId::kUrea, loss);
    ChangeAnalyte(health, AnalyteId::kHaemoglobin, -loss / 9);
    ChangeAnalyte(health, AnalyteId::kPotassium, 3);
  }
  if (health.Has(ChronicId::kHeartFailure)) {
    ChangeAnalyte(health, AnalyteId::kNtProBnp, random.Between(500, 1500));
  }
  if (health.Has(ChronicId::kDyslipidaemia)) {
    ChangeAnalyte(health, AnalyteId::kLdl, random.Between(20, 140));
    ChangeAnalyte(health, AnalyteId::kCholesterol, random.Between(20, 140));
  }
  if (health.Has(ChronicId::kHypothyroidism)) {
    ChangeAnalyte(health, AnalyteId::kThyrotropin, random.Between(20, 420));
  }
}

}  // namespace

bool Health::Forbids(DrugId drug) const {
  const DrugFamily family = At(drug).family;
  if (family == DrugFamily::kOther) return false;
  for (std::size_t i = 0; i < Allergens().size(); ++i) {
    if ((allergies >> i & 1) != 0 && Allergens()[i].family == family) return true;
  }
  return false;
}

int Person::HeightOn(Day day) const {
  const int age = AgeOn(day);
  if (age >= 17) return health.adult_height;
  constexpr int kBoys[] = {640,  780,  880,  960,  1030, 1100, 1160, 1225, 1280,
                           1335, 1390, 1440, 1495, 1560, 1635, 1700, 1740};
  return kBoys[age] * health.adult_height / 1760;
}

int Person::WeightOn(Day day) const {
  const int age = AgeOn(day);
  const std::int64_t height = HeightOn(day);
  const int mass =
      age >= 17 ? health.body_mass : (150 + age * 4) * (100 + (health.body_mass - 245) / 6) / 100;
  return static_cast<int>(mass * height * height / 1'000'000);
}

int InsKey(std::uint64_t number) { return static_cast<int>(97 - number % 97); }

Person MakePerson(Random& random, std::uint32_t index, Day first_day) {
  Person person;
  DrawPatient(random, index, first_day, person.patient);
  const int age = person.AgeOn(first_day);
  DrawChronics(random, std::max(age, 0), first_day, person.health);
  DrawBody(random, person, age, person.health);
  AddChronicAnalytes(random, person.health);
  for (std::size_t i = 0; i < Allergens().size(); ++i) {
    if (random.Chance(Allergens()[i].prevalence)) person.health.allergies |= 1U << i;
  }
  return person;
}

}  // namespace socle::generate

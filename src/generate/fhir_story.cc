#include "generate/fhir_story.h"

#include <algorithm>

#include "generate/catalogue.h"

namespace socle::generate {
namespace {

/// Deaths, permille in the months after the last contact, by age band.
constexpr int kDeaths[kAgeBands] = {1, 3, 9, 45, 190};

WallTime DrawDeath(const FhirStory& story) {
  Random random = story.Draw('D');
  const Day last = DayOf(story.LastContact());
  const std::size_t band = AgeBand(AgeOn(story.patient().birth, last));
  const bool dies = random.Chance(kDeaths[band]);
  const Day day = last + random.Between(3, 240);
  const WallTime time = WallTime{day} * kDay + random.Between(0, 1439) * kMinute;
  return dies && day <= DayOf(kLastDate) ? time : 0;
}

}  // namespace

FhirStory::FhirStory(const People& the_people, const Record& the_record, std::uint64_t the_seed,
                     std::uint32_t the_index)
    : people(the_people), record(the_record), seed(the_seed), index(the_index) {
  const FhirStructure structure(people);
  Random random = Draw('A');
  for (const Stay& stay : record.stays) {
    FhirStay told{&stay, structure.UnitCode(stay.unit), {}, {}, {}};
    told.bed_id = FhirStructure::BedId(told.unit_code, stay.bed);
    told.condition_id = Id('C', record.chronics.size() + stays.size() + 1);
    told.acts = ActsOf(people, stay, AgeOn(patient().birth, DayOf(stay.admission)), random);
    stays.push_back(std::move(told));
  }
  for (const Visit& visit : record.visits) {
    const std::size_t number = visits.size() + 1;
    visits.push_back({&visit, Id('V', number), structure.UnitCode(visit.unit), Id('R', number)});
  }
  death = DrawDeath(*this);
}

Random FhirStory::Draw(char purpose) const {
  return Random(SeedOf({seed, index, 'F', static_cast<std::uint64_t>(purpose)}));
}

std::string FhirStory::Id(char letter, std::size_t number) const {
  std::string digits = std::to_string(number);
  std::string id(1, letter);
  id.append(patient().ipp).append(digits.size() < 4 ? 4 - digits.size() : 0, '0');
  return id.append(digits);
}

WallTime FhirStory::LastContact() const {
  WallTime last = 0;
  for (const Stay& stay : record.stays) last = std::max(last, stay.discharge);
  for (const Visit& visit : record.visits) last = std::max(last, visit.time + kHour);
  return last;
}

}  // namespace socle::generate

#include "generate/hospital.h"

#include <algorithm>

#include "base/error.h"
#include "generate/life.h"
#include "generate/people.h"
#include "generate/random.h"

namespace socle::generate {
namespace {

constexpr int kLastYear = 2025;
constexpr std::uint32_t kMostPatients = 10'000'000, kMostYears = 30;

/// RFC 9562, version 7: the time in milliseconds, then 74 bits of `random`.
base::Uuid UuidAt(base::Instant time, Random& random) {
  base::Uuid uuid;
  const auto millis = static_cast<std::uint64_t>(time.micros / 1000);
  for (std::size_t i = 0; i < 6; ++i) {
    uuid.bytes[i] = static_cast<std::uint8_t>(millis >> (40 - 8 * i));
  }
  const std::uint64_t high = random.Next(), low = random.Next();
  uuid.bytes[6] = static_cast<std::uint8_t>(0x70 | (high & 0x0F));
  uuid.bytes[7] = static_cast<std::uint8_t>(high >> 8);
  uuid.bytes[8] = static_cast<std::uint8_t>(0x80 | (high >> 16 & 0x3F));
  for (std::size_t i = 0; i < 7; ++i) uuid.bytes[9 + i] = static_cast<std::uint8_t>(low >> (8 * i));
  return uuid;
}

std::string StatusOf(const Patient& patient) {
  std::string status =
      R"({"_type":"EHR_STATUS","archetype_node_id":"openEHR-EHR-EHR_STATUS.generic.v1","name":)"
      R"({"_type":"DV_TEXT","value":"EHR status"},"archetype_details":{"_type":"ARCHETYPED",)"
      R"("archetype_id":{"_type":"ARCHETYPE_ID","value":"openEHR-EHR-EHR_STATUS.generic.v1"},)"
      R"("rm_version":"1.1.0"},"subject":{"_type":"PARTY_SELF","external_ref":{"_type":"PARTY_REF",)"
      R"("id":{"_type":"GENERIC_ID","value":")";
  status.append(patient.ipp).append(R"(","scheme":"IPP"},"namespace":")").append(kIppNamespace);
  status += R"(","type":"PERSON"}},"is_queryable":true,"is_modifiable":true})";
  return status;
}

}  // namespace

Hospital::Hospital(const HospitalOptions& options) : options_(options) {
  if (options.patients < 1 || options.patients > kMostPatients) {
    throw base::Error(base::ErrorCode::kUsage, "patients: expected 1 to 10000000, found " +
                                                   std::to_string(options.patients));
  }
  if (options.years < 1 || options.years > kMostYears) {
    throw base::Error(base::ErrorCode::kUsage,
                      "years: expected 1 to 30, found " + std::to_string(options.years));
  }
  people_ = std::make_unique<People>(options.seed);
}

Hospital::~Hospital() = default;

std::string_view Hospital::name() const { return kHospitalName; }
std::string_view Hospital::system_id() const { return "chu.socle.example"; }

Record Hospital::Generate(std::uint32_t index) const {
  Random random(SeedOf({options_.seed, index, 'H'}));
  const Day first_day = DayOf(Date{kLastYear - static_cast<int>(options_.years) + 1, 1, 1});
  // The last admissions must be over by the end of the period's year.
  const int days = DayOf(Date{kLastYear, 12, 12}) - first_day;
  const Person person = MakePerson(random, index, first_day);
  Record record;
  record.patient = person.patient;
  Live(*people_, person, first_day, days, random, record);
  std::stable_sort(
      record.compositions.begin(), record.compositions.end(),
      [](const Composition& a, const Composition& b) { return a.committed < b.committed; });
  Random ids(SeedOf({options_.seed, index, 'U'}));
  record.created = {record.compositions.front().committed.micros - 600'000'000};
  record.ehr_id = UuidAt(record.created, ids);
  for (Composition& composition : record.compositions) {
    composition.uid = UuidAt(composition.committed, ids);
  }
  record.ehr_status = StatusOf(record.patient);
  return record;
}

}  // namespace socle::generate

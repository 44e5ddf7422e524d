#include "generate/hospital.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include "base/digest.h"
#include "base/error.h"
#include "generate/catalogue.h"
#include "generate/files.h"
#include "generate/people.h"
#include "generate/person.h"
#include "json/document.h"

namespace socle::generate {
namespace {

constexpr std::uint32_t kPatients = 120;

const std::vector<Record>& Records() {
  static const std::vector<Record> records = [] {
    const Hospital hospital({.patients = kPatients, .years = 2, .seed = 42});
    std::vector<Record> made;
    for (std::uint32_t i = 0; i < kPatients; ++i) made.push_back(hospital.Generate(i));
    return made;
  }();
  return records;
}

std::string DigestOf(const HospitalOptions& options) {
  const Hospital hospital(options);
  base::Sha256 sha256;
  for (std::uint32_t i = 0; i < options.patients; ++i) {
    std::string lines;
    AppendLines(lines, hospital.Generate(i));
    sha256.Add(lines);
  }
  return sha256.Finish().ToHex();
}

/// The value of the first ELEMENT `node` below an entry of `archetype` in `json`, or null.
const json::Value* FindElement(const json::Value& at, std::string_view node) {
  const json::Value* id = at.is_object() ? at.Find("archetype_node_id") : nullptr;
  if (id != nullptr && id->text() == node) return at.Find("value");
  for (const json::Value& child : at) {
    if (const json::Value* found = FindElement(child, node)) return found;
  }
  return nullptr;
}

const json::Value* FindIn(const json::Value& composition, std::string_view archetype,
                          std::string_view node) {
  for (const json::Value& entry : *composition.Find("content")) {
    if (entry.Find("archetype_node_id")->text() == archetype) return FindElement(entry, node);
  }
  return nullptr;
}

TEST(Hospital, RefusesOptionsOutOfTheirLimits) {
  EXPECT_THROW(Hospital({.patients = 0}), base::Error);
  EXPECT_THROW(Hospital({.patients = 10'000'001}), base::Error);
  EXPECT_THROW(Hospital({.years = 0}), base::Error);
  EXPECT_THROW(Hospital({.years = 31}), base::Error);
}

TEST(Hospital, SameSeedGivesTheSameBytesInAnyOrder) {
  EXPECT_EQ(DigestOf({.patients = 20, .years = 1, .seed = 7}),
            DigestOf({.patients = 20, .years = 1, .seed = 7}));
  EXPECT_NE(DigestOf({.patients = 20, .years = 1, .seed = 7}),
            DigestOf({.patients = 20, .years = 1, .seed = 8}));
  const Hospital few({.patients = 5, .years = 1, .seed = 7});
  const Hospital many({.patients = 500, .years = 1, .seed = 7});
  many.Generate(400);
  EXPECT_EQ(few.Generate(3).compositions.front().json, many.Generate(3).compositions.front().json);
}

TEST(Hospital, BytesAreThoseOfTheFirstRelease) {
  // Another digest means other bytes for the same seed: say so in the change log.
  EXPECT_EQ(DigestOf({.patients = 10, .years = 1, .seed = 1}),
            "2ae5ebb2f0cd7c9bb4be378a6ff9bdd25d54095a3524c8989e44b018a1c4c6d9");
}

TEST(Hospital, ThreadsDoNotDisturbOneAnother) {
  const Hospital hospital({.patients = 40, .years = 1, .seed = 3});
  std::vector<std::string> alone(40), together(40);
  for (std::uint32_t i = 0; i < 40; ++i) AppendLines(alone[i], hospital.Generate(i));
  {
    std::vector<std::jthread> threads;
    for (std::uint32_t t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (std::uint32_t i = t; i < 40; i += 4) AppendLines(together[i], hospital.Generate(i));
      });
    }
  }
  EXPECT_EQ(alone, together);
}

TEST(Hospital, IdsAreUniqueAndCompositionsInOrder) {
  std::set<std::string> ids, subjects;
  for (const Record& record : Records()) {
    EXPECT_TRUE(ids.insert(record.ehr_id.ToString()).second);
    EXPECT_TRUE(subjects.insert(record.patient.ipp).second);
    ASSERT_FALSE(record.compositions.empty());
    EXPECT_LT(record.created, record.compositions.front().committed);
    EXPECT_TRUE(
        std::is_sorted(record.compositions.begin(), record.compositions.end(),
                       [](const auto& a, const auto& b) { return a.committed < b.committed; }));
    for (const Composition& composition : record.compositions) {
      const std::string uid = composition.uid.ToString();
      EXPECT_TRUE(ids.insert(uid).second);
      EXPECT_EQ(uid[14], '7') << "version";
      EXPECT_THAT("89ab", testing::HasSubstr(uid.substr(19, 1))) << "variant";
    }
  }
}

TEST(Hospital, ContentStaysWithinTheYears) {
  for (const Record& record : Records()) {
    EXPECT_GE(base::FormatIso(record.created), "2023-12-31T");
    EXPECT_LT(base::FormatIso(record.compositions.back().committed), "2026-01-01T");
  }
}

TEST(Hospital, StaysDoNotOverlap) {
  for (const Record& record : Records()) {
    WallTime free = 0;
    for (const Stay& stay : record.stays) {
      EXPECT_GT(stay.admission, free);
      EXPECT_GT(stay.discharge, stay.admission);
      free = stay.discharge;
    }
  }
}

TEST(Hospital, InsNumbersHaveTheirKeyAndNoRealDepartment) {
  for (const Record& record : Records()) {
    const std::string& ins = record.patient.ins;
    ASSERT_EQ(ins.size(), 15u);
    EXPECT_EQ(ins.substr(5, 2), "00");
    EXPECT_EQ(97 - std::stoull(ins.substr(0, 13)) % 97, std::stoull(ins.substr(13)));
    EXPECT_EQ(ins[0] == '1', record.patient.sex == Sex::kMale);
  }
}

TEST(Hospital, NoOrderGoesAgainstAnAllergy) {
  const Day first_day = DayOf(Date{2024, 1, 1});
  int allergic = 0;
  for (std::uint32_t i = 0; i < 2000; ++i) {
    Random random(SeedOf({42, i, 'H'}));
    const Person person = MakePerson(random, i, first_day);
    for (std::size_t d = 0; d < static_cast<std::size_t>(DrugId::kCount); ++d) {
      const auto drug = static_cast<DrugId>(d);
      allergic += person.health.Forbids(drug) ? 1 : 0;
      EXPECT_FALSE(person.health.Forbids(person.health.Allowed(drug)));
    }
  }
  EXPECT_GT(allergic, 100);
}

TEST(Hospital, AllergicPatientsGetNoPenicillin) {
  int checked = 0;
  const Hospital hospital({.patients = 400, .years = 2, .seed = 5});
  for (std::uint32_t i = 0; i < 400; ++i) {
    const Record record = hospital.Generate(i);
    bool allergic = false, given = false;
    for (const Composition& composition : record.compositions) {
      allergic |= composition.template_id == "socle_adverse_reactions.v1" &&
                  composition.json.find("\"J01C\"") != std::string::npos;
      given |= composition.json.find("\"J01C") != std::string::npos &&
               composition.template_id == "socle_medication_administration.v1";
    }
    EXPECT_FALSE(allergic && given);
    checked += allergic ? 1 : 0;
  }
  EXPECT_GT(checked, 5);
}

TEST(Hospital, ScoresAreThoseOfTheVitalsBeside) {
  int checked = 0;
  for (const Record& record : Records()) {
    for (const Composition& composition : record.compositions) {
      if (composition.template_id != "socle_nursing_observation.v1") continue;
      const json::Document document = json::Document::Parse(composition.json);
      const auto number = [&](std::string_view archetype, std::string_view node) {
        const json::Value* value = FindIn(document.root(), archetype, node);
        if (value == nullptr) return -1;
        const json::Value* points = value->Find("value");
        if (points == nullptr) points = value->Find("magnitude");
        return std::stoi(std::string(points->text()));
      };
      constexpr std::string_view kComa = "openEHR-EHR-OBSERVATION.glasgow_coma_scale.v1";
      constexpr std::string_view kNews = "openEHR-EHR-OBSERVATION.news2.v1";
      if (number(kComa, "at0026") > 0) {
        EXPECT_EQ(number(kComa, "at0009") + number(kComa, "at0007") + number(kComa, "at0008"),
                  number(kComa, "at0026"));
      }
      if (number(kNews, "at0028") < 0) continue;
      int total = std::max(0, number(kNews, "at0029")) + std::max(0, number(kNews, "at0047"));
      for (std::string_view node : {"at0006", "at0034", "at0004", "at0005", "at0008", "at0007"}) {
        total += number(kNews, node);
      }
      EXPECT_EQ(total, number(kNews, "at0028"));
      EXPECT_EQ(number(kNews, "at0008") == 0, number(kComa, "at0026") == 15);
      ++checked;
    }
  }
  EXPECT_GT(checked, 100);
}

TEST(Hospital, InfectionsHaveFeverWhichFalls) {
  // Temperatures of stays for pneumonia: the first round's mean against the last one's.
  double first = 0, last = 0;
  int stays = 0;
  const Hospital hospital({.patients = 600, .years = 2, .seed = 11});
  for (std::uint32_t i = 0; i < 600; ++i) {
    const Record record = hospital.Generate(i);
    for (const Stay& stay : record.stays) {
      if (stay.reason != "J18.9") continue;
      std::vector<double> temperatures;
      for (const Composition& composition : record.compositions) {
        const base::Instant time = composition.committed;
        if (composition.template_id != "socle_vital_signs.v1" || time < InstantOf(stay.admission) ||
            time > InstantOf(stay.discharge)) {
          continue;
        }
        const json::Document document = json::Document::Parse(composition.json);
        const json::Value* value =
            FindIn(document.root(), "openEHR-EHR-OBSERVATION.body_temperature.v2", "at0004");
        if (value != nullptr)
          temperatures.push_back(std::stod(std::string(value->Find("magnitude")->text())));
      }
      ASSERT_GT(temperatures.size(), 2u);
      first += temperatures.front();
      last += temperatures.back();
      ++stays;
    }
  }
  ASSERT_GT(stays, 10);
  EXPECT_GT(first / stays, 38.2);
  EXPECT_LT(last / stays, 37.3);
}

}  // namespace
}  // namespace socle::generate

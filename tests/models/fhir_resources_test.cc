#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "fhir/json.h"
#include "fhir/validate.h"
#include "generate/fhir_bundle.h"
#include "generate/fhir_hospital.h"
#include "generate/hospital.h"
#include "json/document.h"

namespace socle::generate {
namespace {

constexpr std::uint32_t kPatients = 300;

const Hospital& TheHospital() {
  static const Hospital hospital({.patients = kPatients, .years = 2, .seed = 42});
  return hospital;
}

const std::vector<FhirResource>& Shared() {
  static const std::vector<FhirResource> resources = FhirHospital(TheHospital()).Shared();
  return resources;
}

struct Told {
  Record record;
  std::vector<FhirResource> resources;
};

const std::vector<Told>& Patients() {
  static const std::vector<Told> patients = [] {
    std::vector<Told> made;
    const FhirHospital fhir(TheHospital());
    for (std::uint32_t i = 0; i < kPatients; ++i) {
      Record record = TheHospital().Generate(i);
      std::vector<FhirResource> resources = fhir.Of(record, i);
      made.push_back({std::move(record), std::move(resources)});
    }
    return made;
  }();
  return patients;
}

/// Every error of a resource: of the reader, and of the base definitions.
std::vector<std::string> FaultsOf(const std::string& json) {
  static const fhir::Validator validator;
  const fhir::ReadResult read = fhir::ReadJson(json);
  std::vector<std::string> faults;
  for (const fhir::Issue& issue : read.issues)
    faults.push_back(issue.expression + ": " + issue.text);
  if (read.tree.empty()) return {"no resource"};
  for (const fhir::Issue& issue : validator.Validate(read.tree.root())) {
    if (issue.severity != fhir::Severity::kError && issue.severity != fhir::Severity::kFatal)
      continue;
    faults.push_back(issue.expression + ": " + issue.text);
  }
  return faults;
}

/// The JSON as the canonical writer gives it: elements in the order of the definition.
std::string Rewritten(const std::string& json) {
  const fhir::ReadResult read = fhir::ReadJson(json);
  std::string out;
  fhir::WriteJson(read.tree.root(), out);
  return out;
}

void ExpectValid(const std::vector<FhirResource>& resources) {
  for (const FhirResource& resource : resources) {
    ASSERT_THAT(FaultsOf(resource.json), testing::IsEmpty()) << resource.json;
    ASSERT_EQ(Rewritten(resource.json), resource.json);
  }
}

TEST(FhirResources, FitTheBaseDefinitions) {
  ASSERT_FALSE(FaultsOf(R"({"resourceType":"Encounter","id":"a","colour":"red"})").empty());
  ExpectValid(Shared());
  for (const Told& told : Patients()) ExpectValid(told.resources);
}

TEST(FhirResources, BundlesFitTheBaseDefinitions) {
  EXPECT_THAT(FaultsOf(MakeFhirTransaction(Shared())), testing::IsEmpty());
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_THAT(FaultsOf(MakeFhirTransaction(Patients()[i].resources)), testing::IsEmpty());
  }
}

/// Every value of a member `name` below `at`.
void Collect(const json::Value& at, std::string_view name, std::vector<std::string>& out) {
  if (at.is_object()) {
    const json::Value* value = at.Find(name);
    if (value != nullptr && !value->is_object() && !value->is_array())
      out.emplace_back(value->text());
  }
  for (const json::Value& child : at) Collect(child, name, out);
}

TEST(FhirResources, ReferencesResolve) {
  std::set<std::string> shared;
  for (const FhirResource& resource : Shared()) {
    EXPECT_TRUE(shared.insert(std::string(resource.type) + "/" + resource.id).second);
  }
  std::set<std::string> everywhere = shared;
  std::size_t found = 0;
  const auto expect = [&](const FhirResource& resource, const std::set<std::string>& known) {
    const json::Document document = json::Document::Parse(resource.json);
    std::vector<std::string> references;
    Collect(document.root(), "reference", references);
    for (const std::string& reference : references) {
      EXPECT_TRUE(known.contains(reference)) << reference << " in " << resource.json;
    }
    found += references.size();
  };
  for (const FhirResource& resource : Shared()) expect(resource, shared);
  for (const Told& told : Patients()) {
    std::set<std::string> known = shared;
    for (const FhirResource& resource : told.resources) {
      const std::string name = std::string(resource.type) + "/" + resource.id;
      known.insert(name);
      EXPECT_TRUE(everywhere.insert(name).second) << name;
    }
    for (const FhirResource& resource : told.resources) expect(resource, known);
  }
  EXPECT_GT(found, 10'000u);
}

TEST(FhirResources, EveryTypeIsThere) {
  std::map<std::string, int> counts;
  for (const FhirResource& resource : Shared()) ++counts[std::string(resource.type)];
  EXPECT_EQ(counts["Practitioner"], 13 * 17 + 4);
  EXPECT_EQ(counts["PractitionerRole"], counts["Practitioner"]);
  EXPECT_EQ(counts["Organization"], 2 + 7 + 14 + 26 + 24);
  EXPECT_EQ(counts["Location"], 1 + 26 + 24 * 20 * 2 + 2 * kOffices + 5 * 4);
  for (const Told& told : Patients()) {
    for (const FhirResource& resource : told.resources) ++counts[std::string(resource.type)];
  }
  EXPECT_EQ(counts["Patient"], static_cast<int>(kPatients));
  for (std::string_view type :
       {"Coverage", "Appointment", "Encounter", "Condition", "Procedure", "DocumentReference"}) {
    EXPECT_GT(counts[std::string(type)], 100) << type;
  }
  EXPECT_EQ(counts.size(), 11u);
}

TEST(FhirResources, ThePatientIsTheSubjectOfTheEhr) {
  for (const Told& told : Patients()) {
    const json::Document status = json::Document::Parse(told.record.ehr_status);
    const auto& id =
        *status.root().Find("subject")->Find("external_ref")->Find("id")->Find("value");
    const FhirResource& patient = told.resources.front();
    EXPECT_EQ(patient.type, "Patient");
    EXPECT_EQ(patient.id, id.text());
    const json::Document document = json::Document::Parse(patient.json);
    EXPECT_EQ(document.root().Find("birthDate")->text().size(), 10u);
    EXPECT_THAT(patient.json, testing::HasSubstr(told.record.patient.ins));
  }
}

/// The value of a top-level member, or an empty text.
std::string Top(const json::Value& root, std::string_view name) {
  const json::Value* value = root.Find(name);
  return value == nullptr ? "" : std::string(value->text());
}

std::string PeriodOf(const json::Value& at, std::string_view end,
                     std::string_view name = "period") {
  return std::string(at.Find(name)->Find(end)->text());
}

TEST(FhirResources, NothingBeforeBirthOrAfterDeath) {
  int dead = 0;
  for (const Told& told : Patients()) {
    const json::Document patient = json::Document::Parse(told.resources.front().json);
    const std::string birth = Top(patient.root(), "birthDate");
    const std::string death = Top(patient.root(), "deceasedDateTime");
    dead += death.empty() ? 0 : 1;
    for (const FhirResource& resource : told.resources) {
      if (resource.type == "Patient" || resource.type == "Coverage") continue;
      const json::Document document = json::Document::Parse(resource.json);
      std::vector<std::string> times;
      for (std::string_view name : {"start", "end", "date", "created", "recordedDate",
                                    "onsetDateTime", "abatementDateTime", "creation"}) {
        Collect(document.root(), name, times);
      }
      EXPECT_TRUE(!times.empty()) << resource.json;
      for (const std::string& time : times) {
        EXPECT_GE(time.substr(0, 10), birth) << resource.json;
        if (death.empty()) continue;
        EXPECT_LE(time.substr(0, 10), death.substr(0, 10)) << resource.json;
      }
    }
  }
  EXPECT_GT(dead, 3);
  EXPECT_LT(dead, 60);
}

std::string At(WallTime time) {
  std::string text;
  AppendDateTime(text, time);
  return text;
}

TEST(FhirResources, EncountersAreTheStaysAndVisitsOfTheRecord) {
  for (const Told& told : Patients()) {
    std::map<std::string, std::string> periods;
    for (const FhirResource& resource : told.resources) {
      if (resource.type != "Encounter") continue;
      const json::Document document = json::Document::Parse(resource.json);
      if (document.root().Find("partOf") != nullptr) continue;
      periods[PeriodOf(document.root(), "start")] = PeriodOf(document.root(), "end");
    }
    EXPECT_EQ(periods.size(), told.record.stays.size() + told.record.visits.size());
    for (const Stay& stay : told.record.stays)
      EXPECT_EQ(periods[At(stay.admission)], At(stay.discharge));
    for (const Visit& visit : told.record.visits) EXPECT_TRUE(periods.contains(At(visit.time)));
  }
}

TEST(FhirResources, MovementsFillTheEncounter) {
  int moved = 0, parts = 0;
  for (const Told& told : Patients()) {
    for (const FhirResource& resource : told.resources) {
      if (resource.type != "Encounter") continue;
      const json::Document document = json::Document::Parse(resource.json);
      const json::Value& root = document.root();
      parts += root.Find("partOf") != nullptr ? 1 : 0;
      std::string since = PeriodOf(root, "start");
      int movements = 0;
      for (const json::Value& movement : *root.Find("location")) {
        EXPECT_EQ(PeriodOf(movement, "start"), since) << resource.json;
        since = PeriodOf(movement, "end");
        EXPECT_LT(PeriodOf(movement, "start"), since) << resource.json;
        ++movements;
      }
      EXPECT_EQ(since, PeriodOf(root, "end")) << resource.json;
      moved += movements > 2 ? 1 : 0;
    }
  }
  EXPECT_GT(moved, 20);
  EXPECT_GT(parts, 50);
}

/// A composition that names a room was written while the movements have the patient in it.
TEST(FhirResources, CompositionsAreWrittenWhereThePatientIs) {
  int checked = 0;
  for (const Told& told : Patients()) {
    std::vector<std::pair<std::string, std::string>> away;  // in another room than their own
    for (const FhirResource& resource : told.resources) {
      if (resource.type != "Encounter") continue;
      const json::Document document = json::Document::Parse(resource.json);
      if (document.root().Find("partOf") != nullptr) continue;
      for (const json::Value& movement : *document.root().Find("location")) {
        const std::string where(movement.Find("location")->Find("reference")->text());
        const bool room = where.starts_with("Location/bloc") ||
                          where.starts_with("Location/coronarographie") ||
                          where.starts_with("Location/endoscopie");
        if (room) away.emplace_back(PeriodOf(movement, "start"), PeriodOf(movement, "end"));
      }
    }
    for (const Composition& composition : told.record.compositions) {
      if (composition.template_id != "socle_vital_signs.v1") continue;
      const json::Document document = json::Document::Parse(composition.json);
      const json::Value& context = *document.root().Find("context");
      const std::string start(context.Find("start_time")->Find("value")->text());
      for (const auto& [from, to] : away) {
        EXPECT_FALSE(start >= from && start <= to) << start << " between " << from << ", " << to;
        ++checked;
      }
    }
  }
  EXPECT_GT(checked, 100);
}

TEST(FhirResources, DocumentsNameTheCompositions) {
  std::size_t documents = 0, placed = 0;
  for (const Told& told : Patients()) {
    std::set<std::string> uids;
    for (const Composition& composition : told.record.compositions)
      uids.insert(composition.uid.ToString());
    for (const FhirResource& resource : told.resources) {
      if (resource.type != "DocumentReference") continue;
      ++documents;
      EXPECT_TRUE(uids.contains(resource.id));
      EXPECT_THAT(resource.json, testing::HasSubstr("ehr:/" + told.record.ehr_id.ToString() + "/" +
                                                    resource.id + "::chu.socle.example::1"));
      const json::Document document = json::Document::Parse(resource.json);
      placed += document.root().Find("context") != nullptr ? 1 : 0;
    }
    const auto letters =
        std::count_if(told.resources.begin(), told.resources.end(), [](const auto& resource) {
          return resource.json.find("\"18842-5\"") != std::string::npos;
        });
    EXPECT_EQ(static_cast<std::size_t>(letters), told.record.stays.size());
  }
  EXPECT_GT(documents, 1000u);
  EXPECT_EQ(placed, documents);
}

}  // namespace
}  // namespace socle::generate

#include "generate/fhir_patient.h"

#include "generate/fhir_systems.h"
#include "generate/names.h"

namespace socle::generate {
namespace {

constexpr std::string_view kMarital = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus";
constexpr std::string_view kRelation = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";

std::string_view GenderOf(Sex sex) { return sex == Sex::kFemale ? "female" : "male"; }

/// Numbers that the regulator keeps for fiction. Source: Arcep, décision 2018-0881.
std::string DrawPhone(Random& random, std::string_view prefix) {
  const std::string digits = std::to_string(10000 + random.Below(10000)).substr(1);
  return std::string(prefix).append(digits, 0, 2).append(" ").append(digits, 2);
}

void AppendCommuneCode(FhirWriter& writer, const Commune& commune) {
  writer.BeginList("extension").Begin().Text("url", fhir_system::kInseeCode);
  writer.Coding("valueCoding", {fhir_system::kCommune, commune.insee, commune.name});
  writer.End().EndList();
}

void AppendBirthPlace(FhirWriter& writer, const Commune& commune) {
  writer.BeginList("extension").Begin();
  writer.Text("url", "http://hl7.org/fhir/StructureDefinition/patient-birthPlace");
  writer.Begin("valueAddress");
  AppendCommuneCode(writer, commune);
  writer.Text("city", commune.name).Text("country", "FR").End();
  writer.End().EndList();
}

void AppendIdentifiers(FhirWriter& writer, const Patient& patient) {
  writer.BeginList("identifier");
  writer.Identifier("usual", {fhir_system::kIdentifierType, "PI", "Patient internal identifier"},
                    fhir_system::kIpp, patient.ipp);
  writer.Identifier("official", {fhir_system::kFrenchIdentifierType, "INS-NIR-TEST", "NIR TEST"},
                    kInsTestAuthority, patient.ins);
  writer.EndList();
}

void AppendName(FhirWriter& writer, std::string_view family, std::string_view given) {
  writer.Text("use", "official").Text("family", family);
  writer.BeginList("given").Text({}, given).EndList();
}

void AppendAddress(FhirWriter& writer, const Address& address) {
  writer.BeginList("address").Begin();
  AppendCommuneCode(writer, *address.commune);
  writer.Text("use", "home").Text("type", "both");
  writer.BeginList("line").Text({}, address.street).EndList();
  writer.Text("city", address.commune->name).Text("postalCode", address.commune->postal_code);
  writer.Text("country", "FR").End().EndList();
}

FhirCode DrawMaritalStatus(Random& random, int age) {
  if (age < 20) return {kMarital, "S", "Never Married"};
  const int drawn = random.Between(0, 99);
  if (age > 75 && drawn < 45) return {kMarital, "W", "Widowed"};
  if (drawn < 55) return {kMarital, "M", "Married"};
  if (drawn < 70) return {kMarital, "D", "Divorced"};
  return {kMarital, "S", "Never Married"};
}

/// Whom to call: a parent of a minor, else a partner or, of the old, a child.
void AppendContact(FhirWriter& writer, const FhirStory& story, int age, Random& random) {
  const Sex sex = random.Chance(550) ? Sex::kFemale : Sex::kMale;
  const bool woman = sex == Sex::kFemale;
  FhirCode relation{kRelation, "SIGOTHR", "significant other"};
  int birth_year = DateOf(story.patient().birth).year;
  if (age < 18) {
    relation = woman ? FhirCode{kRelation, "MTH", "mother"} : FhirCode{kRelation, "FTH", "father"};
    birth_year -= random.Between(22, 38);
  } else if (age > 70) {
    relation = woman ? FhirCode{kRelation, "DAUC", "daughter"} : FhirCode{kRelation, "SONC", "son"};
    birth_year += random.Between(22, 36);
  }
  writer.BeginList("contact").Begin().Concepts("relationship", relation).Begin("name");
  AppendName(writer, story.patient().family_name, PickGivenName(random, sex, birth_year));
  writer.End().BeginList("telecom").Phone("mobile", DrawPhone(random, "+33 6 39 98 "));
  writer.EndList().Text("gender", GenderOf(sex)).End().EndList();
}

}  // namespace

FhirResource MakeFhirPatient(const FhirStory& story) {
  const Patient& patient = story.patient();
  Random random = story.Draw('P');
  const int age = AgeOn(patient.birth, DayOf(story.LastContact()));
  FhirWriter writer("Patient", patient.ipp);
  AppendBirthPlace(writer, *patient.birth_place);
  AppendIdentifiers(writer, patient);
  writer.Boolean("active", true).BeginList("name").Begin();
  AppendName(writer, patient.family_name, patient.given_name);
  writer.End().EndList().BeginList("telecom");
  if (age >= 15) writer.Phone("mobile", DrawPhone(random, "+33 6 39 98 "));
  writer.Phone("home", DrawPhone(random, "+33 4 65 71 ")).EndList();
  writer.Text("gender", GenderOf(patient.sex)).Date("birthDate", patient.birth);
  if (story.death != 0) writer.DateTime("deceasedDateTime", story.death);
  AppendAddress(writer, patient.address);
  writer.Concept("maritalStatus", DrawMaritalStatus(random, age));
  AppendContact(writer, story, age, random);
  writer.BeginList("communication").Begin();
  writer.Concept("language", {"urn:ietf:bcp:47", "fr", {}}).Boolean("preferred", true);
  writer.End().EndList().Reference("managingOrganization", {"Organization", kHospitalId, {}});
  return writer.Finish();
}

}  // namespace socle::generate

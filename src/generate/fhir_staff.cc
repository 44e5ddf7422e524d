#include "generate/fhir_staff.h"

#include "generate/fhir_structure.h"
#include "generate/fhir_systems.h"

namespace socle::generate {
namespace {

struct Profession {
  FhirCode french, role;
};

/// Source of the roles: FHIR R4, code system practitioner-role.
const Profession& ProfessionOf(const Staff& staff) {
  constexpr std::string_view kRoles = "http://terminology.hl7.org/CodeSystem/practitioner-role";
  static constexpr Profession kPhysician{{fhir_system::kProfession, "10", "Médecin"},
                                         {kRoles, "doctor", "Doctor"}};
  static constexpr Profession kNurse{{fhir_system::kProfession, "60", "Infirmier"},
                                     {kRoles, "nurse", "Nurse"}};
  return staff.role == "nurse" ? kNurse : kPhysician;
}

/// By Specialty. SNOMED CT, of the value set c80-practice-codes where it has one.
constexpr FhirCode kPractices[kSpecialties] = {
    {fhir_system::kSnomed, "773568002", "Emergency medicine"},
    {fhir_system::kSnomed, "419192003", "Internal medicine"},
    {fhir_system::kSnomed, "418112009", "Pulmonary medicine"},
    {fhir_system::kSnomed, "394579002", "Cardiology"},
    {fhir_system::kSnomed, "394811001", "Geriatric medicine"},
    {fhir_system::kSnomed, "394609007", "General surgery"},
    {fhir_system::kSnomed, "394801008", "Trauma and orthopedics"},
    {fhir_system::kSnomed, "394537008", "Pediatric specialty"},
    {fhir_system::kSnomed, "408478003", "Critical care medicine"},
    {fhir_system::kSnomed, "394591006", "Neurology"},
    {fhir_system::kSnomed, "408475000", "Diabetic medicine"},
    {fhir_system::kSnomed, "394585009", "Obstetrics and gynecology"},
    {fhir_system::kSnomed, "394802001", "General medicine"}};
constexpr FhirCode kBiology{fhir_system::kSnomed, "394595002", "Pathology"};

FhirResource Practitioner(const Staff& staff) {
  FhirWriter writer("Practitioner", staff.id);
  writer.BeginList("identifier");
  writer
      .Identifier("official", {fhir_system::kFrenchIdentifierType, "RPPS", "N° RPPS"},
                  fhir_system::kRpps, staff.id)
      .EndList();
  writer.Boolean("active", true).BeginList("name").Begin();
  writer.Text("use", "official").Text("text", staff.name).Text("family", staff.family_name);
  writer.BeginList("given").Text({}, staff.given_name).EndList();
  if (staff.role != "nurse") writer.BeginList("prefix").Text({}, "Dr").EndList();
  writer.End().EndList().Text("gender", staff.sex == Sex::kFemale ? "female" : "male");
  writer.BeginList("qualification").Begin();
  writer.Concept("code", ProfessionOf(staff).french).End().EndList();
  writer.BeginList("communication").Concept({}, {"urn:ietf:bcp:47", "fr", {}}).EndList();
  return writer.Finish();
}

struct Post {
  std::string_view service;
  FhirCode practice;
  std::string_view practice_name;
  std::vector<std::string> wards;
};

FhirResource PractitionerRole(const Staff& staff, const Post& post) {
  FhirWriter writer("PractitionerRole", "role-" + staff.id);
  writer.Boolean("active", true);
  writer.Reference("practitioner", {"Practitioner", staff.id, staff.name});
  writer.Reference("organization", {"Organization", post.service, {}});
  writer.Concepts(
      "code", ProfessionOf(staff).role,
      staff.role == "biologist" ? "Biologiste médical" : ProfessionOf(staff).french.display);
  if (staff.role != "nurse") writer.Concepts("specialty", post.practice, post.practice_name);
  if (!post.wards.empty()) {
    writer.BeginList("location");
    for (const std::string& ward : post.wards) writer.Reference({}, {"Location", ward, {}});
    writer.EndList();
  }
  return writer.Finish();
}

void AppendMembers(const std::vector<Member>& members, const Post& post,
                   std::vector<FhirResource>& out) {
  for (const Member& member : members) {
    out.push_back(Practitioner(member.staff));
    out.push_back(PractitionerRole(member.staff, post));
  }
}

}  // namespace

void AppendFhirStaff(const People& people, std::vector<FhirResource>& out) {
  for (std::size_t i = 0; i < kSpecialties; ++i) {
    const auto specialty = static_cast<Specialty>(i);
    const Department& department = people.at(specialty);
    const std::string service = FhirStructure::ServiceId(specialty);
    Post post{service, kPractices[i], department.name, {}};
    for (std::size_t unit = 0; unit < department.units.size(); ++unit) {
      post.wards.push_back(FhirStructure::WardId(FhirStructure::UnitCode(specialty, unit)));
    }
    AppendMembers(department.physicians, post, out);
    AppendMembers(department.nurses, post, out);
  }
  AppendMembers(people.biologists, {kLaboratoryId, kBiology, "Biologie médicale", {}}, out);
}

}  // namespace socle::generate

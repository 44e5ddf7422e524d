#include "generate/fhir_coverage.h"

#include <algorithm>
#include <array>

#include "generate/fhir_systems.h"

namespace socle::generate {
namespace {

struct DepartmentName {
  std::string_view code, name;
};
/// Those that the communes of names.cc lie in.
constexpr DepartmentName kDepartments[] = {{"01", "Ain"},
                                           {"07", "Ardèche"},
                                           {"13", "Bouches-du-Rhône"},
                                           {"21", "Côte-d'Or"},
                                           {"26", "Drôme"},
                                           {"30", "Gard"},
                                           {"31", "Haute-Garonne"},
                                           {"35", "Ille-et-Vilaine"},
                                           {"38", "Isère"},
                                           {"42", "Loire"},
                                           {"43", "Haute-Loire"},
                                           {"44", "Loire-Atlantique"},
                                           {"59", "Nord"},
                                           {"63", "Puy-de-Dôme"},
                                           {"67", "Bas-Rhin"},
                                           {"69", "Rhône"},
                                           {"71", "Saône-et-Loire"},
                                           {"73", "Savoie"},
                                           {"74", "Haute-Savoie"},
                                           {"75", "Paris"}};

constexpr std::array<std::string_view, 4> kMutuals = {
    "Mutuelle des Lilas", "Mutuelle du Confluent", "Prévoyance des Alpes", "Solidarité des Monts"};

std::string FundId(std::string_view department) { return std::string("cpam-").append(department); }
std::string MutualId(std::size_t number) { return "mutuelle-" + std::to_string(number + 1); }

FhirResource Payer(std::string id, std::string_view name) {
  FhirWriter writer("Organization", id);
  writer.BeginList("identifier");
  writer.Identifier("usual", {}, fhir_system::kStructure, id).EndList();
  writer.Boolean("active", true);
  writer.Concepts("type",
                  {"http://terminology.hl7.org/CodeSystem/organization-type", "pay", "Payer"});
  writer.Text("name", name);
  return writer.Finish();
}

struct Contract {
  std::string id;
  FhirCode type;
  std::string payer;
  std::string_view payer_name;
  Day start = 0;
  int order = 1;
};

FhirResource Coverage(const FhirStory& story, const Contract& contract, bool minor) {
  constexpr std::string_view kRelation =
      "http://terminology.hl7.org/CodeSystem/subscriber-relationship";
  FhirWriter writer("Coverage", contract.id);
  writer.Text("status", "active").Concept("type", contract.type);
  if (!minor) {
    writer.Reference("subscriber", story.PatientTarget());
    writer.Text("subscriberId", story.patient().ins);
  }
  writer.Reference("beneficiary", story.PatientTarget());
  writer.Concept("relationship", minor ? FhirCode{kRelation, "child", "Child"}
                                       : FhirCode{kRelation, "self", "Self"});
  writer.Begin("period").Date("start", contract.start);
  if (story.death != 0) writer.Date("end", DayOf(story.death));
  writer.End().BeginList("payor");
  writer.Reference({}, {"Organization", contract.payer, contract.payer_name}).EndList();
  writer.Integer("order", contract.order);
  return writer.Finish();
}

}  // namespace

void AppendFhirPayers(std::vector<FhirResource>& out) {
  for (const DepartmentName& department : kDepartments) {
    out.push_back(
        Payer(FundId(department.code),
              std::string("Caisse primaire d'assurance maladie – ").append(department.name)));
  }
  for (std::size_t i = 0; i < kMutuals.size(); ++i) out.push_back(Payer(MutualId(i), kMutuals[i]));
}

void AppendFhirCoverage(const FhirStory& story, std::vector<FhirResource>& out) {
  Random random = story.Draw('V');
  const Day last = DayOf(story.LastContact());
  const bool minor = AgeOn(story.patient().birth, last) < 16;
  const std::string_view department = story.patient().address.commune->postal_code.substr(0, 2);
  out.push_back(Coverage(story,
                         {story.Id('A', 1),
                          {fhir_system::kActCode, "PUBLICPOL", "public healthcare"},
                          FundId(department),
                          "Caisse primaire d'assurance maladie",
                          story.patient().birth,
                          1},
                         minor));
  if (!random.Chance(880)) return;
  const std::size_t mutual = random.Below(kMutuals.size());
  const Day start = DayOf(Date{DateOf(last).year - random.Between(0, 8), 1, 1});
  out.push_back(Coverage(story,
                         {story.Id('A', 2),
                          {fhir_system::kActCode, "EHCPOL", "extended healthcare"},
                          MutualId(mutual),
                          kMutuals[mutual],
                          story.AfterBirth(start),
                          2},
                         minor));
}

}  // namespace socle::generate

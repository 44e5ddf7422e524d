#include "generate/people.h"

#include "json/writer.h"

namespace socle::generate {
namespace {

struct DepartmentEntry {
  std::string_view name;
  std::array<std::string_view, 2> units;
  int first_room;
};

constexpr std::array<DepartmentEntry, kSpecialties> kDepartments = {{
    {"Urgences", {"Urgences adultes", "Unité d'hospitalisation de courte durée"}, 1},
    {"Médecine interne", {"Médecine interne A", "Médecine interne B"}, 101},
    {"Pneumologie", {"Pneumologie A", "Pneumologie B"}, 141},
    {"Cardiologie", {"Cardiologie", "Soins intensifs de cardiologie"}, 201},
    {"Gériatrie", {"Court séjour gériatrique", "Unité cognitivo-comportementale"}, 241},
    {"Chirurgie digestive", {"Chirurgie digestive A", "Chirurgie digestive B"}, 301},
    {"Orthopédie et traumatologie", {"Orthopédie", "Traumatologie"}, 341},
    {"Pédiatrie", {"Pédiatrie générale", "Nourrissons"}, 401},
    {"Réanimation", {"Réanimation médicale", "Surveillance continue"}, 21},
    {"Neurologie", {"Unité neurovasculaire", "Neurologie générale"}, 441},
    {"Endocrinologie et diabétologie", {"Diabétologie", "Endocrinologie"}, 501},
    {"Gynécologie-obstétrique", {"Suites de couches", "Gynécologie"}, 541},
    {"Consultations externes", {"Consultations de médecine", "Consultations de spécialités"}, 601},
}};

constexpr int kPhysicians = 5, kNurses = 12, kBiologists = 4;

Member MakeMember(Random& random, std::string_view role, std::uint32_t number) {
  const Sex sex = random.Chance(role == "nurse" ? 860 : 520) ? Sex::kFemale : Sex::kMale;
  const std::string_view given = PickGivenName(random, sex, random.Between(1962, 1998));
  Member member;
  member.staff.role = role;
  member.staff.id = std::to_string(99'900'000'000ULL + number);
  member.staff.name = role == "nurse" ? "" : "Dr ";
  const std::string_view family = PickFamilyName(random);
  member.staff.name.append(given).append(" ").append(family);
  member.staff.family_name = family;
  member.staff.given_name = given;
  member.staff.sex = sex;
  member.party =
      R"({"_type":"PARTY_IDENTIFIED","external_ref":{"_type":"PARTY_REF","id":{"_type":"GENERIC_ID","value":")" +
      member.staff.id + R"(","scheme":"RPPS"},"namespace":"staff","type":"PERSON"},"name":)";
  json::AppendQuoted(member.party, member.staff.name);
  member.party += '}';
  return member;
}

std::string Facility() {
  std::string text =
      R"({"_type":"PARTY_IDENTIFIED","external_ref":{"_type":"PARTY_REF","id":{"_type":"GENERIC_ID","value":")";
  text.append(kHospitalId)
      .append(R"(","scheme":"FINESS"},"namespace":"organisations","type":"ORGANISATION"},"name":)");
  json::AppendQuoted(text, kHospitalName);
  text += '}';
  return text;
}

}  // namespace

People::People(std::uint64_t seed) : facility(Facility()) {
  Random random(SeedOf({seed, 'P'}));
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < kSpecialties; ++i) {
    Department& department = departments[i];
    department.name = kDepartments[i].name;
    department.units = kDepartments[i].units;
    department.first_room = kDepartments[i].first_room;
    for (int k = 0; k < kPhysicians; ++k) {
      department.physicians.push_back(MakeMember(random, "physician", ++number));
    }
    for (int k = 0; k < kNurses; ++k) {
      department.nurses.push_back(MakeMember(random, "nurse", ++number));
    }
  }
  for (int k = 0; k < kBiologists; ++k) {
    biologists.push_back(MakeMember(random, "biologist", ++number));
  }
}

}  // namespace socle::generate

#include "generate/fhir_structure.h"

#include <array>

#include "generate/fhir_systems.h"

namespace socle::generate {
namespace {

using enum Specialty;

struct Pole {
  std::string_view id, name;
};
constexpr std::array<Pole, 7> kPoles = {{{"pole-1", "Pôle Urgences et réanimation"},
                                         {"pole-2", "Pôle Médecine"},
                                         {"pole-3", "Pôle Cœur, poumon et cerveau"},
                                         {"pole-4", "Pôle Chirurgie"},
                                         {"pole-5", "Pôle Femme, mère et enfant"},
                                         {"pole-6", "Pôle Consultations externes"},
                                         {"pole-7", "Pôle Biologie"}}};

std::string_view PoleOf(Specialty specialty) {
  switch (specialty) {
    case kEmergency:
    case kIntensiveCare:
      return kPoles[0].id;
    case kPneumology:
    case kCardiology:
    case kNeurology:
      return kPoles[2].id;
    case kSurgery:
    case kOrthopaedics:
      return kPoles[3].id;
    case kPaediatrics:
    case kObstetrics:
      return kPoles[4].id;
    case kConsultations:
      return kPoles[5].id;
    default:
      return kPoles[1].id;
  }
}

constexpr FhirCode kWard{"http://terminology.hl7.org/CodeSystem/location-physical-type", "wa",
                         "Ward"};
constexpr FhirCode kRoom{kWard.system, "ro", "Room"};
constexpr FhirCode kBed{kWard.system, "bd", "Bed"};
constexpr FhirCode kSite{kWard.system, "si", "Site"};
constexpr std::string_view kSiteId = "site";

constexpr std::string_view kPhone = "+33 4 65 71 00 00";  // one of those kept for fiction

void AppendAddress(FhirWriter& writer) {
  writer.Text("use", "work").BeginList("line").Text({}, "1 place de l'Hôpital").EndList();
  writer.Text("city", "Lyon").Text("postalCode", "69003").Text("country", "FR");
}

struct Body {
  std::string_view id, name;
  FhirCode type, identifier;
  std::string_view system, parent;
};

FhirResource Organization(const Body& body) {
  FhirWriter writer("Organization", std::string(body.id));
  writer.BeginList("identifier");
  writer.Identifier("official", body.identifier, body.system, body.id).EndList();
  writer.Boolean("active", true).Concepts("type", body.type).Text("name", body.name);
  if (body.system == fhir_system::kFiness) {
    writer.BeginList("telecom").Phone("work", kPhone).EndList();
    writer.BeginList("address").Begin();
    AppendAddress(writer);
    writer.End().EndList();
  }
  if (!body.parent.empty()) writer.Reference("partOf", {"Organization", body.parent, {}});
  return writer.Finish();
}

struct Spot {
  std::string id, name;
  FhirCode physical;
  std::string_view organization, parent;
};

FhirResource Location(const Spot& spot) {
  FhirWriter writer("Location", spot.id);
  writer.BeginList("identifier");
  writer.Identifier("usual", {}, fhir_system::kStructure, spot.id).EndList();
  writer.Text("status", "active").Text("name", spot.name).Text("mode", "instance");
  if (spot.parent.empty()) {
    writer.Begin("address");
    AppendAddress(writer);
    writer.End();
  }
  writer.Concept("physicalType", spot.physical);
  writer.Reference("managingOrganization", {"Organization", spot.organization, {}});
  if (!spot.parent.empty()) writer.Reference("partOf", {"Location", spot.parent, {}});
  return writer.Finish();
}

constexpr FhirCode StructureType(std::string_view code, std::string_view display) {
  return {fhir_system::kFrenchStructureType, code, display};
}
constexpr FhirCode kService = StructureType("SERVICE", "Service");

void AppendEntities(std::vector<FhirResource>& out) {
  using fhir_system::kFrenchIdentifierType;
  out.push_back(Organization({kLegalEntityId,
                              kHospitalName,
                              StructureType("LEGAL-ENTITY", "Entité légale"),
                              {kFrenchIdentifierType, "FINEJ", "FINESS d'entité juridique"},
                              fhir_system::kFiness,
                              {}}));
  out.push_back(Organization({kHospitalId,
                              kHospitalName,
                              StructureType("GEOGRAPHICAL-ENTITY", "Entité géographique"),
                              {kFrenchIdentifierType, "FINEG", "FINESS d'entité géographique"},
                              fhir_system::kFiness,
                              kLegalEntityId}));
  for (const Pole& pole : kPoles) {
    out.push_back(Organization({pole.id,
                                pole.name,
                                StructureType("POLE", "Pôle"),
                                {},
                                fhir_system::kStructure,
                                kHospitalId}));
  }
  out.push_back(Organization({kLaboratoryId,
                              "Laboratoire de biologie médicale",
                              kService,
                              {},
                              fhir_system::kStructure,
                              kPoles.back().id}));
  out.push_back(
      Location({std::string(kSiteId), std::string(kHospitalName), kSite, kHospitalId, {}}));
}

void AppendRooms(std::vector<FhirResource>& out, Specialty specialty, int first_room,
                 const std::string& code, std::string_view unit) {
  const std::string ward = FhirStructure::WardId(code), owner = FhirStructure::UnitId(code);
  if (specialty == kConsultations) {
    for (int office = 1; office <= kOffices; ++office) {
      out.push_back(
          Location({FhirStructure::OfficeId(code, office),
                    std::string(unit) + ", bureau " + std::to_string(office), kRoom, owner, ward}));
    }
    return;
  }
  for (int room = first_room; room < first_room + kRooms; ++room) {
    const std::string number = std::to_string(room);
    const std::string room_id = "chambre-" + code + "-" + number;
    const std::string name = std::string(unit) + ", chambre " + number;
    out.push_back(Location({room_id, name, kRoom, owner, ward}));
    out.push_back(
        Location({FhirStructure::BedId(code, number), name + ", lit", kBed, owner, room_id}));
  }
}

}  // namespace

void FhirStructure::Append(std::vector<FhirResource>& out) const {
  AppendEntities(out);
  for (std::size_t i = 0; i < kSpecialties; ++i) {
    const auto specialty = static_cast<Specialty>(i);
    const Department& department = people_.at(specialty);
    const std::string service = ServiceId(specialty);
    out.push_back(Organization(
        {service, department.name, kService, {}, fhir_system::kStructure, PoleOf(specialty)}));
    for (std::size_t unit = 0; unit < department.units.size(); ++unit) {
      const std::string code = UnitCode(specialty, unit), id = UnitId(code);
      out.push_back(Organization({id,
                                  department.units[unit],
                                  StructureType("UF", "Unité fonctionnelle"),
                                  {},
                                  fhir_system::kStructure,
                                  service}));
      out.push_back(
          Location({WardId(code), std::string(department.units[unit]), kWard, id, kSiteId}));
      AppendRooms(out, specialty, department.first_room + static_cast<int>(unit) * kRooms, code,
                  department.units[unit]);
    }
  }
  for (ActRoom room : {ActRoom::kTheatre, ActRoom::kCatheters, ActRoom::kEndoscopy, ActRoom::kBirth,
                       ActRoom::kImaging}) {
    for (int number = 1; number <= kActRooms; ++number) {
      out.push_back(Location({ActRoomId(room, number),
                              std::string(ActRoomName(room)) + " " + std::to_string(number), kRoom,
                              kHospitalId, kSiteId}));
    }
  }
}

std::string FhirStructure::UnitCode(std::string_view unit) const {
  for (std::size_t i = 0; i < kSpecialties; ++i) {
    const auto specialty = static_cast<Specialty>(i);
    const auto& units = people_.at(specialty).units;
    for (std::size_t k = 0; k < units.size(); ++k) {
      if (units[k] == unit) return UnitCode(specialty, k);
    }
  }
  return {};
}

std::string FhirStructure::UnitCode(Specialty specialty, std::size_t unit) {
  return std::to_string(1000 + (static_cast<int>(specialty) + 1) * 10 + static_cast<int>(unit) + 1);
}

std::string FhirStructure::ServiceId(Specialty specialty) {
  return "service-" + std::to_string(101 + static_cast<int>(specialty)).substr(1);
}

std::string FhirStructure::BedId(std::string_view unit_code, std::string_view bed) {
  return With("lit-", unit_code).append("-").append(bed);
}

std::string FhirStructure::OfficeId(std::string_view unit_code, int office) {
  return With("bureau-", unit_code).append("-").append(std::to_string(office));
}

std::string FhirStructure::ActRoomId(ActRoom room, int number) {
  constexpr std::string_view kIds[] = {"bloc-", "coronarographie-", "endoscopie-", "naissance-",
                                       "imagerie-"};
  return std::string(kIds[static_cast<std::size_t>(room)]) + std::to_string(number);
}

std::string_view FhirStructure::ActRoomName(ActRoom room) {
  constexpr std::string_view kNames[] = {"Bloc opératoire, salle", "Coronarographie, salle",
                                         "Endoscopie, salle", "Salle de naissance",
                                         "Imagerie, salle"};
  return kNames[static_cast<std::size_t>(room)];
}

}  // namespace socle::generate

#pragma once

#include <string_view>

/// Code systems and naming systems of the FHIR resources. Sources: FHIR R4, Terminologies; HL7
/// France, guide "FR Core" (names of identifiers and structures); Agence du numérique en santé,
/// multi-terminology server (CCAM) and nomenclatures (TRE).
namespace socle::generate::fhir_system {

inline constexpr std::string_view kIcd10 = "http://hl7.org/fhir/sid/icd-10";
inline constexpr std::string_view kLoinc = "http://loinc.org";
inline constexpr std::string_view kSnomed = "http://snomed.info/sct";
inline constexpr std::string_view kUcum = "http://unitsofmeasure.org";
inline constexpr std::string_view kCcam = "https://smt.esante.gouv.fr/terminologie-ccam";

inline constexpr std::string_view kActCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
inline constexpr std::string_view kParticipation =
    "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
inline constexpr std::string_view kIdentifierType = "http://terminology.hl7.org/CodeSystem/v2-0203";

inline constexpr std::string_view kFrenchIdentifierType =
    "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203";
inline constexpr std::string_view kFrenchStructureType =
    "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-3307";
inline constexpr std::string_view kInseeCode =
    "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code";
inline constexpr std::string_view kCommune =
    "https://mos.esante.gouv.fr/NOS/TRE_R13-Commune/FHIR/TRE-R13-Commune";
inline constexpr std::string_view kProfession =
    "https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante";
inline constexpr std::string_view kFiness = "https://finess.esante.gouv.fr";
inline constexpr std::string_view kRpps = "https://rpps.esante.gouv.fr";

/// What the hospital itself numbers.
inline constexpr std::string_view kIpp = "http://chu.socle.example/ipp";
inline constexpr std::string_view kStructure = "http://chu.socle.example/structure";
inline constexpr std::string_view kVenue = "http://chu.socle.example/venue";
inline constexpr std::string_view kAppointment = "http://chu.socle.example/rendez-vous";

}  // namespace socle::generate::fhir_system

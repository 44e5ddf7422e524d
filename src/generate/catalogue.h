#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "generate/canonical.h"
#include "generate/names.h"
#include "generate/people.h"

namespace socle::generate {

// ---- Drugs --------------------------------------------------------------------------------------

/// What an allergy rules out.
enum class DrugFamily : std::uint8_t { kOther, kPenicillin, kSulfonamide, kNsaid, kIodine };

enum class Route : std::uint8_t { kOral, kIntravenous, kSubcutaneous, kInhaled };
/// EDQM standard term of the route, in French.
const Term& TermOf(Route route);

enum class DrugId : std::uint8_t {
  kParacetamol,
  kMorphine,
  kAmoxicillinClavulanate,
  kAmoxicillin,
  kCeftriaxone,
  kLevofloxacin,
  kCotrimoxazole,
  kPiperacillinTazobactam,
  kFurosemide,
  kBisoprolol,
  kRamipril,
  kAmlodipine,
  kApixaban,
  kEnoxaparin,
  kAspirin,
  kClopidogrel,
  kAtorvastatin,
  kMetformin,
  kInsulinGlargine,
  kInsulinAspart,
  kSalbutamol,
  kTiotropium,
  kPrednisolone,
  kPantoprazole,
  kLevothyroxine,
  kSertraline,
  kKetoprofen,
  kMacrogol,
  kOndansetron,
  kOxytocin,
  kDonepezil,
  kVitaminD,
  kMetronidazole,
  kPotassiumChloride,
  kCount,
};

/// The rounds at which nurses give drugs.
inline constexpr int kRoundHours[3] = {8, 14, 20};

struct Drug {
  Term name;  // French, with strength; ATC
  std::string_view form;
  Decimal dose;
  std::string_view units;  // UCUM
  Route route;
  std::uint8_t rounds;  // bit 0: 8:00, bit 1: 14:00, bit 2: 20:00
  bool as_required;
  DrugFamily family;
};
const Drug& At(DrugId id);

// ---- Laboratory ---------------------------------------------------------------------------------

enum class AnalyteId : std::uint8_t {
  kLeucocytes,
  kErythrocytes,
  kHaemoglobin,
  kHaematocrit,
  kMeanVolume,
  kPlatelets,
  kNeutrophils,
  kLymphocytes,
  kSodium,
  kPotassium,
  kChloride,
  kBicarbonate,
  kUrea,
  kCreatinine,
  kClearance,
  kGlucose,
  kReactiveProtein,
  kProcalcitonin,
  kAst,
  kAlt,
  kGammaGt,
  kAlkalinePhosphatase,
  kBilirubin,
  kTroponin,
  kNtProBnp,
  kProthrombin,
  kDDimers,
  kCholesterol,
  kHdl,
  kLdl,
  kTriglycerides,
  kHaemoglobinA1c,
  kThyrotropin,
  kLactate,
  kCount,
};
inline constexpr std::size_t kAnalytes = static_cast<std::size_t>(AnalyteId::kCount);

struct Analyte {
  Term name;               // French; LOINC
  std::string_view units;  // UCUM
  int decimals;
  Range normal;  // men's where the sexes differ
  Range normal_female;
  int base;    // a healthy person's, in digits
  int spread;  // deviation from one draw to the next
};
const Analyte& At(AnalyteId id);

struct Panel {
  std::string_view name;    // "Numération formule sanguine"
  std::string_view sector;  // "Hématologie"
  std::span<const AnalyteId> analytes;
};
enum class PanelId : std::uint8_t {
  kBloodCount,
  kChemistry,
  kLiver,
  kCardiac,
  kCoagulation,
  kLipids
};
const Panel& At(PanelId id);

// ---- Conditions ---------------------------------------------------------------------------------

enum class ChronicId : std::uint8_t {
  kHypertension,
  kDiabetes,
  kDyslipidaemia,
  kCopd,
  kAtrialFibrillation,
  kHypothyroidism,
  kAsthma,
  kRenalFailure,
  kOsteoarthritis,
  kDepression,
  kHeartFailure,
  kDementia,
  kObesity,
  kCount,
};
inline constexpr std::size_t kChronics = static_cast<std::size_t>(ChronicId::kCount);

/// A set of ChronicId.
using ChronicSet = std::uint32_t;
constexpr ChronicSet SetOf(ChronicId id) { return 1U << static_cast<unsigned>(id); }

/// 0: 0 to 17 years, then 18, 40, 60 and from 75.
inline constexpr std::size_t kAgeBands = 5;
std::size_t AgeBand(int age);

struct Chronic {
  Term name;                  // French; ICD-10
  int prevalence[kAgeBands];  // permille
  std::span<const DrugId> drugs;
};
const Chronic& At(ChronicId id);

/// How far a condition moves a measurement at its worst (severity 1000).
struct Effects {
  int temperature, pulse, respiration, saturation, systolic, glasgow, pain;
};

struct AnalyteEffect {
  AnalyteId analyte;
  int change;  // digits, at severity 1000
};

/// A reason for a stay.
struct Acute {
  Term name;  // French; ICD-10
  Specialty department;
  int weight[kAgeBands];  // how often, against the other reasons
  ChronicSet more_often;  // four times as often with one of these
  int shortest, longest;  // days
  Effects effects;
  std::span<const AnalyteEffect> analytes;
  std::span<const DrugId> drugs;
  bool women_only;
  std::string_view presenting;     // "Fièvre et toux"
  std::string_view story, course;  // sentences for notes
};
std::span<const Acute> Acutes();

// ---- Allergies ----------------------------------------------------------------------------------

enum class AllergyKind : std::uint8_t { kMedication, kFood, kOther };

struct Allergen {
  Term name;
  AllergyKind kind;
  DrugFamily family;                     // what must not be ordered
  int prevalence;                        // permille
  std::span<const Term> manifestations;  // SNOMED CT
};
std::span<const Allergen> Allergens();

/// What is ordered in place of `drug` for somebody who must not have it.
DrugId Substitute(DrugId drug);

}  // namespace socle::generate

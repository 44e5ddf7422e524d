#include <array>

#include "generate/catalogue.h"

namespace socle::generate {
namespace {

/// In the order of AnalyteId. Codes: LOINC. Limits are those of usual French laboratories.
constexpr std::array<Analyte, kAnalytes> kTable = {{
    {{"LOINC", "6690-2", "Leucocytes"}, "10*9/L", 1, {40, 100}, {40, 100}, 68, 6},
    {{"LOINC", "789-8", "Hématies"}, "10*12/L", 2, {430, 570}, {390, 520}, 485, 12},
    {{"LOINC", "718-7", "Hémoglobine"}, "g/dL", 1, {130, 170}, {120, 160}, 146, 3},
    {{"LOINC", "4544-3", "Hématocrite"}, "%", 1, {400, 500}, {360, 470}, 440, 8},
    {{"LOINC", "787-2", "VGM"}, "fL", 1, {800, 1000}, {800, 1000}, 900, 5},
    {{"LOINC", "777-3", "Plaquettes"}, "10*9/L", 0, {150, 400}, {150, 400}, 255, 14},
    {{"LOINC", "751-8", "Polynucléaires neutrophiles"},
     "10*9/L",
     2,
     {180, 750},
     {180, 750},
     420,
     0},
    {{"LOINC", "731-0", "Lymphocytes"}, "10*9/L", 2, {100, 400}, {100, 400}, 190, 0},
    {{"LOINC", "2951-2", "Sodium"}, "mmol/L", 0, {136, 145}, {136, 145}, 140, 1},
    {{"LOINC", "2823-3", "Potassium"}, "mmol/L", 1, {35, 51}, {35, 51}, 42, 2},
    {{"LOINC", "2075-0", "Chlorure"}, "mmol/L", 0, {98, 107}, {98, 107}, 103, 1},
    {{"LOINC", "1963-8", "Bicarbonates"}, "mmol/L", 0, {22, 29}, {22, 29}, 25, 1},
    {{"LOINC", "22664-7", "Urée"}, "mmol/L", 1, {28, 81}, {25, 76}, 52, 5},
    {{"LOINC", "14682-9", "Créatinine"}, "umol/L", 0, {62, 106}, {44, 80}, 82, 4},
    {{"LOINC", "35591-7", "Clairance de la créatinine (Cockcroft et Gault)"},
     "mL/min",
     0,
     {60, 150},
     {60, 150},
     95,
     0},
    {{"LOINC", "14749-6", "Glucose"}, "mmol/L", 1, {39, 61}, {39, 61}, 51, 4},
    {{"LOINC", "1988-5", "Protéine C réactive"}, "mg/L", 0, {0, 5}, {0, 5}, 2, 1},
    {{"LOINC", "33959-8", "Procalcitonine"}, "ug/L", 2, {0, 25}, {0, 25}, 6, 2},
    {{"LOINC", "1920-8", "ASAT"}, "U/L", 0, {10, 40}, {10, 35}, 24, 3},
    {{"LOINC", "1742-6", "ALAT"}, "U/L", 0, {10, 45}, {10, 35}, 25, 3},
    {{"LOINC", "2324-2", "Gamma-GT"}, "U/L", 0, {10, 55}, {6, 38}, 28, 4},
    {{"LOINC", "6768-6", "Phosphatases alcalines"}, "U/L", 0, {40, 130}, {35, 105}, 72, 5},
    {{"LOINC", "14631-6", "Bilirubine totale"}, "umol/L", 0, {3, 21}, {3, 21}, 9, 2},
    {{"LOINC", "89579-7", "Troponine I ultrasensible"}, "ng/L", 0, {0, 34}, {0, 16}, 5, 1},
    {{"LOINC", "33762-6", "NT-proBNP"}, "ng/L", 0, {0, 300}, {0, 300}, 110, 20},
    {{"LOINC", "5894-1", "Taux de prothrombine"}, "%", 0, {70, 120}, {70, 120}, 95, 4},
    {{"LOINC", "48065-7", "D-dimères"}, "ng/mL{FEU}", 0, {0, 500}, {0, 500}, 280, 40},
    {{"LOINC", "14647-2", "Cholestérol total"}, "mmol/L", 2, {320, 520}, {320, 520}, 505, 20},
    {{"LOINC", "14646-4", "Cholestérol HDL"}, "mmol/L", 2, {100, 200}, {130, 220}, 135, 8},
    {{"LOINC", "39469-2", "Cholestérol LDL"}, "mmol/L", 2, {150, 410}, {150, 410}, 310, 18},
    {{"LOINC", "14927-8", "Triglycérides"}, "mmol/L", 2, {40, 170}, {40, 170}, 120, 20},
    {{"LOINC", "4548-4", "Hémoglobine glyquée (HbA1c)"}, "%", 1, {40, 60}, {40, 60}, 54, 1},
    {{"LOINC", "3016-3", "Thyréostimuline (TSH)"}, "m[IU]/L", 2, {40, 400}, {40, 400}, 180, 20},
    {{"LOINC", "2524-7", "Lactate"}, "mmol/L", 1, {5, 20}, {5, 20}, 11, 2},
}};

using enum AnalyteId;

constexpr AnalyteId kBloodCountAnalytes[] = {kLeucocytes,  kErythrocytes, kHaemoglobin,
                                             kHaematocrit, kMeanVolume,   kPlatelets,
                                             kNeutrophils, kLymphocytes};
constexpr AnalyteId kChemistryAnalytes[] = {kSodium, kPotassium,  kChloride,  kBicarbonate,
                                            kUrea,   kCreatinine, kClearance, kGlucose};
constexpr AnalyteId kLiverAnalytes[] = {kAst, kAlt, kGammaGt, kAlkalinePhosphatase, kBilirubin};
constexpr AnalyteId kCardiacAnalytes[] = {kTroponin, kNtProBnp};
constexpr AnalyteId kCoagulationAnalytes[] = {kProthrombin, kDDimers};
constexpr AnalyteId kLipidAnalytes[] = {kCholesterol, kHdl, kLdl, kTriglycerides};

/// In the order of PanelId.
constexpr std::array<Panel, 6> kPanels = {{
    {"Numération formule sanguine", "Hématologie", kBloodCountAnalytes},
    {"Ionogramme et fonction rénale", "Biochimie", kChemistryAnalytes},
    {"Bilan hépatique", "Biochimie", kLiverAnalytes},
    {"Marqueurs cardiaques", "Biochimie", kCardiacAnalytes},
    {"Hémostase", "Hématologie", kCoagulationAnalytes},
    {"Bilan lipidique", "Biochimie", kLipidAnalytes},
}};

}  // namespace

const Analyte& At(AnalyteId id) { return kTable[static_cast<std::size_t>(id)]; }
const Panel& At(PanelId id) { return kPanels[static_cast<std::size_t>(id)]; }

}  // namespace socle::generate

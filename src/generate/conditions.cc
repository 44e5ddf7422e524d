#include <array>

#include "generate/catalogue.h"

namespace socle::generate {
namespace {

using enum DrugId;

constexpr DrugId kHypertensionDrugs[] = {kRamipril, kAmlodipine};
constexpr DrugId kDiabetesDrugs[] = {kMetformin};
constexpr DrugId kLipidDrugs[] = {kAtorvastatin};
constexpr DrugId kCopdDrugs[] = {kTiotropium};
constexpr DrugId kFibrillationDrugs[] = {kApixaban, kBisoprolol};
constexpr DrugId kThyroidDrugs[] = {kLevothyroxine};
constexpr DrugId kAsthmaDrugs[] = {kSalbutamol};
constexpr DrugId kBoneDrugs[] = {kVitaminD};
constexpr DrugId kDepressionDrugs[] = {kSertraline};
constexpr DrugId kHeartDrugs[] = {kBisoprolol, kRamipril};
constexpr DrugId kDementiaDrugs[] = {kDonepezil};

/// In the order of ChronicId. Prevalences: orders of magnitude of the French health insurance's
/// yearly map of diseases, raised for people who come to hospital.
constexpr std::array<Chronic, kChronics> kChronicTable = {{
    {{"ICD-10", "I10", "Hypertension essentielle (primitive)"},
     {0, 40, 230, 480, 620},
     kHypertensionDrugs},
    {{"ICD-10", "E11.9", "Diabète sucré de type 2, sans complication"},
     {0, 10, 90, 210, 230},
     kDiabetesDrugs},
    {{"ICD-10", "E78.0", "Hypercholestérolémie essentielle"}, {0, 20, 160, 300, 260}, kLipidDrugs},
    {{"ICD-10", "J44.9", "Maladie pulmonaire obstructive chronique"},
     {0, 3, 50, 110, 120},
     kCopdDrugs},
    {{"ICD-10", "I48.2", "Fibrillation auriculaire chronique"},
     {0, 2, 20, 90, 210},
     kFibrillationDrugs},
    {{"ICD-10", "E03.9", "Hypothyroïdie"}, {3, 20, 50, 70, 90}, kThyroidDrugs},
    {{"ICD-10", "J45.9", "Asthme"}, {90, 70, 50, 40, 30}, kAsthmaDrugs},
    {{"ICD-10", "N18.3", "Maladie rénale chronique, stade 3"}, {0, 3, 20, 80, 220}, {}},
    {{"ICD-10", "M17.9", "Gonarthrose"}, {0, 4, 60, 180, 290}, kBoneDrugs},
    {{"ICD-10", "F32.9", "Épisode dépressif"}, {10, 60, 90, 80, 90}, kDepressionDrugs},
    {{"ICD-10", "I50.0", "Insuffisance cardiaque congestive"}, {0, 2, 15, 60, 170}, kHeartDrugs},
    {{"ICD-10", "G30.1", "Maladie d'Alzheimer à début tardif"}, {0, 0, 0, 20, 160}, kDementiaDrugs},
    {{"ICD-10", "E66.0", "Obésité due à un excès calorique"}, {40, 130, 180, 190, 110}, {}},
}};

using A = AnalyteId;

constexpr AnalyteEffect kPneumoniaEffects[] = {{A::kLeucocytes, 92},     {A::kReactiveProtein, 210},
                                               {A::kProcalcitonin, 260}, {A::kLactate, 6},
                                               {A::kUrea, 24},           {A::kPlatelets, 60}};
constexpr AnalyteEffect kUrinaryEffects[] = {{A::kLeucocytes, 80},
                                             {A::kReactiveProtein, 150},
                                             {A::kProcalcitonin, 140},
                                             {A::kCreatinine, 26}};
constexpr AnalyteEffect kSepsisEffects[] = {
    {A::kLeucocytes, 145}, {A::kReactiveProtein, 320}, {A::kProcalcitonin, 2400},
    {A::kLactate, 38},     {A::kCreatinine, 120},      {A::kUrea, 110},
    {A::kPlatelets, -130}, {A::kProthrombin, -35},     {A::kBicarbonate, -8}};
constexpr AnalyteEffect kInfluenzaEffects[] = {
    {A::kLeucocytes, -22}, {A::kReactiveProtein, 42}, {A::kPlatelets, -40}};
constexpr AnalyteEffect kHeartFailureEffects[] = {{A::kNtProBnp, 6200}, {A::kTroponin, 22},
                                                  {A::kCreatinine, 34}, {A::kSodium, -5},
                                                  {A::kUrea, 40},       {A::kReactiveProtein, 12}};
constexpr AnalyteEffect kInfarctionEffects[] = {{A::kTroponin, 4800}, {A::kNtProBnp, 900},
                                                {A::kLeucocytes, 35}, {A::kReactiveProtein, 30},
                                                {A::kGlucose, 18},    {A::kAst, 90}};
constexpr AnalyteEffect kCopdEffects[] = {
    {A::kLeucocytes, 46}, {A::kReactiveProtein, 60}, {A::kBicarbonate, 6}, {A::kNtProBnp, 240}};
constexpr AnalyteEffect kStrokeEffects[] = {
    {A::kGlucose, 16}, {A::kLeucocytes, 14}, {A::kReactiveProtein, 8}};
constexpr AnalyteEffect kDiabetesEffects[] = {{A::kGlucose, 186}, {A::kSodium, -6},
                                              {A::kPotassium, 5}, {A::kBicarbonate, -6},
                                              {A::kUrea, 52},     {A::kCreatinine, 24}};
constexpr AnalyteEffect kAppendicitisEffects[] = {{A::kLeucocytes, 78}, {A::kReactiveProtein, 110}};
constexpr AnalyteEffect kCholecystitisEffects[] = {{A::kLeucocytes, 72},
                                                   {A::kReactiveProtein, 160},
                                                   {A::kAlt, 70},
                                                   {A::kAst, 55},
                                                   {A::kGammaGt, 140},
                                                   {A::kBilirubin, 24},
                                                   {A::kAlkalinePhosphatase, 80}};
constexpr AnalyteEffect kFractureEffects[] = {
    {A::kHaemoglobin, -34}, {A::kReactiveProtein, 70}, {A::kLeucocytes, 28}, {A::kPotassium, -3}};
constexpr AnalyteEffect kBleedingEffects[] = {
    {A::kHaemoglobin, -62}, {A::kUrea, 95}, {A::kLactate, 12}, {A::kPlatelets, 50}};
constexpr AnalyteEffect kErysipelasEffects[] = {{A::kLeucocytes, 66}, {A::kReactiveProtein, 145}};
constexpr AnalyteEffect kEmbolismEffects[] = {
    {A::kDDimers, 3600}, {A::kTroponin, 48}, {A::kNtProBnp, 980}, {A::kReactiveProtein, 28}};
constexpr AnalyteEffect kRenalEffects[] = {
    {A::kCreatinine, 260}, {A::kUrea, 190}, {A::kPotassium, 12}, {A::kBicarbonate, -6}};
constexpr AnalyteEffect kGastroEffects[] = {
    {A::kPotassium, -6}, {A::kUrea, 28}, {A::kSodium, -3}, {A::kReactiveProtein, 18}};
constexpr AnalyteEffect kDeliveryEffects[] = {
    {A::kHaemoglobin, -18}, {A::kLeucocytes, 42}, {A::kReactiveProtein, 30}};
constexpr AnalyteEffect kAsthmaEffects[] = {{A::kLeucocytes, 24}, {A::kReactiveProtein, 12}};

constexpr DrugId kPneumoniaDrugs[] = {kAmoxicillinClavulanate, kParacetamol, kEnoxaparin};
constexpr DrugId kUrinaryDrugs[] = {kCeftriaxone, kParacetamol};
constexpr DrugId kSepsisDrugs[] = {kPiperacillinTazobactam, kParacetamol, kEnoxaparin,
                                   kInsulinAspart, kPantoprazole};
constexpr DrugId kParacetamolOnly[] = {kParacetamol};
constexpr DrugId kHeartFailureDrugs[] = {kFurosemide, kPotassiumChloride, kEnoxaparin};
constexpr DrugId kInfarctionDrugs[] = {kAspirin, kClopidogrel, kAtorvastatin, kBisoprolol,
                                       kPantoprazole};
constexpr DrugId kCopdExacerbationDrugs[] = {kAmoxicillinClavulanate, kSalbutamol, kPrednisolone};
constexpr DrugId kStrokeDrugs[] = {kAspirin, kAtorvastatin, kEnoxaparin};
constexpr DrugId kDecompensationDrugs[] = {kInsulinGlargine, kInsulinAspart};
constexpr DrugId kSurgeryDrugs[] = {kAmoxicillinClavulanate, kParacetamol, kKetoprofen,
                                    kOndansetron};
constexpr DrugId kFractureDrugs[] = {kParacetamol, kMorphine, kEnoxaparin, kMacrogol};
constexpr DrugId kBleedingDrugs[] = {kPantoprazole, kParacetamol};
constexpr DrugId kErysipelasDrugs[] = {kAmoxicillin, kParacetamol};
constexpr DrugId kEmbolismDrugs[] = {kApixaban, kParacetamol};
constexpr DrugId kGastroDrugs[] = {kParacetamol, kOndansetron};
constexpr DrugId kDeliveryDrugs[] = {kOxytocin, kParacetamol, kKetoprofen};
constexpr DrugId kAsthmaAttackDrugs[] = {kSalbutamol, kPrednisolone};
constexpr DrugId kPyelonephritisChildDrugs[] = {kCotrimoxazole, kParacetamol};

constexpr ChronicSet kLung = SetOf(ChronicId::kCopd), kHeart = SetOf(ChronicId::kHeartFailure),
                     kSugar = SetOf(ChronicId::kDiabetes), kWheeze = SetOf(ChronicId::kAsthma),
                     kPressure = SetOf(ChronicId::kHypertension),
                     kRhythm = SetOf(ChronicId::kAtrialFibrillation),
                     kKidney = SetOf(ChronicId::kRenalFailure),
                     kMemory = SetOf(ChronicId::kDementia);

// Effects: temperature in tenths, pulse, respiration, saturation, systolic, glasgow, pain.
constexpr Acute kAcuteTable[] = {
    {{"ICD-10", "J18.9", "Pneumopathie, sans précision"},
     Specialty::kPneumology,
     {20, 14, 24, 40, 70},
     kLung | kMemory,
     4,
     10,
     {24, 26, 11, 9, -12, 0, 3},
     kPneumoniaEffects,
     kPneumoniaDrugs,
     false,
     "Fièvre, toux et dyspnée",
     "Toux productive depuis quelques jours, fièvre à 39 °C avec frissons, dyspnée d'effort puis "
     "de "
     "repos. Foyer de crépitants de la base droite.",
     "Pneumopathie franche lobaire aiguë. Apyrexie en 48 à 72 heures sous antibiotiques, sevrage "
     "progressif de l'oxygène, diminution de la CRP."},
    {{"ICD-10", "N10", "Néphrite tubulo-interstitielle aiguë"},
     Specialty::kInternalMedicine,
     {4, 22, 16, 20, 28},
     kSugar,
     2,
     6,
     {22, 22, 4, 1, -8, 0, 5},
     kUrinaryEffects,
     kUrinaryDrugs,
     false,
     "Fièvre et douleur lombaire",
     "Brûlures mictionnelles puis fièvre avec frissons et douleur de la fosse lombaire droite, à "
     "l'ébranlement.",
     "Pyélonéphrite aiguë à Escherichia coli sensible. Évolution favorable, relais par voie "
     "orale."},
    {{"ICD-10", "A41.9", "Sepsis, sans précision"},
     Specialty::kIntensiveCare,
     {4, 6, 12, 22, 26},
     kSugar | kKidney,
     6,
     16,
     {27, 44, 14, 8, -42, 3, 3},
     kSepsisEffects,
     kSepsisDrugs,
     false,
     "Fièvre et hypotension",
     "Altération rapide de l'état général, fièvre, marbrures des genoux, pression artérielle "
     "effondrée malgré un remplissage.",
     "Sepsis à point de départ pulmonaire. Amélioration hémodynamique en 72 heures, normalisation "
     "des lactates, décroissance de la procalcitonine."},
    {{"ICD-10", "J10.1", "Grippe avec d'autres manifestations respiratoires"},
     Specialty::kEmergency,
     {18, 12, 12, 14, 24},
     kLung,
     1,
     4,
     {23, 20, 5, 3, -4, 0, 3},
     kInfluenzaEffects,
     kParacetamolOnly,
     false,
     "Syndrome grippal",
     "Fièvre brutale, courbatures, céphalées et toux sèche depuis deux jours.",
     "Grippe A confirmée par test antigénique. Traitement symptomatique, surveillance simple."},
    {{"ICD-10", "I50.1", "Insuffisance ventriculaire gauche"},
     Specialty::kCardiology,
     {0, 2, 14, 40, 90},
     kHeart | kPressure,
     4,
     11,
     {2, 24, 10, 10, 18, 0, 1},
     kHeartFailureEffects,
     kHeartFailureDrugs,
     false,
     "Dyspnée et œdèmes",
     "Dyspnée croissante avec orthopnée, prise de poids de quatre kilogrammes, œdèmes des membres "
     "inférieurs. Crépitants des deux bases.",
     "Décompensation cardiaque gauche sur écart de régime. Déplétion par furosémide intraveineux, "
     "retour au poids sec."},
    {{"ICD-10", "I21.4", "Infarctus sous-endocardique aigu du myocarde"},
     Specialty::kCardiology,
     {0, 3, 24, 30, 22},
     kPressure | kSugar,
     3,
     7,
     {4, 16, 4, 3, -10, 0, 6},
     kInfarctionEffects,
     kInfarctionDrugs,
     false,
     "Douleur thoracique",
     "Douleur rétrosternale constrictive irradiant au bras gauche, durant plus de trente minutes, "
     "avec sueurs.",
     "Syndrome coronarien aigu sans sus-décalage. Angioplastie d'une sténose de "
     "l'interventriculaire "
     "antérieure, suites simples."},
    {{"ICD-10", "J44.1", "Maladie pulmonaire obstructive chronique avec épisodes aigus"},
     Specialty::kPneumology,
     {0, 1, 10, 16, 16},
     kLung,
     4,
     9,
     {9, 22, 11, 9, 6, 0, 1},
     kCopdEffects,
     kCopdExacerbationDrugs,
     false,
     "Majoration de la dyspnée",
     "Majoration de la dyspnée et de la toux, expectorations purulentes. Sibilants diffus.",
     "Exacerbation de BPCO d'origine infectieuse. Amélioration sous aérosols, corticoïdes et "
     "antibiotiques."},
    {{"ICD-10", "I63.9", "Infarctus cérébral, sans précision"},
     Specialty::kNeurology,
     {1, 4, 14, 26, 44},
     kRhythm | kPressure,
     5,
     14,
     {3, 6, 2, 1, 34, 4, 1},
     kStrokeEffects,
     kStrokeDrugs,
     false,
     "Déficit moteur brutal",
     "Déficit brutal de l'hémicorps droit avec troubles du langage, constaté au réveil.",
     "Infarctus sylvien gauche. Récupération motrice partielle avec la rééducation, déglutition "
     "possible."},
    {{"ICD-10", "E11.6", "Diabète sucré de type 2, avec autres complications"},
     Specialty::kDiabetology,
     {0, 2, 8, 10, 10},
     kSugar,
     3,
     7,
     {2, 14, 3, 0, -10, 0, 0},
     kDiabetesEffects,
     kDecompensationDrugs,
     false,
     "Déséquilibre du diabète",
     "Polyurie et polydipsie depuis deux semaines, amaigrissement, glycémies capillaires au-dessus "
     "de 20 mmol/L.",
     "Déséquilibre glycémique. Insulinothérapie et éducation, glycémies dans les objectifs."},
    {{"ICD-10", "K35.8", "Appendicite aiguë, autre et sans précision"},
     Specialty::kSurgery,
     {40, 34, 10, 5, 3},
     0,
     2,
     4,
     {13, 18, 3, 0, -2, 0, 6},
     kAppendicitisEffects,
     kSurgeryDrugs,
     false,
     "Douleur de la fosse iliaque droite",
     "Douleur péri-ombilicale puis de la fosse iliaque droite, nausées, défense à la palpation.",
     "Appendicectomie par cœlioscopie, suites opératoires simples, reprise du transit."},
    {{"ICD-10", "K81.0", "Cholécystite aiguë"},
     Specialty::kSurgery,
     {1, 12, 22, 22, 20},
     0,
     3,
     7,
     {16, 18, 3, 1, 2, 0, 6},
     kCholecystitisEffects,
     kSurgeryDrugs,
     false,
     "Douleur de l'hypochondre droit",
     "Douleur de l'hypochondre droit après un repas, fièvre, signe de Murphy.",
     "Cholécystectomie par cœlioscopie, suites simples."},
    {{"ICD-10", "S72.0", "Fracture du col du fémur"},
     Specialty::kOrthopaedics,
     {2, 3, 8, 26, 76},
     kMemory,
     6,
     13,
     {5, 14, 3, 2, 4, 0, 7},
     kFractureEffects,
     kFractureDrugs,
     false,
     "Chute avec impotence fonctionnelle",
     "Chute mécanique de sa hauteur au domicile, impotence totale, membre raccourci en rotation "
     "externe.",
     "Prothèse intermédiaire de hanche. Lever au premier jour, marche avec déambulateur, "
     "transfusion "
     "non nécessaire."},
    {{"ICD-10", "K92.2", "Hémorragie gastro-intestinale, sans précision"},
     Specialty::kInternalMedicine,
     {0, 5, 14, 18, 24},
     kRhythm,
     3,
     7,
     {1, 30, 5, 1, -28, 0, 2},
     kBleedingEffects,
     kBleedingDrugs,
     false,
     "Méléna",
     "Selles noires depuis la veille, malaise au lever, pâleur.",
     "Ulcère duodénal à la fibroscopie, hémostase endoscopique. Hémoglobine stable, inhibiteur de "
     "la "
     "pompe à protons."},
    {{"ICD-10", "A46", "Érysipèle"},
     Specialty::kInternalMedicine,
     {1, 10, 20, 22, 22},
     kSugar,
     3,
     7,
     {19, 18, 2, 0, -4, 0, 4},
     kErysipelasEffects,
     kErysipelasDrugs,
     false,
     "Jambe rouge et fièvre",
     "Placard érythémateux chaud et douloureux de la jambe gauche avec fièvre, intertrigo des "
     "orteils.",
     "Érysipèle de jambe. Régression du placard en cinq jours, relais par voie orale."},
    {{"ICD-10", "I26.9", "Embolie pulmonaire, sans cœur pulmonaire aigu"},
     Specialty::kPneumology,
     {0, 7, 14, 18, 18},
     0,
     3,
     6,
     {5, 32, 9, 6, -8, 0, 4},
     kEmbolismEffects,
     kEmbolismDrugs,
     false,
     "Dyspnée brutale",
     "Dyspnée brutale avec douleur basithoracique, au retour d'un long voyage.",
     "Embolie pulmonaire segmentaire bilatérale. Anticoagulation orale, bonne tolérance."},
    {{"ICD-10", "N17.9", "Insuffisance rénale aiguë, sans précision"},
     Specialty::kInternalMedicine,
     {1, 3, 8, 18, 34},
     kKidney,
     4,
     9,
     {2, 10, 4, 1, -14, 1, 1},
     kRenalEffects,
     kParacetamolOnly,
     false,
     "Asthénie et oligurie",
     "Vomissements et diarrhée depuis cinq jours, diminution de la diurèse, pli cutané.",
     "Insuffisance rénale aiguë fonctionnelle. Réhydratation, créatinine revenue à sa valeur de "
     "base."},
    {{"ICD-10", "A09.9", "Gastroentérite et colite d'origine non précisée"},
     Specialty::kPaediatrics,
     {60, 10, 5, 4, 8},
     0,
     1,
     3,
     {12, 18, 3, 0, -6, 0, 3},
     kGastroEffects,
     kGastroDrugs,
     false,
     "Vomissements et diarrhée",
     "Vomissements puis diarrhée liquide depuis vingt-quatre heures, refus alimentaire.",
     "Gastroentérite aiguë virale. Réhydratation, reprise de l'alimentation."},
    {{"ICD-10", "J45.9", "Asthme, sans précision"},
     Specialty::kPaediatrics,
     {22, 8, 5, 3, 2},
     kWheeze,
     1,
     4,
     {4, 28, 12, 6, 0, 0, 0},
     kAsthmaEffects,
     kAsthmaAttackDrugs,
     false,
     "Crise d'asthme",
     "Gêne respiratoire avec sibilants depuis la nuit, malgré le bronchodilatateur.",
     "Crise d'asthme modérée. Nébulisations espacées puis arrêtées, corticoïdes cinq jours."},
    {{"ICD-10", "N12", "Néphrite tubulo-interstitielle, non précisée"},
     Specialty::kPaediatrics,
     {16, 0, 0, 0, 0},
     0,
     2,
     4,
     {23, 22, 5, 0, -2, 0, 3},
     kUrinaryEffects,
     kPyelonephritisChildDrugs,
     false,
     "Fièvre sans point d'appel",
     "Fièvre isolée à 39,5 °C depuis deux jours, bandelette urinaire positive.",
     "Pyélonéphrite de l'enfant, échographie rénale normale, apyrexie en 36 heures."},
    {{"ICD-10", "O80.0", "Accouchement spontané par présentation du sommet"},
     Specialty::kObstetrics,
     {0, 90, 1, 0, 0},
     0,
     3,
     4,
     {2, 10, 2, 0, -4, 0, 5},
     kDeliveryEffects,
     kDeliveryDrugs,
     true,
     "Mise en travail spontanée",
     "Contractions régulières à terme, rupture spontanée des membranes, liquide clair.",
     "Accouchement par voie basse d'un enfant bien portant. Suites de couches simples."},
};

constexpr Term kRash[] = {{"SNOMED-CT", "271807003", "Éruption cutanée"},
                          {"SNOMED-CT", "126485001", "Urticaire"}};
constexpr Term kSevere[] = {{"SNOMED-CT", "39579001", "Anaphylaxie"},
                            {"SNOMED-CT", "126485001", "Urticaire"},
                            {"SNOMED-CT", "41291007", "Angio-œdème"}};
constexpr Term kBreathing[] = {{"SNOMED-CT", "267036007", "Dyspnée"},
                               {"SNOMED-CT", "126485001", "Urticaire"}};
constexpr Term kDigestive[] = {{"SNOMED-CT", "422587007", "Nausée"},
                               {"SNOMED-CT", "62315008", "Diarrhée"}};

constexpr Allergen kAllergenTable[] = {
    {{"ATC", "J01C", "Bêtalactamines : pénicillines"},
     AllergyKind::kMedication,
     DrugFamily::kPenicillin,
     62,
     kRash},
    {{"ATC", "J01E", "Sulfamides et triméthoprime"},
     AllergyKind::kMedication,
     DrugFamily::kSulfonamide,
     16,
     kRash},
    {{"ATC", "M01A", "Anti-inflammatoires non stéroïdiens"},
     AllergyKind::kMedication,
     DrugFamily::kNsaid,
     15,
     kBreathing},
    {{"ATC", "V08A", "Produits de contraste iodés"},
     AllergyKind::kMedication,
     DrugFamily::kIodine,
     9,
     kSevere},
    {{"SNOMED-CT", "762952008", "Arachide"}, AllergyKind::kFood, DrugFamily::kOther, 13, kSevere},
    {{"SNOMED-CT", "3718001", "Lait de vache"},
     AllergyKind::kFood,
     DrugFamily::kOther,
     10,
     kDigestive},
    {{"SNOMED-CT", "111088007", "Latex"}, AllergyKind::kOther, DrugFamily::kOther, 8, kRash},
    {{"SNOMED-CT", "256277009", "Pollen de graminées"},
     AllergyKind::kOther,
     DrugFamily::kOther,
     70,
     kBreathing},
};

}  // namespace

const Chronic& At(ChronicId id) { return kChronicTable[static_cast<std::size_t>(id)]; }
std::span<const Acute> Acutes() { return kAcuteTable; }
std::span<const Allergen> Allergens() { return kAllergenTable; }

std::size_t AgeBand(int age) {
  return age < 18 ? 0 : age < 40 ? 1 : age < 60 ? 2 : age < 75 ? 3 : 4;
}

}  // namespace socle::generate

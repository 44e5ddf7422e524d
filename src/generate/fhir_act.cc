#include "generate/fhir_act.h"

#include <algorithm>

#include "generate/fhir_systems.h"

namespace socle::generate {
namespace {

/// When an act is done: minutes after the admission, or in the afternoon between the rounds.
constexpr int kAfternoon = -1;

/// Why, what, how often and when an act is done.
struct Plan {
  std::string_view reason;  // ICD-10
  std::string_view code, display;
  ActKind kind;
  ActRoom room;
  int permille;
  int after;  // minutes, or kAfternoon
  int shortest, longest;
  int youngest = 0;
};

using enum ActKind;
using enum ActRoom;

/// Source of the codes: Classification commune des actes médicaux, Assurance maladie.
constexpr std::string_view kChest = "Radiographie du thorax",
                           kTrace = "Électrocardiographie sur au moins 12 dérivations";
constexpr Plan kPlans[] = {
    {"J18.9", "ZBQK002", kChest, kDiagnostic, kImaging, 980, 20, 5, 10},
    {"J10.1", "ZBQK002", kChest, kDiagnostic, kImaging, 350, 20, 5, 10},
    {"J44.1", "ZBQK002", kChest, kDiagnostic, kImaging, 900, 20, 5, 10},
    {"J44.1", "GLQP012",
     "Mesure de la capacité vitale lente et de l'expiration forcée, avec enregistrement",
     kDiagnostic, kNone, 500, kAfternoon, 15, 30},
    {"J45.9", "GLQP012",
     "Mesure de la capacité vitale lente et de l'expiration forcée, avec enregistrement",
     kDiagnostic, kNone, 700, kAfternoon, 15, 30, 7},
    {"A41.9", "ZBQK002", kChest, kDiagnostic, kImaging, 900, 20, 5, 10},
    {"A41.9", "GELD004", "Intubation trachéale", kSurgical, kNone, 300, 62, 5, 15},
    {"I50.1", "DEQP003", kTrace, kDiagnostic, kNone, 980, 12, 5, 8},
    {"I50.1", "DZQM006",
     "Échographie-doppler transthoracique du cœur et des vaisseaux intrathoraciques", kDiagnostic,
     kNone, 800, kAfternoon, 20, 40},
    {"I21.4", "DEQP003", kTrace, kDiagnostic, kNone, 1000, 12, 5, 8},
    {"I21.4", "DDAF006",
     "Dilatation intraluminale d'un vaisseau coronaire avec pose d'endoprothèse, par voie "
     "artérielle transcutanée",
     kSurgical, kCatheters, 1000, kAfternoon, 40, 90},
    {"I63.9", "DEQP003", kTrace, kDiagnostic, kNone, 950, 12, 5, 8},
    {"I63.9", "ACQK001",
     "Scanographie du crâne et de son contenu, sans injection de produit de contraste", kDiagnostic,
     kImaging, 1000, 22, 8, 15},
    {"I26.9", "DEQP003", kTrace, kDiagnostic, kNone, 950, 12, 5, 8},
    {"I26.9", "ECQH010", "Scanographie des vaisseaux du thorax et/ou du cœur", kDiagnostic,
     kImaging, 1000, 24, 10, 15},
    {"K35.8", "HHFA016",
     "Appendicectomie, par cœlioscopie ou par laparotomie avec préparation par cœlioscopie",
     kSurgical, kTheatre, 1000, kAfternoon, 40, 100},
    {"K81.0", "HMFC004", "Cholécystectomie, par cœlioscopie", kSurgical, kTheatre, 1000, kAfternoon,
     50, 110},
    {"S72.0", "NEKA011",
     "Remplacement de l'articulation coxofémorale par prothèse fémorale cervicocéphalique et "
     "cupule mobile",
     kSurgical, kTheatre, 1000, kAfternoon, 60, 115},
    {"K92.2", "HEQE002", "Endoscopie œso-gastro-duodénale", kDiagnostic, kEndoscopy, 1000,
     kAfternoon, 20, 45},
    {"O80.0", "JQGD010", "Accouchement céphalique unique par voie naturelle, chez une primipare",
     kObstetric, kBirth, 440, 116, 30, 55},
    {"O80.0", "JQGD012", "Accouchement céphalique unique par voie naturelle, chez une multipare",
     kObstetric, kBirth, 1000, 116, 30, 55},
};

/// The first afternoon after what an admission asks for. Nurses' rounds end before 15:00 and begin
/// again at 18:00.
WallTime FirstAfternoon(const Stay& stay) {
  const WallTime ready = stay.admission + 150 * kMinute;
  const WallTime start = WallTime{DayOf(stay.admission)} * kDay + 15 * kHour;
  return ready <= start ? start : start + kDay;
}

}  // namespace

std::vector<FhirAct> ActsOf(const People& people, const Stay& stay, int age, Random& random) {
  std::vector<FhirAct> acts;
  for (const Plan& plan : kPlans) {
    if (plan.reason != stay.reason || age < plan.youngest) continue;
    const bool born = plan.kind == kObstetric && !acts.empty();
    if (!random.Chance(plan.permille) || born) continue;
    FhirAct act{{fhir_system::kCcam, plan.code, plan.display}, plan.kind, plan.room};
    act.moves = plan.room != kNone && plan.room != kImaging;
    act.start = plan.after == kAfternoon ? FirstAfternoon(stay) + random.Between(0, 30) * kMinute
                                         : stay.admission + plan.after * kMinute;
    act.end = act.start + random.Between(plan.shortest, plan.longest) * kMinute;
    if (act.end > stay.discharge - kHour) continue;
    if (plan.room != kNone) act.room_number = random.Between(1, FhirStructure::kActRooms);
    const bool at_the_door = stay.emergency && plan.after != kAfternoon && plan.after < 60;
    act.performer = at_the_door ? &random.Pick(people.at(Specialty::kEmergency).physicians).staff
                                : stay.physician;
    acts.push_back(act);
  }
  std::stable_sort(acts.begin(), acts.end(),
                   [](const FhirAct& a, const FhirAct& b) { return a.start < b.start; });
  return acts;
}

}  // namespace socle::generate

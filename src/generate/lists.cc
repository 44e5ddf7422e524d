#include "generate/documents.h"

namespace socle::generate {
namespace {

constexpr Term kCategories[] = {
    {"local", "at0122", "Medication"}, {"local", "at0121", "Food"}, {"local", "at0123", "Other"}};

}  // namespace

void Documents::ProblemList(const Place& place, const Member& physician, WallTime time,
                            std::span<const Problem> problems) {
  constexpr std::string_view kTemplate = "socle_problem_list.v1";
  Canonical json = Begin("openEHR-EHR-COMPOSITION.problem_list.v2", "Problem list", kTemplate,
                         physician, place, time, time + 5 * kMinute);
  for (const Problem& problem : problems) WriteProblem(json, problem);
  Finish(kTemplate, physician, time + random_.Between(6, 12) * kMinute);
}

void Documents::Risks(Canonical& json, WallTime time, Detail detail) {
  const bool full = detail == Detail::kFull;
  const auto allergens = Allergens();
  for (std::size_t i = 0; i < allergens.size(); ++i) {
    if ((person_.health.allergies >> i & 1) == 0) continue;
    const Allergen& allergen = allergens[i];
    // The same patient's reaction stays the same from one list to the next.
    Random own(SeedOf({static_cast<std::uint64_t>(person_.patient.birth), i, 'A'}));
    const Term& manifestation = own.Pick(allergen.manifestations);
    const bool high = manifestation.code == "39579001" || manifestation.code == "41291007";
    const WallTime onset =
        WallTime{person_.patient.birth +
                 own.Between(400, 20000) % (DayOf(time) - person_.patient.birth + 1)} *
            kDay +
        15 * kHour;
    json.BeginEntry("EVALUATION", "openEHR-EHR-EVALUATION.adverse_reaction_risk.v2",
                    "Adverse reaction risk");
    if (full) {
      json.BeginTree("protocol", "at0042", "Tree");
      json.DateTime("at0062", "Last updated", time);
      json.EndList();
    }
    json.BeginTree("data", "at0001", "Tree");
    json.Coded("at0002", "Substance", allergen.name);
    json.Local("at0130", "Active/inactive status", "at0131", "Active");
    if (full) json.Local("at0063", "Verification status", "at0065", "Confirmed");
    json.Local("at0101", "Criticality", high ? "at0103" : "at0102", high ? "High" : "Low");
    json.Coded("at0120", "Category", kCategories[static_cast<std::size_t>(allergen.kind)]);
    if (full) {
      json.Local("at0058", "Reaction mechanism", "at0059", "Immune mediated");
      json.BeginClusterRoot("openEHR-EHR-CLUSTER.adverse_reaction_event.v1",
                            "Adverse reaction event");
      json.Coded("at0006", "Manifestation", manifestation);
      json.DateTime("at0008", "Onset of reaction", onset);
      json.Local("at0010", "Severity of reaction", high ? "at0013" : "at0012",
                 high ? "Severe" : "Moderate");
      json.EndList();
    }
    json.EndList();
    json.EndObject();
  }
}

void Documents::AdverseReactions(const Place& place, const Member& physician, WallTime time) {
  constexpr std::string_view kTemplate = "socle_adverse_reactions.v1";
  Canonical json =
      Begin("openEHR-EHR-COMPOSITION.adverse_reaction_list.v1", "Adverse reaction list", kTemplate,
            physician, place, time, time + 3 * kMinute);
  Risks(json, time, Detail::kFull);
  Finish(kTemplate, physician, time + random_.Between(4, 9) * kMinute);
}

}  // namespace socle::generate

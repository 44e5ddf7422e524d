#include "generate/documents.h"

namespace socle::generate {

void Documents::Specimen(Canonical& json, WallTime sampled, std::string_view kind) {
  json.BeginClusterRoot("openEHR-EHR-CLUSTER.specimen.v1", "Specimen");
  json.Text("at0029", "Specimen type", kind);
  json.Identifier("at0001", "Laboratory specimen identifier", kHospitalId, NextId('T'), "tube");
  json.DateTime("at0034", "Date/time received", sampled + 25 * kMinute);
  json.DateTime("at0015", "Collection date/time", sampled);
  json.EndList();
}

void Documents::AnalyteCluster(Canonical& json, AnalyteId id, const Results& results) {
  const Analyte& analyte = At(id);
  json.BeginClusterRoot("openEHR-EHR-CLUSTER.laboratory_test_analyte.v1",
                        "Laboratory analyte result");
  json.Coded("at0024", "Analyte name", analyte.name);
  json.Measured("at0001", "Analyte result",
                {results[static_cast<std::size_t>(id)], analyte.decimals}, analyte.units,
                person_.female() ? analyte.normal_female : analyte.normal);
  json.EndList();
}

void Documents::Laboratory(const Place& place, WallTime sampled, const Results& results,
                           std::span<const PanelId> panels, std::span<const AnalyteId> single,
                           std::string_view question) {
  constexpr std::string_view kTemplate = "socle_laboratory_report.v1";
  const Member& biologist = random_.Pick(people_.biologists);
  const WallTime validated = sampled + random_.Between(55, 150) * kMinute;
  std::string context;
  Canonical other(context);
  other.BeginTree("other_context", "at0001", "Tree");
  const std::string report = NextId('R');
  other.Text("at0002", "Report ID", report);
  other.Text("at0005", "Status", "final");
  other.EndList();
  Canonical json = Begin("openEHR-EHR-COMPOSITION.report-result.v1", "Laboratory report", kTemplate,
                         biologist, place, sampled, validated, context);
  json.BeginEntry("OBSERVATION", "openEHR-EHR-OBSERVATION.laboratory_test_result.v1",
                  "Laboratory test result");
  json.BeginTree("protocol", "at0004", "Tree");
  json.Identifier("at0068", "Laboratory internal identifier", kHospitalId, report, "report");
  json.EndList();
  json.BeginHistory("at0001", "Event Series", sampled);
  json.BeginEvent("at0002", "Any event", sampled);
  json.BeginTree("data", "at0003", "Tree");
  const Panel* first = panels.empty() ? nullptr : &At(panels.front());
  json.Text("at0005", "Test name", first != nullptr ? first->name : At(single.front()).name.text);
  Specimen(json, sampled,
           first != nullptr && first->sector == "Hématologie" ? "Sang total" : "Plasma");
  json.Local("at0073", "Overall test status", "at0038", "Final");
  json.DateTime("at0075", "Overall test status timestamp", validated);
  json.Text("at0077", "Diagnostic service category",
            first != nullptr ? first->sector : "Biochimie");
  if (!question.empty()) json.Text("at0100", "Clinical information provided", question);
  for (PanelId panel : panels) {
    json.BeginClusterRoot("openEHR-EHR-CLUSTER.laboratory_test_panel.v0", At(panel).name);
    for (AnalyteId id : At(panel).analytes) AnalyteCluster(json, id, results);
    json.EndList();
  }
  for (AnalyteId id : single) AnalyteCluster(json, id, results);
  json.EndList();    // the tree
  json.EndObject();  // the event
  json.EndList();    // the history
  json.EndObject();  // the observation
  Finish(kTemplate, biologist, validated + random_.Between(1, 6) * kMinute);
}

}  // namespace socle::generate

// links: rm
#include <benchmark/benchmark.h>

#include <string>

#include "json/document.h"
#include "rm/ids.h"
#include "rm/json.h"
#include "rm/model.h"
#include "rm/path.h"

// Reading and writing a vital signs composition: four observations of three events each.

namespace socle::rm {
namespace {

std::string Code(std::string_view terminology, std::string_view code) {
  return R"({"_type":"CODE_PHRASE","terminology_id":{"_type":"TERMINOLOGY_ID","value":")" +
         std::string(terminology) + R"("},"code_string":")" + std::string(code) + "\"}";
}

std::string Locatable(std::string_view type, std::string_view node, std::string_view name) {
  return R"({"_type":")" + std::string(type) + R"(","archetype_node_id":")" + std::string(node) +
         R"(","name":{"_type":"DV_TEXT","value":")" + std::string(name) + "\"}";
}

std::string Details(std::string_view archetype) {
  return R"(,"archetype_details":{"_type":"ARCHETYPED","archetype_id":{"_type":"ARCHETYPE_ID","value":")" +
         std::string(archetype) + R"("},"rm_version":"1.1.0"})";
}

std::string Quantity(std::string_view node, std::string_view name, std::string_view magnitude,
                     std::string_view units) {
  return Locatable("ELEMENT", node, name) + R"(,"value":{"_type":"DV_QUANTITY","magnitude":)" +
         std::string(magnitude) + R"(,"units":")" + std::string(units) + R"(","precision":1}})";
}

std::string Event(int minute) {
  return Locatable("POINT_EVENT", "at0006", "Any event") +
         R"(,"time":{"_type":"DV_DATE_TIME","value":"2024-03-05T10:)" +
         std::to_string(10 + minute) + R"(:00+01:00"},"data":)" +
         Locatable("ITEM_TREE", "at0003", "blood pressure") + R"(,"items":[)" +
         Quantity("at0004", "Systolic", "121.5", "mm[Hg]") + "," +
         Quantity("at0005", "Diastolic", "80", "mm[Hg]") + "," +
         Quantity("at1006", "Mean arterial pressure", "93.8", "mm[Hg]") + "]}}";
}

std::string Observation(std::string_view archetype, std::string_view name) {
  std::string text =
      Locatable("OBSERVATION", archetype, name) + Details(archetype) + R"(,"language":)" +
      Code("ISO_639-1", "fr") + R"(,"encoding":)" + Code("IANA_character-sets", "UTF-8") +
      R"(,"subject":{"_type":"PARTY_SELF"},"data":)" + Locatable("HISTORY", "at0001", "History") +
      R"(,"origin":{"_type":"DV_DATE_TIME","value":"2024-03-05T10:00:00+01:00"},"events":[)";
  for (int minute = 0; minute < 3; ++minute) text += (minute == 0 ? "" : ",") + Event(minute);
  return text + "]}}";
}

std::string VitalSigns() {
  const std::string archetype = "openEHR-EHR-COMPOSITION.encounter.v1";
  std::string text =
      Locatable("COMPOSITION", archetype, "Constantes") + Details(archetype) + R"(,"language":)" +
      Code("ISO_639-1", "fr") + R"(,"territory":)" + Code("ISO_3166-1", "FR") +
      R"(,"category":{"_type":"DV_CODED_TEXT","value":"event","defining_code":)" +
      Code("openehr", "433") +
      R"(},"composer":{"_type":"PARTY_IDENTIFIED","name":"A nurse"},"context":{"_type":"EVENT_CONTEXT",)"
      R"("start_time":{"_type":"DV_DATE_TIME","value":"2024-03-05T10:00:00+01:00"},)"
      R"("setting":{"_type":"DV_CODED_TEXT","value":"secondary nursing care","defining_code":)" +
      Code("openehr", "233") + R"(}},"content":[)";
  text += Observation("openEHR-EHR-OBSERVATION.blood_pressure.v2", "Blood pressure") + ",";
  text += Observation("openEHR-EHR-OBSERVATION.pulse.v2", "Pulse") + ",";
  text += Observation("openEHR-EHR-OBSERVATION.body_temperature.v2", "Temperature") + ",";
  return text + Observation("openEHR-EHR-OBSERVATION.respiration.v2", "Respiration") + "]}";
}

void SetSpeed(benchmark::State& state, std::size_t bytes, std::uint32_t nodes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes) *
                          static_cast<std::int64_t>(state.iterations()));
  state.SetItemsProcessed(static_cast<std::int64_t>(nodes) *
                          static_cast<std::int64_t>(state.iterations()));
}

void ParseOnly(benchmark::State& state) {
  const std::string text = VitalSigns();
  for (auto _ : state) benchmark::DoNotOptimize(json::Document::Parse(text));
  SetSpeed(state, text.size(), 0);
}
BENCHMARK(ParseOnly);

void ReadWithInvariants(benchmark::State& state) {
  const std::string text = VitalSigns();
  const json::Document document = json::Document::Parse(text);
  std::uint32_t nodes = 0;
  for (auto _ : state) nodes = ReadJson(document.root(), "COMPOSITION").root().last + 1;
  SetSpeed(state, text.size(), nodes);
}
BENCHMARK(ReadWithInvariants);

void ParseAndReadWithInvariants(benchmark::State& state) {
  const std::string text = VitalSigns();
  std::uint32_t nodes = 0;
  for (auto _ : state) {
    const json::Document document = json::Document::Parse(text);
    nodes = ReadJson(document.root(), "COMPOSITION").root().last + 1;
  }
  SetSpeed(state, text.size(), nodes);
}
BENCHMARK(ParseAndReadWithInvariants);

void ReadStored(benchmark::State& state) {
  const std::string text = VitalSigns();
  const json::Document document = json::Document::Parse(text);
  std::uint32_t nodes = 0;
  for (auto _ : state) nodes = ReadStoredJson(document.root()).root().last + 1;
  SetSpeed(state, text.size(), nodes);
}
BENCHMARK(ReadStored);

void Write(benchmark::State& state) {
  const json::Document document = json::Document::Parse(VitalSigns());
  const Tree tree = ReadJson(document.root(), "COMPOSITION");
  std::size_t bytes = 0;
  for (auto _ : state) bytes = WriteJson(tree).size();
  SetSpeed(state, bytes, tree.root().last + 1);
}
BENCHMARK(Write);

void BuildNodes(benchmark::State& state) {
  constexpr std::uint32_t kNodes = 1000;
  for (auto _ : state) {
    Tree tree;
    Node* root = tree.NewNode(type::kItemTree, AttributeId::kNone);
    tree.SetRoot(root);
    for (std::uint32_t i = 0; i < kNodes; ++i) {
      tree.Append(root, tree.NewNode(type::kElement, attribute::kItems));
    }
    benchmark::DoNotOptimize(tree.root().last_child);
  }
  SetSpeed(state, 0, kNodes);
}
BENCHMARK(BuildNodes);

void FindAttributeByName(benchmark::State& state) {
  std::string name = "defining_code";
  for (auto _ : state) {
    benchmark::DoNotOptimize(name);
    benchmark::DoNotOptimize(FindAttribute(type::kDvCodedText, name));
  }
}
BENCHMARK(FindAttributeByName);

void FindClassByName(benchmark::State& state) {
  std::string name = "DV_CODED_TEXT";
  for (auto _ : state) {
    benchmark::DoNotOptimize(name);
    benchmark::DoNotOptimize(FindClass(name));
  }
}
BENCHMARK(FindClassByName);

}  // namespace
}  // namespace socle::rm

BENCHMARK_MAIN();

// R4's own search parameters, evaluated on the corpus.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "base/compress.h"
#include "base/error.h"
#include "fhir/ids.h"
#include "fhir/json.h"
#include "fhir/path_expression.h"

namespace socle::fhir {
namespace {

namespace fs = std::filesystem;

struct Parameter {
  const SearchParameterDefinition* definition;
  PathExpression expression;
};

std::map<TypeId, std::vector<Parameter>> ParametersByType() {
  std::map<TypeId, std::vector<Parameter>> parameters;
  for (const SearchParameterDefinition& definition : SearchParameters()) {
    if (definition.expression.empty()) continue;
    for (const TypeId base : definition.base) {
      parameters[base].push_back({&definition, PathExpression::Compile(definition.expression)});
    }
  }
  return parameters;
}

/// How many items each parameter ("Observation.code") found in the bundle's resources.
void CountFound(const Node& bundle, const std::map<TypeId, std::vector<Parameter>>& parameters,
                std::map<std::string, int>& found) {
  TypeOnlyResolver types;
  PathEnvironment environment;
  environment.resolver = &types;
  for (const Node* entry = bundle.Child(name::kEntry);
       entry != nullptr && entry->name == name::kEntry; entry = entry->next_sibling) {
    const Node* resource = entry->Child(name::kResource);
    const std::string type(Get(resource->type).name);
    ++found[type];
    for (const Parameter& parameter : parameters.at(resource->type)) {
      try {
        const PathResult result = parameter.expression.Evaluate(*resource, environment);
        found[type + '.' + std::string(parameter.definition->code)] +=
            static_cast<int>(result.size());
      } catch (const base::Error& error) {
        ADD_FAILURE() << parameter.definition->url << ": " << error.message();
      }
    }
  }
}

TEST(FhirPathCorpus, SearchParametersFindWhatTheResourcesHold) {
  const fs::path folder = fs::path(SOCLE_CORPUS_DIR) / "fhir" / "synthea";
  if (!fs::exists(folder)) GTEST_SKIP() << "the corpora are absent";
  const auto parameters = ParametersByType();
  std::map<std::string, int> found;
  int bundles = 0;
  constexpr int kEnough = 8;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".gz" || bundles == kEnough) continue;
    ++bundles;
    std::ifstream file(entry.path(), std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    const ReadResult read = ReadJson(base::GzipDecompress(text.str(), 256u << 20));
    CountFound(read.tree.root(), parameters, found);
  }
  ASSERT_EQ(bundles, kEnough);
  // What Synthea gives each resource once.
  EXPECT_EQ(found["Observation.code"], found["Observation"]);
  EXPECT_EQ(found["Observation.status"], found["Observation"]);
  EXPECT_EQ(found["Observation.date"], found["Observation"]);
  EXPECT_EQ(found["Observation.patient"], found["Observation"]);
  EXPECT_EQ(found["Observation.subject"], found["Observation"]);
  EXPECT_EQ(found["Encounter.class"], found["Encounter"]);
  EXPECT_EQ(found["Patient.gender"], bundles);
  EXPECT_EQ(found["Patient.birthdate"], bundles);
  EXPECT_GE(found["Patient.given"], bundles);
  EXPECT_GT(found["Observation.value-quantity"], 0);
  EXPECT_GT(found["Observation.component-value-quantity"], 0);
  EXPECT_EQ(found["Observation.combo-value-quantity"],
            found["Observation.value-quantity"] + found["Observation.component-value-quantity"]);
  EXPECT_GT(found["Condition.onset-date"], 0);
}

}  // namespace
}  // namespace socle::fhir

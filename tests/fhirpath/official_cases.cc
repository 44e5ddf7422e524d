// The official cases of FHIRPath for R4 (tests-fhir-r4.xml). Each group of the file is one test.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.h"
#include "fhir/json.h"
#include "fhir/path_expression.h"
#include "fhir/path_type.h"
#include "fhir/xml.h"
#include "xml/document.h"

namespace socle::fhir {
namespace {

namespace fs = std::filesystem;

/// Cases of the file that are not met, and why.
struct Exception {
  std::string_view name;
  std::string_view reason;
};
constexpr std::array<Exception, 0> kExceptions = {};

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

fs::path Folder() { return fs::path(SOCLE_CORPUS_DIR) / "fhir" / "fhirpath"; }

/// The resource of an input file. Inputs are read once.
const Node* Input(const std::string& name) {
  static std::map<std::string, std::unique_ptr<Tree>> trees;
  auto& tree = trees[name];
  if (!tree) {
    const std::string text = ReadFile(Folder() / "input" / name);
    ReadResult read = name.ends_with(".json") ? ReadJson(text) : ReadXml(text);
    tree = std::make_unique<Tree>(std::move(read.tree));
  }
  return tree->empty() ? nullptr : &tree->root();
}

/// An item as the file writes outputs.
std::string Written(const PathItem& item) {
  PathMemory memory;
  const auto value = ToSystem(item, memory);
  if (!value) return "(no value)";
  switch (value->kind()) {
    case PathKind::kDate:
    case PathKind::kDateTime:
      return '@' + value->ToString();
    case PathKind::kTime:
      return "@T" + value->ToString();
    case PathKind::kNode:
      return "<" + std::string(Get(value->node()->type).name) + ">";
    default:
      return value->ToString();
  }
}

std::string TypeName(const PathItem& item) {
  if (const Node* node = item.node()) return std::string(Get(node->type).name);
  std::string name(SystemName(item.kind()));
  if (name != "Quantity" && !name.empty()) name[0] = static_cast<char>(name[0] - 'A' + 'a');
  return name;
}

bool IsSame(const PathItem& item, const xml::Element& output) {
  const std::string_view wanted = output.trimmed();
  const std::string_view type = output.Value("type");
  const std::string found = Written(item);
  // The file takes codes, ids and the like for strings here and there, 1 for 1.0.
  if (!type.empty() && type != "string" && type != TypeName(item) && type != "decimal") {
    return type == "code" || type == "id" ? found == wanted : false;
  }
  if (found == wanted || found == output.text()) return true;
  const auto a = base::FixedDecimal::Parse(found), b = base::FixedDecimal::Parse(wanted);
  if (a && b) return *a == *b && (a->scale() == b->scale() || type == "decimal");
  // "+00:00" and "Z" are one zone; digits of a fraction stand as they came.
  return false;
}

struct Outcome {
  PathResult result;
  std::string error;
};

Outcome Run(const PathExpression& expression, const Node* node) {
  Outcome outcome;
  if (node != nullptr) {
    outcome.result = expression.Evaluate(*node);
  } else {
    outcome.result = expression.Evaluate(std::span<const PathItem>());
  }
  return outcome;
}

/// What is wrong with the answer to one case; empty where nothing is.
std::string Check(const xml::Element& test) {
  const xml::Element& expression = *test.Child("expression");
  const std::string invalid(expression.Value("invalid"));
  const std::string file(test.Value("inputfile"));
  const Node* node = file.empty() ? nullptr : Input(file);
  if (!file.empty() && node == nullptr) return "the input cannot be read";
  std::string text(expression.text());
  PathResult result;
  std::unique_ptr<PathExpression> compiled;
  try {
    compiled = std::make_unique<PathExpression>(PathExpression::Compile(text));
    result = Run(*compiled, node).result;
  } catch (const base::Error& error) {
    if (!invalid.empty()) return error.place().empty() ? "an error without a place" : "";
    return error.message();
  }
  std::string found;
  for (const PathItem& item : result) found += Written(item) + ' ';
  if (!invalid.empty()) return "no error but: " + found;
  std::vector<const xml::Element*> outputs;
  for (const xml::Element& child : test) {
    if (child.name() == "output") outputs.push_back(&child);
  }
  if (test.Value("predicate") == "true") {
    const bool wanted = outputs.at(0)->trimmed() == "true";
    return result.empty() != wanted ? "" : "a predicate: " + found;
  }
  bool same = outputs.size() == result.size();
  for (std::size_t i = 0; same && i < result.size(); ++i) same = IsSame(result[i], *outputs[i]);
  return same ? "" : "found: " + found;
}

TEST(OfficialFhirPath, EveryCaseIsMet) {
  const fs::path path = Folder() / "tests-fhir-r4.xml";
  if (!fs::exists(path)) GTEST_SKIP() << "the corpora are absent";
  const xml::Document document = xml::Document::Parse(ReadFile(path));
  int met = 0;
  std::vector<std::string> excused;
  for (const xml::Element& group : document.root()) {
    for (const xml::Element& test : group) {
      if (test.name() != "test") continue;
      const std::string name(test.Value("name"));
      const std::string fault = Check(test);
      const auto* known = std::find_if(kExceptions.begin(), kExceptions.end(),
                                       [&](const Exception& e) { return e.name == name; });
      if (known != kExceptions.end()) {
        EXPECT_NE(fault, "") << name << " is met: take it off the list";
        excused.push_back(name);
        continue;
      }
      EXPECT_EQ(fault, "") << name << ": " << test.Child("expression")->text();
      met += fault.empty() ? 1 : 0;
    }
  }
  EXPECT_EQ(excused.size(), kExceptions.size());
  RecordProperty("met", met);
  std::cout << met << " official cases met, " << excused.size() << " excused\n";
}

}  // namespace
}  // namespace socle::fhir

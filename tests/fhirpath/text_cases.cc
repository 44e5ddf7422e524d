// Runs the text cases of this folder (README.md says how they are written).

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.h"
#include "fhir/json.h"
#include "fhir/location.h"
#include "fhir/path_expression.h"
#include "fhir/path_type.h"

namespace socle::fhir {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

struct Case {
  std::string expression;
  std::string wanted;
  std::string input;
  bool only_types = false;
  int line = 0;
};

std::vector<Case> ReadCases(const fs::path& path) {
  std::vector<Case> cases;
  std::istringstream in(ReadFile(path));
  std::string line, expression, input;
  bool only_types = false;
  int number = 0;
  while (std::getline(in, line)) {
    ++number;
    if (line.starts_with("# ") && expression.empty()) continue;
    if (line.starts_with("load ") && expression.empty()) {
      input = line.substr(5);
    } else if (line == "resolve types") {
      only_types = true;
    } else if (line.starts_with("----")) {
      const std::string wanted = line.size() > 5 ? line.substr(5) : "";
      cases.push_back({expression, wanted, input, only_types, number});
      expression.clear();
    } else if (!line.empty() || !expression.empty()) {
      expression += (expression.empty() ? "" : "\n") + line;
    }
  }
  EXPECT_TRUE(expression.empty()) << path << " ends within a case";
  return cases;
}

/// A value as a literal; a node without one by its place.
std::string Written(const PathItem& item) {
  PathMemory memory;
  const auto value = ToSystem(item, memory);
  if (!value) return "<" + LocationOf(*item.node()) + ">";
  switch (value->kind()) {
    case PathKind::kString:
      return "'" + value->ToString() + "'";
    case PathKind::kDate:
      return '@' + value->ToString();
    case PathKind::kDateTime: {
      const std::string text = value->ToString();
      return '@' + text + (text.find('T') == std::string::npos ? "T" : "");
    }
    case PathKind::kTime:
      return "@T" + value->ToString();
    case PathKind::kNode:
      return "<" + LocationOf(*value->node()) + ">";
    case PathKind::kTypeOnly:
      return "<only " + std::string(Get(value->type()).name) + ">";
    default:
      return value->ToString();
  }
}

std::string Answer(const Case& one, const Node* node) {
  static TypeOnlyResolver types;
  PathEnvironment environment;
  environment.now = base::Instant{1'772'368'245'123'000};  // 2026-03-01T12:30:45.123Z
  environment.limits.steps = 200'000;
  environment.limits.items = 20'000;
  environment.limits.text_bytes = 100'000;
  const PathItem marker = PathItem::String("given");
  const PathVariable variable{"outside", std::span(&marker, 1)};
  environment.variables = std::span(&variable, 1);
  if (one.only_types) environment.resolver = &types;
  try {
    const auto expression = PathExpression::Compile(one.expression);
    const PathResult result = node != nullptr
                                  ? expression.Evaluate(*node, environment)
                                  : expression.Evaluate(std::span<const PathItem>(), environment);
    std::string text;
    for (const PathItem& item : result) text += (text.empty() ? "" : " | ") + Written(item);
    return text;
  } catch (const base::Error& error) {
    std::string text = "error: ";
    if (error.issues().empty()) return text + std::string(base::Describe(error.code()).name);
    text += error.issues()[0].rule + ' ' + error.place();
    const std::size_t nearest = error.message().find("did you mean ");
    if (nearest != std::string::npos) {
      text += ' ' + error.message().substr(nearest + 13, error.message().find('?') - nearest - 13);
    }
    return text;
  }
}

class TextCases : public testing::Test {
 public:
  explicit TextCases(fs::path path) : path_(std::move(path)) {}
  void TestBody() override {
    std::string loaded;
    Tree tree;
    for (const Case& one : ReadCases(path_)) {
      if (one.input != loaded) {
        ReadResult read = ReadJson(ReadFile(path_.parent_path() / "data" / one.input));
        EXPECT_TRUE(read.issues.empty()) << one.input << ": " << read.issues[0].text;
        tree = std::move(read.tree);
        loaded = one.input;
      }
      EXPECT_EQ(Answer(one, loaded.empty() ? nullptr : &tree.root()), one.wanted)
          << path_.filename().string() << ':' << one.line << ": " << one.expression;
    }
  }

 private:
  fs::path path_;
};

}  // namespace
}  // namespace socle::fhir

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  for (const auto& entry : std::filesystem::directory_iterator(SOCLE_FHIRPATH_CASES)) {
    if (entry.path().extension() != ".test") continue;
    const std::filesystem::path path = entry.path();
    testing::RegisterTest("FhirPath", path.stem().c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [path] { return new socle::fhir::TextCases(path); });
  }
  return RUN_ALL_TESTS();
}

// One GoogleTest case for each *.test file of SOCLE_REST_CASES, each against a fresh server.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <vector>

#include "base/error.h"
#include "run.h"
#include "test_server.h"

namespace socle::rest {
namespace {

class Case : public testing::Test {
 public:
  explicit Case(std::filesystem::path path) : path_(std::move(path)) {}

  void TestBody() override {
    std::ifstream file(path_, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    Script script;
    try {
      script = ParseScript(path_, text.view());
    } catch (const base::Error& error) {
      FAIL() << error.place() << ": " << error.message();
    }
    const Places places{SOCLE_CORPUS_DIR, SOCLE_SOURCE_DIR};
    if (script.requires_corpus && !std::filesystem::is_directory(places.corpus)) {
      GTEST_SKIP() << path_.filename().string() << " needs the corpora, which are not there";
    }
    const auto server = MakeServer();
    if (const auto report = RunScript(script, server->port(), places)) FAIL() << *report;
  }

 private:
  std::filesystem::path path_;
};

/// "composition_create" of "composition/create.test" below the folder of cases.
std::string CaseName(const std::filesystem::path& below) {
  std::string name = below.generic_string();
  name.resize(name.size() - std::string_view(".test").size());
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

bool RegisterCases(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const bool is_toy = entry.path().generic_string().find(
                            "/runner/", folder.generic_string().size()) != std::string::npos;
    if (entry.path().extension() == ".test" && !is_toy) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    const std::string name = CaseName(std::filesystem::relative(path, folder));
    testing::RegisterTest("Rest", name.c_str(), nullptr, nullptr, path.c_str(), 1,
                          [path]() -> testing::Test* { return new Case(path); });
  }
  return !paths.empty();
}

}  // namespace
}  // namespace socle::rest

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (!socle::rest::RegisterCases(SOCLE_REST_CASES)) {
    std::cerr << "There are no cases in " << SOCLE_REST_CASES << "\n";
    return 1;
  }
  return RUN_ALL_TESTS();
}

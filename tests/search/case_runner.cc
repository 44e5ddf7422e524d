// Runs the text cases of this folder (README.md says how they are written).

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.h"
#include "scratch_search.h"

namespace socle::resource {
namespace {

namespace fs = std::filesystem;

/// Reads of whole tables: none is allowed where a case does not say so.
bool ScansTable(const std::string& steps) {
  static const std::regex scan(R"((^|\n)SCAN (t\d+|r|fhir_\w+|object|version)( USING .*)?(\n|$))");
  return std::regex_search(steps, scan);
}

class CaseRunner {
 public:
  CaseRunner(const fs::path& path, bool show) : path_(path), show_(show) {}

  void Run() {
    std::ifstream in(path_);
    std::string line;
    while (std::getline(in, line)) {
      ++line_;
      if (line.empty() || line.starts_with('#')) continue;
      SCOPED_TRACE(path_.filename().string() + ":" + std::to_string(line_) + ": " + asked_);
      if (line.starts_with("---- ") || line == "----") {
        Check(line.size() > 5 ? line.substr(5) : "");
      } else {
        Command(line);
      }
    }
    EXPECT_GT(checks_, 0);
  }

 private:
  void Command(const std::string& line) {
    const std::size_t blank = line.find(' ');
    const std::string word = line.substr(0, blank);
    const std::string rest = blank == std::string::npos ? "" : line.substr(blank + 1);
    if (word == "load") {
      Load(rest);
    } else if (word == "put") {
      scratch_.Put(rest);
    } else if (word == "delete") {
      scratch_.Delete(rest);
    } else if (word == "compartment") {
      compartment_ = rest;
    } else if (word == "lenient") {
      lenient_ = true;
    } else if (word == "scans") {
      may_scan_ = true;
    } else if (word == "search" || word == "next" || word == "previous") {
      asked_ = line;
      SearchRequest request = word == "search" ? RequestOf(rest) : last_;
      if (word == "next") request.parameters = answer_.next;
      if (word == "previous") request.parameters = answer_.previous;
      Ask(std::move(request));
    } else {
      ADD_FAILURE() << "no command: " << word;
    }
  }

  void Load(const std::string& file) {
    std::ifstream in(path_.parent_path() / "data" / file);
    ASSERT_TRUE(in) << file;
    std::string line;
    while (std::getline(in, line)) {
      if (!line.empty()) scratch_.Put(line);
    }
  }

  void Ask(SearchRequest request) {
    error_.clear();
    answer_ = {};
    if (const std::size_t slash = compartment_.find('/'); slash != std::string::npos) {
      request.compartment = Compartment{fhir::FindType(compartment_.substr(0, slash)),
                                        ResourceId(compartment_.substr(slash + 1))};
    }
    request.lenient = lenient_;
    request.explain = true;
    last_ = request;
    try {
      answer_ = scratch_.Run(request);
      request.explain = false;
      const SearchAnswer plain = scratch_.Run(request);
      EXPECT_EQ(plain.entries.size(), answer_.entries.size());
    } catch (const base::Error& error) {
      error_ = std::string(base::Describe(error.code()).name) + " " + error.place();
      message_ = error.message();
    }
    for (const ExplainedStatement& one : answer_.statements) {
      if (show_) std::cout << asked_ << "\n" << one.sql << "\n" << one.plan << "\n\n";
      EXPECT_TRUE(may_scan_ || !ScansTable(one.plan)) << one.sql << "\n" << one.plan;
    }
    compartment_.clear();
    lenient_ = may_scan_ = false;
  }

  std::string Names(SearchEntry::Mode mode) const {
    std::string names;
    for (const SearchEntry& entry : answer_.entries) {
      if (entry.mode != mode) continue;
      if (!names.empty()) names += ' ';
      if (last_.type == fhir::TypeId::kNone || mode == SearchEntry::Mode::kInclude) {
        names += std::string(fhir::Get(entry.resource.type).name) + '/';
      }
      names += entry.resource.id.value();
      if (!entry.contained.empty()) names += '#' + entry.contained;
    }
    return names;
  }

  void Check(std::string wanted) {
    ++checks_;
    if (wanted.starts_with("error: ")) {
      EXPECT_EQ(error_, wanted.substr(7)) << message_;
      return;
    }
    if (wanted.starts_with("message: ")) {
      EXPECT_EQ(message_, wanted.substr(9));
      return;
    }
    ASSERT_EQ(error_, "") << message_;
    if (wanted.starts_with("total: ")) {
      EXPECT_EQ(answer_.total ? std::to_string(*answer_.total) : "none", wanted.substr(7));
    } else if (wanted.starts_with("includes: ")) {
      EXPECT_EQ(Names(SearchEntry::Mode::kInclude), wanted.substr(10));
    } else if (wanted.starts_with("warning: ")) {
      EXPECT_TRUE(std::find(answer_.warnings.begin(), answer_.warnings.end(), wanted.substr(9)) !=
                  answer_.warnings.end())
          << (answer_.warnings.empty() ? "no warning" : answer_.warnings.front());
    } else if (wanted.starts_with("json: ")) {
      ASSERT_FALSE(answer_.entries.empty());
      static const std::regex updated(R"("lastUpdated":"[^"]*")");
      EXPECT_EQ(std::regex_replace(answer_.entries.front().resource.json, updated,
                                   R"("lastUpdated":"*")"),
                wanted.substr(6));
    } else if (wanted.starts_with("more: ")) {
      EXPECT_EQ(answer_.next.empty() ? "no" : "yes", wanted.substr(6));
    } else if (wanted.starts_with("before: ")) {
      EXPECT_EQ(answer_.previous.empty() ? "no" : "yes", wanted.substr(8));
    } else {
      if (wanted == "none") wanted.clear();
      EXPECT_EQ(Names(SearchEntry::Mode::kMatch), wanted);
    }
  }

  const fs::path path_;
  const bool show_;
  ScratchSearch scratch_;
  int line_ = 0, checks_ = 0;
  std::string asked_, compartment_, error_, message_;
  bool lenient_ = false, may_scan_ = false;
  SearchRequest last_;
  SearchAnswer answer_;
};

class SearchCases : public testing::TestWithParam<fs::path> {};

TEST_P(SearchCases, File) {
  CaseRunner(GetParam(), std::getenv("SOCLE_SEARCH_SHOW") != nullptr).Run();
}

std::vector<fs::path> Files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(SOCLE_SEARCH_CASES)) {
    if (entry.path().extension() == ".test") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

INSTANTIATE_TEST_SUITE_P(Search, SearchCases, testing::ValuesIn(Files()),
                         [](const auto& one) { return one.param.stem().string(); });

}  // namespace
}  // namespace socle::resource

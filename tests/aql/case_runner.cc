// Runs the text cases of this folder, each file on every subject: README.md says how they are
// written.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "aql/evaluator.h"
#include "aql/parameters.h"
#include "base/decimal.h"
#include "base/error.h"
#include "base/iso8601.h"
#include "json/document.h"
#include "json/writer.h"
#include "subjects.h"

namespace socle::aql {
namespace {

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

base::Instant ReadInstant(std::string_view text) {
  const auto parsed = base::IsoDateTime::Parse(text);
  if (!parsed) throw std::runtime_error("not a time: " + std::string(text));
  return parsed->Start();
}

std::string Member(const json::Value& object, std::string_view name, std::string_view otherwise) {
  const json::Value* const member = object.Find(name);
  return std::string(member == nullptr ? otherwise : member->text());
}

std::optional<std::string> OptionalMember(const json::Value& object, std::string_view name) {
  const json::Value* const member = object.Find(name);
  return member == nullptr ? std::nullopt : std::optional(std::string(member->text()));
}

CaseData::Commit ReadCommit(const json::Value& commit) {
  CaseData::Commit out;
  if (const json::Value& given = *commit.Find("data"); given.is_string()) {
    out.data = ReadFile(std::filesystem::path(SOCLE_CORPUS_DIR) / given.text());
  } else if (given.is_object()) {
    json::Writer(out.data).Value(given);
  }
  out.ehr_id = Member(commit, "ehr_id", "");
  out.uid = Member(commit, "uid", "");
  out.time = ReadInstant(Member(commit, "time", "2024-01-01T00:00:00Z"));
  out.committer = OptionalMember(commit, "committer");
  out.change_type = OptionalMember(commit, "change_type");
  return out;
}

CaseData ReadData(const std::string& name) {
  const auto document =
      json::Document::Parse(ReadFile(std::filesystem::path(SOCLE_AQL_CASES) / "data" / name));
  CaseData data;
  data.system_id = Member(document.root(), "system_id", "");
  for (const json::Value& ehr : *document.root().Find("ehrs")) {
    data.ehrs.push_back(
        {std::string(ehr.Find("ehr_id")->text()), ReadInstant(ehr.Find("time_created")->text())});
  }
  for (const json::Value& commit : *document.root().Find("commits")) {
    data.commits.push_back(ReadCommit(commit));
  }
  return data;
}

std::vector<std::string> Split(std::string_view text, std::string_view by) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t at = text.find(by);
    parts.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + by.size());
  }
}

bool IsCell(const std::string& expected, const std::string& cell) {
  if (expected == cell) return true;
  if (expected.starts_with('<')) {
    return cell.starts_with("{\"_type\":\"" + expected.substr(1, expected.size() - 2) + "\"");
  }
  const auto order = base::CompareDecimals(expected, cell);
  return order && *order == 0;
}

bool IsRow(const std::string& expected, const std::vector<std::string>& row) {
  const auto cells = Split(expected, " | ");
  return std::equal(cells.begin(), cells.end(), row.begin(), row.end(), IsCell);
}

using SubjectMaker = std::unique_ptr<Subject> (*)(const CaseData&);

class CaseFile : public testing::Test {
 public:
  CaseFile(std::filesystem::path path, SubjectMaker make)
      : path_(std::move(path)), make_(make), subject_(make({})) {}

  void TestBody() override {
    std::istringstream in(ReadFile(path_));
    for (std::string line; std::getline(in, line);) lines_.push_back(line);
    while (at_ < lines_.size()) {
      const std::string line = lines_[at_++];
      if (line.empty() || line.starts_with('#')) continue;
      if (line == "require corpus" && !std::filesystem::exists(SOCLE_CORPUS_DIR)) {
        GTEST_SKIP() << "the corpora are absent";
      }
      ASSERT_NO_FATAL_FAILURE(RunLine(line)) << path_.filename() << ":" << at_;
    }
    EXPECT_GT(queries_, 0) << "the file holds no query";
  }

 private:
  void RunLine(const std::string& line) {
    if (line == "require corpus") return;
    if (line.starts_with("load ")) {
      subject_ = make_(ReadData(line.substr(5)));
    } else if (line.starts_with("now ")) {
      question_.now = ReadInstant(line.substr(4));
    } else if (line.starts_with("ehr ")) {
      question_.ehr_id = line.substr(4);
    } else if (line.starts_with("set ")) {
      const std::size_t equals = line.find(" = ");
      const auto document = json::Document::Parse("{\"" + line.substr(4, equals - 4) +
                                                  "\":" + line.substr(equals + 3) + "}");
      for (auto& [name, value] : ReadParameters(document.root())) {
        question_.parameters.insert_or_assign(name, std::move(value));
      }
    } else if (line == "query") {
      RunQuery();
    } else {
      FAIL() << "unknown line: " << line;
    }
  }

  void RunQuery() {
    const std::size_t begin = at_;
    std::string query;
    while (at_ < lines_.size() && !lines_[at_].starts_with("----")) {
      query += (query.empty() ? "" : "\n") + lines_[at_++];
    }
    ASSERT_LT(at_, lines_.size()) << "a query without an expectation";
    SCOPED_TRACE(path_.filename().string() + ":" + std::to_string(begin + 1));
    ++queries_;
    const std::string expectation = lines_[at_++];
    std::vector<std::string> expected;
    while (at_ < lines_.size() && IsRowLine(lines_[at_])) expected.push_back(lines_[at_++]);
    try {
      question_.aql = query;
      Check(expectation, expected, subject_->Ask(question_));
    } catch (const base::Error& error) {
      const std::string found =
          error.issues().empty()
              ? error.message()
              : error.issues()[0].rule + " " + error.place() + " " + error.issues()[0].found;
      EXPECT_EQ(expectation, "---- error: " + found) << error.message();
    }
    question_.ehr_id.reset();
  }

  static bool IsRowLine(const std::string& line) {
    return !line.empty() && line != "query" && !line.starts_with("#") &&
           !line.starts_with("----") && !line.starts_with("set ") && !line.starts_with("load ") &&
           !line.starts_with("ehr ") && !line.starts_with("now ");
  }

  static void Check(const std::string& expectation, const std::vector<std::string>& expected,
                    const Result& result) {
    std::string names, columns, shown;
    for (const ResultColumn& column : result.columns) {
      names += (names.empty() ? "" : ", ") + column.name;
      columns += (columns.empty() ? "" : ", ") + column.name + "=" + column.path;
    }
    for (const auto& row : result.rows) {
      for (std::size_t i = 0; i < row.size(); ++i)
        shown += (i > 0 ? " | " : "") + row[i].substr(0, 120);
      shown += '\n';
    }
    if (expectation.starts_with("---- columns: ")) {
      EXPECT_EQ(expectation, "---- columns: " + columns);
      return;
    }
    if (expectation.starts_with("---- warning: ")) {
      ASSERT_EQ(result.warnings.size(), 1u) << shown;
      const base::Issue& issue = result.warnings[0];
      EXPECT_EQ(expectation, "---- warning: " + issue.rule + " " + issue.path + " " + issue.found);
      return;
    }
    const bool any = expectation.starts_with("---- rows, any order: ");
    EXPECT_EQ(expectation, (any ? "---- rows, any order: " : "---- rows: ") + names) << shown;
    ASSERT_EQ(expected.size(), result.rows.size()) << shown;
    std::vector<bool> used(result.rows.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      bool found = false;
      for (std::size_t k = any ? 0 : i; k < (any ? used.size() : i + 1) && !found; ++k) {
        if (used[k] || !IsRow(expected[i], result.rows[k])) continue;
        used[k] = found = true;
      }
      EXPECT_TRUE(found) << "no such row: " << expected[i] << "\n" << shown;
    }
  }

  const std::filesystem::path path_;
  std::vector<std::string> lines_;
  std::size_t at_ = 0;
  int queries_ = 0;
  const SubjectMaker make_;
  std::unique_ptr<Subject> subject_;
  CaseQuestion question_;
};

}  // namespace
}  // namespace socle::aql

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  constexpr std::pair<const char*, socle::aql::SubjectMaker> kSubjects[] = {
      {"Aql", &socle::aql::InMemory},
      {"AqlStore", &socle::aql::InStore},
      {"AqlTables", &socle::aql::InTables},
      {"AqlPages", &socle::aql::InPages}};
  for (const auto& entry : std::filesystem::directory_iterator(SOCLE_AQL_CASES)) {
    if (entry.path().extension() != ".test") continue;
    for (const auto& [name, make] : kSubjects) {
      testing::RegisterTest(
          name, entry.path().stem().string().c_str(), nullptr, nullptr, __FILE__, __LINE__,
          [path = entry.path(), maker = make] { return new socle::aql::CaseFile(path, maker); });
    }
  }
  return RUN_ALL_TESTS();
}

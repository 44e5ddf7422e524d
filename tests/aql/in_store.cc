#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

#include "aql/engine.h"
#include "scratch_record.h"
#include "subjects.h"

namespace socle::aql {
namespace {

using Tables = ScratchRecord::Tables;

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Every template of the project and, where they are there, of the corpora.
void UploadAll(ScratchRecord& record) {
  std::vector<std::filesystem::path> files;
  for (const std::filesystem::path folder :
       {SOCLE_MODELS_DIR "/templates", SOCLE_CORPUS_DIR "/openehr/queries/opts"}) {
    if (!std::filesystem::exists(folder)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() == ".opt") files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) record.Upload(ReadFile(file));
}

/// The record of a case.
struct Store : ScratchRecord {
  explicit Store(const CaseData& data, Tables tables = Tables::kNone)
      : ScratchRecord(data.system_id, tables) {
    if (tables == Tables::kLaid) UploadAll(*this);
    for (const auto& ehr : data.ehrs) Create(ehr);
    for (const auto& commit : data.commits) Commit(commit);
  }
};

Question QuestionOf(const CaseQuestion& question) {
  Question out;
  out.aql = question.aql;
  out.parameters = question.parameters;
  if (question.ehr_id) out.ehr_ids.emplace_back(*question.ehr_id);
  out.now = question.now;
  return out;
}

class Stored : public Subject {
 public:
  explicit Stored(const CaseData& data)
      : store_(data), engine_(store_.record(), OpenEhrModel(), data.system_id) {}

  Result Ask(const CaseQuestion& question) override {
    ResultSink sink;
    engine_.Ask(Tester(), QuestionOf(question), sink);
    return sink.Take();
  }

 private:
  Store store_;
  Engine engine_;
};

class Planned : public Subject {
 public:
  explicit Planned(const CaseData& data)
      : store_(data, Tables::kLaid),
        engine_(store_.record(), OpenEhrModel(), data.system_id, nullptr, {}, store_.plans()) {}

  Result Ask(const CaseQuestion& question) override {
    ResultSink sink;
    const Explanation how = engine_.Ask(Tester(), QuestionOf(question), sink);
    if (std::getenv("SOCLE_AQL_SHOW") != nullptr) {
      std::cout << how.plan << ": " << (how.sql.empty() ? how.reason : how.sql) << "\n";
    }
    // What is kept of a question answers as the question itself.
    ResultSink again;
    engine_.Ask(Tester(), QuestionOf(question), again);
    Result result = sink.Take();
    EXPECT_EQ(again.Take().rows, result.rows);
    return result;
  }

 private:
  Store store_;
  Engine engine_;
};

class Paged : public Subject {
 public:
  explicit Paged(const CaseData& data)
      : store_(data), engine_(store_.record(), OpenEhrModel(), data.system_id, nullptr, Small()) {}

  Result Ask(const CaseQuestion& question) override {
    Question out = QuestionOf(question);
    out.fetch = 2;
    Page page = engine_.Open(Tester(), out);
    Result result{page.columns, std::move(page.rows), page.warnings};
    while (!page.cursor.empty()) {
      page = engine_.Next(Tester(), page.cursor, 3);
      for (auto& row : page.rows) result.rows.push_back(std::move(row));
    }
    return result;
  }

 private:
  static EngineLimits Small() {
    EngineLimits limits;
    limits.batch_items = 1;
    return limits;
  }
  Store store_;
  Engine engine_;
};

}  // namespace

std::unique_ptr<Subject> InStore(const CaseData& data) { return std::make_unique<Stored>(data); }
std::unique_ptr<Subject> InTables(const CaseData& data) { return std::make_unique<Planned>(data); }
std::unique_ptr<Subject> InPages(const CaseData& data) { return std::make_unique<Paged>(data); }

}  // namespace socle::aql

#include "record/verify_indexes.h"

#include <filesystem>
#include <optional>

#include "base/error.h"
#include "base/uuid.h"
#include "record/reindex.h"
#include "record/schema.h"

namespace socle::record {
namespace {

constexpr std::size_t kBatch = 2000;

/// A store that goes with the object.
class Scratch {
 public:
  explicit Scratch(const std::vector<Indexer*>& indexers)
      : folder_(std::filesystem::temp_directory_path() /
                ("socle-verify-" + base::Uuid::New().ToString())) {
    std::filesystem::create_directories(folder_);
    store_ = store::Store::Open("sqlite:" + (folder_ / "indexes.db").string(), {},
                                Record::Migrations(indexers));
  }
  ~Scratch() {
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  store::Store& store() { return *store_; }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<store::Store> store_;
};

/// What a table says of one EHR, in whatever order its rows stand.
struct TableRows {
  std::int64_t ehr = 0;
  std::uint64_t count = 0, sum = 0;
};

/// Reads a table EHR by EHR.
class TableReader {
 public:
  TableReader(store::Session& session, const std::string& table)
      : statement_(session.PrepareText("SELECT ehr, * FROM \"" + table + "\" ORDER BY ehr")),
        more_(statement_.Step()) {}

  std::optional<TableRows> Next() {
    if (!more_) return std::nullopt;
    TableRows rows{.ehr = statement_.Int(0)};
    while (more_ && statement_.Int(0) == rows.ehr) {
      ++rows.count;
      rows.sum += RowHash();
      more_ = statement_.Step();
    }
    return rows;
  }

 private:
  std::uint64_t RowHash() {
    row_.clear();
    for (int i = 1; i < statement_.Columns(); ++i) {
      if (statement_.IsNull(i)) {
        row_ += "-;";
        continue;
      }
      const std::string_view value = statement_.Blob(i);
      row_ += std::to_string(value.size());
      row_ += ':';
      row_ += value;
    }
    return std::hash<std::string>{}(row_);
  }

  store::Statement statement_;
  bool more_;
  std::string row_;
};

std::string EhrPlace(store::Session& session, std::int64_t ehr) {
  store::Statement statement = session.Prepare(Sql().ehr_by_key);
  statement.Bind(1, ehr);
  if (ehr == kInstitution) return "the institution's record";
  const auto uuid = statement.Step() ? base::Uuid::FromBytes(statement.Blob(0)) : std::nullopt;
  return uuid.has_value() ? "EHR " + uuid->ToString() : "EHR number " + std::to_string(ehr);
}

void CompareTable(store::Session& stored, store::Session& rebuilt, const std::string& table,
                  Findings& findings) {
  TableReader left(stored, table), right(rebuilt, table);
  auto have = left.Next(), want = right.Next();
  while (have.has_value() || want.has_value()) {
    const bool only_have = !want.has_value() || (have.has_value() && have->ehr < want->ehr);
    const bool only_want = !have.has_value() || (want.has_value() && want->ehr < have->ehr);
    if (only_have || only_want || have->count != want->count || have->sum != want->sum) {
      const std::int64_t ehr = only_want ? want->ehr : have->ehr;
      findings.Add("index table " + table + ", " + EhrPlace(stored, ehr),
                   "its " + std::to_string(only_want ? 0 : have->count) +
                       " rows are not those of a rebuild, which has " +
                       std::to_string(only_have ? 0 : want->count));
    }
    if (!only_want) have = left.Next();
    if (!only_have) want = right.Next();
  }
}

void Rebuild(store::Session& session, const Kinds& kinds, const Rows& rows, store::Store& into,
             const Progress& progress) {
  std::vector<HeadRows> batch;
  std::uint64_t done = 0;
  const auto write = [&] {
    into.Write([&](store::Session& writer) {
      for (HeadRows& head : batch) {
        for (auto& [indexer, index_rows] : head.rows) {
          indexer->Write(writer, head.version, index_rows.get());
        }
      }
    });
    done += batch.size();
    batch.clear();
    if (progress) progress("objects indexed anew", done, 0);
  };
  ForEachHead(session, kinds, rows, [&](HeadRows head) {
    batch.push_back(std::move(head));
    if (batch.size() == kBatch) write();
  });
  if (!batch.empty()) write();
}

}  // namespace

void VerifyIndexes(store::Session& session, const Kinds& kinds, const Rows& rows,
                   const std::vector<Indexer*>& indexers, Findings& findings,
                   const Progress& progress) {
  if (indexers.empty()) return;
  try {
    Scratch scratch(indexers);
    Rebuild(session, kinds, rows, scratch.store(), progress);
    store::Reader rebuilt = scratch.store().Read();
    for (const Indexer* indexer : indexers) {
      for (const std::string& table : indexer->Tables()) {
        CompareTable(session, rebuilt.session(), table, findings);
      }
    }
  } catch (const base::Error& error) {
    findings.Add("indexes", "they cannot be rebuilt: " + error.message() +
                                (error.detail().empty() ? "" : ": " + error.detail()));
  } catch (const std::exception& error) {
    findings.Add("indexes", std::string("they cannot be rebuilt: ") + error.what());
  }
}

}  // namespace socle::record

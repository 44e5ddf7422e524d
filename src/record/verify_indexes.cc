#include "record/verify_indexes.h"

#include <algorithm>
#include <filesystem>
#include <map>

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
  std::uint64_t count = 0, sum = 0;
  bool operator==(const TableRows&) const = default;
};

std::uint64_t RowHash(const store::Statement& statement, std::string& row) {
  row.clear();
  for (int i = 1; i < statement.Columns(); ++i) {
    if (statement.IsNull(i)) {
      row += "-;";
      continue;
    }
    const std::string_view value = statement.Blob(i);
    row += std::to_string(value.size());
    row += ':';
    row += value;
  }
  return std::hash<std::string>{}(row);
}

/// A table's rows, by EHR: read in the order in which they lie, so that nothing is sorted.
std::map<std::int64_t, TableRows> ReadTable(store::Session& session, const std::string& table) {
  std::map<std::int64_t, TableRows> rows;
  store::Statement statement = session.PrepareText("SELECT ehr, * FROM \"" + table + "\"");
  std::string row;
  while (statement.Step()) {
    TableRows& of_ehr = rows[statement.Int(0)];
    ++of_ehr.count;
    of_ehr.sum += RowHash(statement, row);
  }
  return rows;
}

std::string EhrPlace(store::Session& session, std::int64_t ehr) {
  store::Statement statement = session.Prepare(Sql().ehr_by_key);
  statement.Bind(1, ehr);
  if (ehr == kInstitution) return "the institution's record";
  const auto uuid = statement.Step() ? base::Uuid::FromBytes(statement.Blob(0)) : std::nullopt;
  return uuid.has_value() ? "EHR " + uuid->ToString() : "EHR number " + std::to_string(ehr);
}

void CompareTable(store::Session& stored, store::Session& rebuilt, const std::string& table,
                  Findings& findings) {
  auto have = ReadTable(stored, table);
  const auto want = ReadTable(rebuilt, table);
  for (const auto& [ehr, rows] : want) have.try_emplace(ehr);
  for (const auto& [ehr, rows] : have) {
    const auto found = want.find(ehr);
    const TableRows expected = found == want.end() ? TableRows{} : found->second;
    if (rows == expected) continue;
    findings.Add("index table " + table + ", " + EhrPlace(stored, ehr),
                 "its " + std::to_string(rows.count) +
                     " rows are not those of a rebuild, which has " +
                     std::to_string(expected.count));
  }
}

void CompareTables(store::Session& stored, store::Session& rebuilt, const Indexer& indexer,
                   Findings& findings) {
  const std::vector<std::string> have = indexer.Tables(stored);
  const std::vector<std::string> want = indexer.Tables(rebuilt);
  for (const std::string& table : have) {
    if (std::ranges::find(want, table) != want.end()) {
      CompareTable(stored, rebuilt, table, findings);
    } else {
      findings.Add("index table " + table, "a rebuild has no such table");
    }
  }
  for (const std::string& table : want) {
    if (std::ranges::find(have, table) == have.end()) {
      findings.Add("index table " + table, "it is missing: a rebuild has it");
    }
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
      CompareTables(session, rebuilt.session(), *indexer, findings);
    }
  } catch (const base::Error& error) {
    findings.Add("indexes", "they cannot be rebuilt: " + error.message() +
                                (error.detail().empty() ? "" : ": " + error.detail()));
  } catch (const std::exception& error) {
    findings.Add("indexes", std::string("they cannot be rebuilt: ") + error.what());
  }
}

}  // namespace socle::record

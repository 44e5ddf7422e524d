// links: store record ehr aql rm json resource
// AQL's rival: the compositions of a store once more, in one table with a row for each node, asked
// the same questions by hand-written SQL; and the limit, the same numbers scanned in memory.
//
//   row_per_node STORE OUT     reads the compositions of STORE (not opened elsewhere for writing,
//   or beside
//                              its server), makes OUT, prints a line of JSON for each thing
//                              measured
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "aql/layout_index.h"
#include "base/error.h"
#include "base/iso8601.h"
#include "ehr/kinds.h"
#include "ehr/status_index.h"
#include "json/document.h"
#include "json/writer.h"
#include "record/record.h"
#include "record/stored_bodies.h"
#include "resource/search_index.h"
#include "resource/search_parameters.h"
#include "rm/ids.h"
#include "rm/json.h"
#include "rm/tree.h"
#include "store/store.h"

namespace socle {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kCompositionsOfJob = 2000;
constexpr int kRuns = 5;
constexpr std::size_t kPatients = 200;

/// A row is a LOCATABLE. `node` to `last` are its and its descendants' numbers in the document;
/// `archetype` is the root that it stands below, `code` its node id: numbers of `code`. Values are
/// those of an ELEMENT; an EVENT has its time, a COMPOSITION its uid and its start.
constexpr store::Migration kSchema[] = {{"row_per_node", 1, "tables", R"sql(
CREATE TABLE code (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE node (
  composition INTEGER NOT NULL,
  node        INTEGER NOT NULL,
  parent      INTEGER NOT NULL,
  last        INTEGER NOT NULL,
  ehr         INTEGER NOT NULL,
  archetype   INTEGER NOT NULL,
  code        INTEGER NOT NULL,
  value_text  TEXT,
  value_real  REAL,
  instant     INTEGER,
  PRIMARY KEY (composition, node)
) WITHOUT ROWID;
)sql"}};

/// Made when the rows are there. The index of values serves a population's conditions, that of
/// instants its newest, the last one patient's questions.
constexpr std::string_view kIndexes = R"sql(
CREATE INDEX node_value ON node (archetype, code, value_real) WHERE value_real IS NOT NULL;
CREATE INDEX node_instant ON node (archetype, code, instant) WHERE instant IS NOT NULL;
CREATE INDEX node_of ON node (ehr, archetype, code);
ANALYZE;
)sql";

double Milliseconds(Clock::time_point began) {
  return std::chrono::duration<double, std::milli>(Clock::now() - began).count();
}

double Median(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

void Report(std::string_view what, double measured, std::uint64_t answer) {
  std::string line;
  json::Writer writer(line);
  std::array<char, 32> number{};
  std::snprintf(number.data(), number.size(), "%.6f", measured);
  writer.BeginObject().Member("what", what).Member("measured", number.data());
  writer.Member("answer", std::to_string(answer)).EndObject();
  std::cout << line << std::endl;  // one by one, for who watches
}

/// Numbers for texts that repeat. One thread at a time.
class Codes {
 public:
  std::int64_t Of(std::string_view text) {
    const auto [at, fresh] =
        numbers_.try_emplace(std::string(text), static_cast<std::int64_t>(numbers_.size()) + 1);
    if (fresh) fresh_.push_back(&*at);
    return at->second;
  }
  /// Writes those that were not written yet.
  void Write(store::Session& session) {
    store::Statement insert = session.PrepareText("INSERT INTO code (id, text) VALUES (?1, ?2)");
    for (const auto* code : fresh_) {
      insert.Bind(1, code->second).BindText(2, code->first).Run();
      insert.Reset();
    }
    fresh_.clear();
  }

 private:
  std::unordered_map<std::string, std::int64_t> numbers_;
  std::vector<const std::pair<const std::string, std::int64_t>*> fresh_;
};

struct NodeRow {
  std::int64_t composition, node, parent, last, ehr, archetype, code;
  std::string text;
  std::optional<double> real;
  std::optional<std::int64_t> instant;
};

/// What the questions to the population are about, for the scan.
struct Pressure {
  double systolic, diastolic;
};

std::optional<std::int64_t> InstantOf(std::string_view text) {
  const auto time = base::IsoDateTime::Parse(text);
  return time ? std::optional(time->Start().micros) : std::nullopt;
}

/// Takes documents apart into rows. One thread at a time.
class Shredder {
 public:
  void Add(std::int64_t composition, std::int64_t ehr, const std::string& body) {
    const json::Document document = json::Document::Parse(body);
    const rm::Tree tree = rm::ReadStoredJson(document.root());
    composition_ = composition;
    ehr_ = ehr;
    Walk(tree.root(), 0, 0);
  }

  std::vector<NodeRow> Take() { return std::exchange(rows_, {}); }
  Codes& codes() { return codes_; }
  const std::vector<Pressure>& pressures() const { return pressures_; }

 private:
  void Walk(const rm::Node& node, std::int64_t parent, std::int64_t archetype) {
    std::int64_t own = parent;
    if (rm::IsA(node.type, rm::type::kLocatable)) {
      own = node.order;
      const std::string_view id = node.ChildText("archetype_node_id");
      if (node.Child("archetype_details") != nullptr || node.parent == nullptr) {
        archetype = codes_.Of(id);
      }
      rows_.push_back(
          {composition_, own, parent, node.last, ehr_, archetype, codes_.Of(id), {}, {}, {}});
      Values(node, rows_.back());
    }
    for (const rm::Node* child = node.first_child; child != nullptr; child = child->next_sibling) {
      Walk(*child, own, archetype);
    }
  }

  void Values(const rm::Node& node, NodeRow& row) {
    if (node.type == rm::type::kComposition) {
      if (const rm::Node* uid = node.Descend("uid/value")) row.text = uid->text;
      if (const rm::Node* time = node.Descend("context/start_time/value"))
        row.instant = InstantOf(time->text);
    } else if (rm::IsA(node.type, rm::type::kEvent)) {
      if (const rm::Node* time = node.Descend("time/value")) {
        row.text = time->text;
        row.instant = InstantOf(time->text);
      }
    } else if (const rm::Node* value = node.Child("value");
               value != nullptr && node.type == rm::type::kElement) {
      if (const rm::Node* magnitude = value->Child("magnitude")) {
        row.text = value->ChildText("units");
        row.real = std::strtod(std::string(magnitude->text).c_str(), nullptr);
        Remember(row);
      } else if (const rm::Node* text = value->Child("value")) {
        row.text = text->text;
        if (rm::IsA(value->type, rm::type::kDvTemporal)) row.instant = InstantOf(text->text);
      }
    }
  }

  void Remember(const NodeRow& row) {
    if (row.archetype != pressure_) return;
    if (row.code == systolic_) pressures_.push_back({*row.real, 0});
    if (row.code == diastolic_ && !pressures_.empty()) pressures_.back().diastolic = *row.real;
  }

  Codes codes_;
  const std::int64_t pressure_ = codes_.Of("openEHR-EHR-OBSERVATION.blood_pressure.v2");
  const std::int64_t systolic_ = codes_.Of("at0004");
  const std::int64_t diastolic_ = codes_.Of("at0005");
  std::int64_t composition_ = 0, ehr_ = 0;
  std::vector<NodeRow> rows_;
  std::vector<Pressure> pressures_;
};

void WriteRows(store::Session& session, const std::vector<NodeRow>& rows, Codes& codes) {
  codes.Write(session);
  store::Statement insert = session.PrepareText(
      "INSERT INTO node (composition, node, parent, last, ehr, archetype, code, value_text, "
      "value_real, instant) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
  for (const NodeRow& row : rows) {
    insert.Bind(1, row.composition).Bind(2, row.node).Bind(3, row.parent).Bind(4, row.last);
    insert.Bind(5, row.ehr).Bind(6, row.archetype).Bind(7, row.code);
    row.text.empty() ? insert.BindNull(8) : insert.BindText(8, row.text);
    row.real ? insert.Bind(9, *row.real) : insert.BindNull(9);
    row.instant ? insert.Bind(10, *row.instant) : insert.BindNull(10);
    insert.Run();
    insert.Reset();
  }
}

std::unique_ptr<store::Store> OpenSource(const std::string& path) {
  ehr::StatusIndex status;
  aql::LayoutIndex layout({ehr::TemplateKind(), ehr::CompositionKind(), ehr::EhrStatusKind()});
  resource::SearchIndex search(std::make_shared<resource::StoredParameters>());
  const std::array<record::Indexer*, 3> indexers{&status, &layout, &search};
  store::Options options;
  options.create = false;
  options.read_only = true;
  return store::Store::Open("sqlite:" + path, options, record::Record::Migrations(indexers));
}

/// Every composition's latest version becomes rows of `target`.
void Fill(store::Store& source, store::Store& target, Shredder& shredder) {
  const auto began = Clock::now();
  store::Reader reader = source.Read();
  record::StoredBodies bodies(*reader.operator->());
  store::Statement heads =
      reader->PrepareText("SELECT version, ehr FROM aql_composition ORDER BY version");
  std::uint64_t compositions = 0, nodes = 0;
  const auto flush = [&] {
    const std::vector<NodeRow> rows = shredder.Take();
    nodes += rows.size();
    target.Write([&](store::Session& session) { WriteRows(session, rows, shredder.codes()); });
  };
  while (heads.Step()) {
    shredder.Add(heads.Int(0), heads.Int(1), bodies.Read(heads.Int(0)).body);
    if (++compositions % kCompositionsOfJob == 0) flush();
  }
  flush();
  target.Write([](store::Session& session) { session.Execute(kIndexes); });
  Report("compositions", Milliseconds(began), compositions);
  Report("nodes", Milliseconds(began), nodes);
}

struct Sql {
  std::string_view what, text;
};

/// ?1 is the archetype, ?2 the event's code, ?3 systolic, ?4 diastolic. As a hand would write them:
/// CROSS JOIN says which table SQLite reads first.
constexpr Sql kPopulation[] = {
    {"ward: systolic > 130, newest 50",
     "SELECT e.ehr, e.value_text, s.value_real FROM node e CROSS JOIN node s "
     "WHERE e.archetype = ?1 AND e.code = ?2 AND e.instant IS NOT NULL AND s.composition = "
     "e.composition "
     "AND s.node > e.node AND s.node <= e.last AND s.archetype = ?1 AND s.code = ?3 AND "
     "s.value_real > 130 "
     "AND ?4 = ?4 ORDER BY e.instant DESC LIMIT 50"},
    {"count, two predicates",
     "SELECT count(*) FROM node s CROSS JOIN node t CROSS JOIN node d "
     "WHERE s.archetype = ?1 AND s.code = ?3 AND s.value_real > 140 "
     "AND t.composition = s.composition AND t.node = s.parent AND d.composition = t.composition "
     "AND d.node > t.node AND d.node <= t.last AND d.archetype = ?1 AND d.code = ?4 AND "
     "d.value_real > 90 "
     "AND ?2 = ?2"},
    {"average by month",
     "SELECT substr(e.value_text, 1, 7), avg(s.value_real) FROM node e CROSS JOIN node s "
     "WHERE e.archetype = ?1 AND e.code = ?2 AND e.instant IS NOT NULL AND s.composition = "
     "e.composition "
     "AND s.node > e.node AND s.node <= e.last AND s.archetype = ?1 AND s.code = ?3 AND ?4 = ?4 "
     "GROUP BY 1 ORDER BY 1"},
};

/// ?5 is the EHR.
constexpr std::string_view kNewest =
    "SELECT c.value_text, e.value_text, s.value_real, d.value_real FROM node e CROSS JOIN node s "
    "CROSS JOIN node d CROSS JOIN node c WHERE e.ehr = ?5 AND e.archetype = ?1 AND e.code = ?2 "
    "AND s.composition = e.composition AND s.node > e.node AND s.node <= e.last AND s.archetype = "
    "?1 AND s.code = ?3 "
    "AND d.composition = e.composition AND d.node > e.node AND d.node <= e.last AND d.archetype = "
    "?1 AND d.code = ?4 "
    "AND c.composition = e.composition AND c.node = 0 ORDER BY e.instant DESC LIMIT 10";

/// Runs the statement to its end, every value read: rows, or what the only row counts.
std::uint64_t RunToEnd(store::Statement& statement) {
  std::uint64_t rows = 0, count = 0;
  while (statement.Step()) {
    ++rows;
    count = static_cast<std::uint64_t>(statement.Int(0));
    for (int i = 0; i < statement.Columns(); ++i) (void)statement.Text(i);
  }
  return statement.Columns() == 1 ? count : rows;
}

class Asking {
 public:
  Asking(store::Session& session, Codes& codes)
      : session_(session),
        codes_{codes.Of("openEHR-EHR-OBSERVATION.blood_pressure.v2"), codes.Of("at0006"),
               codes.Of("at0004"), codes.Of("at0005")} {}

  void Population() {
    for (const Sql& sql : kPopulation) {
      std::uint64_t answer = Once(sql.text, std::nullopt).second;
      std::vector<double> times;
      for (int i = 0; i < kRuns; ++i) {
        const auto [took, same] = Once(sql.text, std::nullopt);
        times.push_back(took);
        answer = same;
      }
      Report(sql.what, Median(times), answer);
    }
  }

  /// The second time that each of the patients is asked for: what a warm store takes.
  void Patients() {
    std::vector<std::int64_t> ehrs;
    {
      store::Statement all = session_.PrepareText(
          "SELECT DISTINCT ehr FROM node WHERE code = (SELECT id FROM code WHERE text = 'at0006') "
          "AND archetype = (SELECT id FROM code WHERE text LIKE '%blood_pressure%') LIMIT 1000");
      while (all.Step()) ehrs.push_back(all.Int(0));
    }
    std::mt19937 random(1);  // NOLINT: the same patients in each run
    std::shuffle(ehrs.begin(), ehrs.end(), random);
    if (ehrs.size() > kPatients) ehrs.resize(kPatients);
    std::uint64_t rows = 0;
    for (const std::int64_t ehr : ehrs) rows += Once(kNewest, ehr).second;
    std::vector<double> times;
    for (const std::int64_t ehr : ehrs) times.push_back(Once(kNewest, ehr).first);
    if (!times.empty())
      Report("one patient's newest blood pressures, 1 client", Median(times), rows);
  }

 private:
  /// Milliseconds and the answer.
  std::pair<double, std::uint64_t> Once(std::string_view text, std::optional<std::int64_t> ehr) {
    const auto began = Clock::now();
    store::Statement statement = session_.PrepareText(text);
    for (int i = 0; i < 4; ++i) statement.Bind(i + 1, codes_[static_cast<std::size_t>(i)]);
    if (ehr) statement.Bind(5, *ehr);
    const std::uint64_t answer = RunToEnd(statement);
    return {Milliseconds(began), answer};
  }

  store::Session& session_;
  const std::array<std::int64_t, 4> codes_;
};

/// The limit: the numbers, two arrays of doubles, read from end to end by one thread.
void Scan(const std::vector<Pressure>& pressures) {
  std::vector<double> systolic, diastolic;
  for (const Pressure& pressure : pressures) {
    systolic.push_back(pressure.systolic);
    diastolic.push_back(pressure.diastolic);
  }
  std::vector<double> counting, adding;
  std::uint64_t count = 0;
  double sum = 0;
  for (int run = 0; run < kRuns; ++run) {
    auto began = Clock::now();
    count = 0;
    for (std::size_t i = 0; i < systolic.size(); ++i) {
      count += static_cast<std::uint64_t>(systolic[i] > 140) &
               static_cast<std::uint64_t>(diastolic[i] > 90);
    }
    counting.push_back(Milliseconds(began));
    began = Clock::now();
    sum = 0;
    for (const double value : systolic) sum += value;
    adding.push_back(Milliseconds(began));
  }
  Report("scan: count, two predicates", Median(counting), count);
  Report("scan: sum", Median(adding), static_cast<std::uint64_t>(sum));
  Report("scan: values", 0, systolic.size());
}

int Main(const std::string& source_path, const std::string& target_path) {
  const auto source = OpenSource(source_path);
  const auto target =
      store::Store::Open("sqlite:" + target_path, {.program = "row_per_node"}, kSchema);
  Shredder shredder;
  Fill(*source, *target, shredder);
  {
    store::Reader reader = target->Read();
    Asking asking(reader.session(), shredder.codes());
    asking.Population();
    asking.Patients();
  }
  Scan(shredder.pressures());
  const auto statistics = target->Statistics();
  Report("bytes", 0, statistics.file_bytes);
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace socle

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: row_per_node STORE OUT\n";
    return EXIT_FAILURE;
  }
  try {
    return socle::Main(argv[1], argv[2]);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return EXIT_FAILURE;
  }
}

#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "resource/search_estimates.h"
#include "resource/search_predicate.h"
#include "resource/search_query.h"
#include "resource/search_sort.h"

/// Conditions as statements: one of them gives the candidates, the others are looked up for each.
///
/// A candidate's way is a chain of tables read in order (JOIN in order), each by a key or an index;
/// its last one says which resource it is. The other conditions are EXISTS by the table's key
/// (tokens, URIs) or by the index that begins with the resource (dates, quantities, texts,
/// references): one look-up each. Only what neither finds (all of a token's rows, :missing) is read
/// whole, once a statement.
namespace socle::resource {

/// Tables read in this order, whose last says the resource.
struct CandidatePath {
  struct Step {
    std::string table, alias;
    sql::Expr on;  // about its own columns and those of tables before
  };
  std::vector<Step> steps;
  RowKey key;
  bool is_indexed = true;  // its last table is one of the search tables: the resource is there
  bool is_once = false;    // it gives no resource twice
};
using PathMaker = std::function<CandidatePath(Binder&)>;

/// Where candidates come from: of any of the paths. `is_ordered`: each path gives them in the order
/// of their keys.
struct CandidateSource {
  std::vector<PathMaker> paths;
  bool is_ordered = false;
  bool is_disjoint = false;  // no resource comes by two of them
};

/// A resource that a search found.
struct FoundRow {
  std::int64_t ehr = 0, object = 0, part = 0, version = 0;
  std::vector<SortValue> sort;
};

/// Which rows of a part are asked for.
struct PageRequest {
  /// Behind this row, in the page's direction.
  std::optional<FoundRow> after;
  /// Only resources whose first version is not behind this one; 0: all.
  std::int64_t position = 0;
  /// Only such whose latest version is not either.
  bool unchanged = false;
  std::int64_t limit = 0;
  /// Only resources up to this one. No sorted search has it.
  std::optional<FoundRow> until{};
  /// Against the search's order: the nearest ones before `after`, from there.
  bool back = false;
};

/// How resources of one type are found. It refers to the conditions that it was made of. One thread
/// at a time.
class PartPlan {
 public:
  /// A table that is read, or a condition that is looked up, by its number.
  using Step = std::variant<std::string, std::size_t>;

  /// `predicates` outlive it.
  /// `type`: as fhir_resource has it.
  PartPlan(std::int64_t type, const std::vector<Predicate>& predicates,
           const std::vector<SortKey>& sort, Estimates& estimates, store::Session& session);

  /// Another plan, for a first page: its candidates come in order, and a page may be full of the
  /// first of them long before all of this plan's, which do not, are read. Null: there is none.
  const PartPlan* quick() const { return quick_.get(); }
  /// Candidates that are worth a look in the quick plan, as this one has some times as many.
  std::int64_t quick_rows() const { return quick_rows_; }
  /// Of a plan whose candidates come in order by one way: the candidate behind the first `count`.
  sql::Select CandidateBehind(std::int64_t count, Binder& binder) const;

  /// The statements that give a page, each in the page's order; a row may be given by several.
  std::size_t Statements(const PageRequest& page) const;
  sql::Select Page(std::size_t number, const PageRequest& page, Binder& binder) const;
  /// The plan whose Count gives the number: this one, or one whose candidates are fewer.
  const PartPlan& ForCount() const { return counting_ == nullptr ? *this : *counting_; }
  /// One statement of one number.
  sql::Select Count(const PageRequest& page, Binder& binder) const;
  /// The row that a statement of Page stands on.
  FoundRow Read(const store::Statement& row) const;
  /// Of a way to candidates: how many rows there are behind each of its tables, and behind each
  /// condition that is looked up for them, in one statement with a column for each step of `steps`.
  sql::Select CountSteps(std::size_t way, Binder& binder, std::vector<Step>& steps) const;
  std::size_t Ways() const { return source_.paths.size(); }
  /// What gives the candidates, and what is expected of it, for administrators.
  const std::string& Explanation() const { return explanation_; }

 private:
  enum class Order : std::uint8_t { kKey, kUpdated, kSorted };
  /// With the candidates of `first`.
  PartPlan(const PartPlan& other, const Predicate& first, std::string explanation);
  void FindPair(store::Session& session);
  void ProbeAllBut(const Predicate* first);
  void Choose(Estimates& estimates, store::Session& session);
  void Everything();
  bool Descending() const { return !sort_.empty() && sort_.front().descending; }
  sql::Expr Probes(const RowKey& key, Binder& binder) const;
  sql::Select Candidates(const CandidatePath& path, sql::Expr where, Binder& binder) const;
  sql::Select Counted(const CandidatePath& path, const PageRequest& page, Binder& binder) const;
  sql::Select ByKey(std::size_t number, const PageRequest& page, Binder& binder) const;
  sql::Select ByUpdated(const PageRequest& page, Binder& binder) const;
  sql::Select Sorted(std::size_t number, const PageRequest& page, Binder& binder) const;
  sql::Select InSortOrder(sql::Select inner, const PageRequest& page, Binder& binder) const;

  std::int64_t type_;
  const std::vector<Predicate>& predicates_;
  const std::vector<SortKey>& sort_;
  /// Of each sort key by a token the codes that there are, where they are few.
  std::vector<std::optional<SortCodes>> codes_;
  CandidateSource source_;
  std::vector<const Predicate*> probes_;
  Order order_ = Order::kKey;
  bool reads_resources_ = false;  // the source is fhir_resource itself
  std::string explanation_;
  /// Two of the conditions that have rows together.
  struct Pair {
    Predicate both;
    const Predicate *code = nullptr, *value = nullptr;
  };
  std::shared_ptr<const Pair> pair_;  // shared with the plans below
  std::unique_ptr<const PartPlan> quick_, counting_;
  std::int64_t quick_rows_ = 0;
};

/// Whether `a` comes before `b` in the pages of a search that is sorted so.
bool ComesBefore(const std::vector<SortKey>& sort, const FoundRow& a, const FoundRow& b);
/// Has `select` read the first `steps` tables of the path, in its order; all where nothing is said.
void ReadPath(const CandidatePath& path, sql::Select& select,
              std::size_t steps = std::numeric_limits<std::size_t>::max());
/// Of kAll: the part that gives the candidates; null where none can.
const Predicate* LeadOf(const Predicate& all);
/// The paths to the resources of a condition; nothing where it says what they are not.
std::optional<CandidateSource> SourceOf(const Predicate& condition);
/// That the row `alias` of fhir_resource is of that type.
sql::Expr IsOfType(const std::string& alias, std::int64_t type, Binder& binder);
/// That the resource of `key` meets the condition.
sql::Expr Meets(const Predicate& condition, const RowKey& key, Binder& binder);

}  // namespace socle::resource

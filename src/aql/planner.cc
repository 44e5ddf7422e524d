#include <algorithm>
#include <utility>

#include "aql/ehrs_named.h"
#include "aql/plan_draft.h"
#include "rm/ids.h"

namespace socle::aql {
namespace {

using bound::Condition;
using Family = DraftAccess::Family;
namespace type = rm::type;

/// What one statement may hold in the stricter of the stores, less a little: SQLite joins 64
/// tables, gives 2,000 columns and binds 32,766 values, of which the square takes time while it
/// reads the statement, and none of it can be interrupted: half a second for these.
constexpr std::size_t kMostTables = 60, kMostColumns = 1900, kMostBinds = 4000;
/// LIMIT up to which an index in the order of the answer is worth following.
constexpr std::uint64_t kFewRows = 10000;

class Planner {
 public:
  Planner(const bound::Query& query, const Layout& layout, const PlanScope& scope)
      : query_(query), scope_(scope), draft_(query_, layout) {
    for (bound::Source& source : query_.sources) {
      if (source.type == type::kEhr && source.predicate && IdOf(*source.predicate)) {
        source.predicate = {};
      }
    }
  }

  const std::vector<base::Issue>& warnings() const { return draft_.plan.warnings; }

  Plan Make() {
    if (scope_.ehrs && scope_.ehrs->size() == 1) {
      draft_.ehr_id = scope_.ehrs->front().id.value();
      draft_.plan.of_ehr.emplace();
    }
    if (scope_.ehrs && scope_.ehrs->empty()) return Empty();
    DraftFrom(draft_);
    if (draft_.impossible) return Empty();
    DraftPaths(draft_);
    RefuseDigits();
    AddCompositions();
    if (!Require()) return Empty();
    Where();
    ChooseRows(draft_);
    LeaveOut();
    Order();
    CountRoots();
    sql::Select select;
    DraftJoins(draft_, scope_, select, first_);
    Columns(select);
    Cut(select);
    CheckSize();
    draft_.plan.select = std::move(select);
    draft_.plan.binds = draft_.binds.Take();
    return std::move(draft_.plan);
  }

  /// As NarrowTo.
  std::optional<Candidates> Narrow(Candidates::Unit unit) {
    draft_.relaxed = true;
    Candidates candidates;
    candidates.unit = unit;
    DraftFrom(draft_);
    if (!draft_.impossible) {
      DraftPaths(draft_);
      AddCompositions();
    }
    candidates.none = draft_.impossible || !Require();
    if (!candidates.none) {
      Where();
      ChooseFewRows(draft_, tested_);
      const auto inner = Narrowing(draft_);
      if (!inner) return std::nullopt;
      DraftJoins(draft_, scope_, candidates.select, {});
      const bool version = unit == Candidates::Unit::kVersion;
      candidates.select.Distinct().Column(version ? draft_.Version(*inner) : draft_.Ehr(*inner));
      CheckSize();
      candidates.binds = draft_.binds.Take();
    }
    candidates.assumptions = std::move(draft_.plan.assumptions);
    return candidates;
  }

 private:
  Plan Empty() {
    draft_.plan.empty = true;
    draft_.plan.in_order = draft_.plan.sorted = draft_.plan.filtered = !scope_.without;
    draft_.plan.cells.resize(query_.accesses.size());
    return std::move(draft_.plan);
  }

  /// A column of numbers does not keep how they were written, 1.50: not for what reads texts.
  void RefuseDigits() const {
    for (const bound::Column& column : query_.columns) RefuseDigits(column.expression);
    if (query_.where) RefuseDigits(*query_.where);
  }

  void RefuseDigits(const Condition& condition) const {
    for (const Condition& operand : condition.operands) RefuseDigits(operand);
    const bool text = condition.kind == Condition::Kind::kLike ||
                      condition.kind == Condition::Kind::kMatchesRegex;
    if (text) RefuseDigitsOf(condition.expressions[0]);
    for (const bound::Expression& expression : condition.expressions) RefuseDigits(expression);
  }

  void RefuseDigits(const bound::Expression& expression) const {
    const auto* call = std::get_if<bound::Call>(&expression.value);
    if (call == nullptr) return;
    for (const bound::Expression& argument : call->arguments) {
      if (ReadsText(call->function)) RefuseDigitsOf(argument);
      RefuseDigits(argument);
    }
  }

  static bool ReadsText(ast::Function function) {
    using Function = ast::Function;
    constexpr Function kTexts[] = {Function::kLength,    Function::kContains, Function::kPosition,
                                   Function::kSubstring, Function::kConcat,   Function::kConcatWs};
    return std::find(std::begin(kTexts), std::end(kTexts), function) != std::end(kTexts);
  }

  void RefuseDigitsOf(const bound::Expression& expression) const {
    const auto* use = std::get_if<bound::PathUse>(&expression.value);
    if (use != nullptr && draft_.accesses[use->access]->cell.kind == PlanCell::Kind::kReal) {
      throw Unplannable{"the digits of a number are read as a text"};
    }
  }

  /// A composition's row for each group that needs one to be found.
  void AddCompositions() {
    if (!scope_.ehrs && draft_.groups < 2) return;
    for (std::size_t group = 0; group < draft_.groups; ++group) {
      const auto has =
          std::find_if(draft_.rows.begin(), draft_.rows.end(), [&](const DraftRow& row) {
            return row.kind == DraftRow::Kind::kComposition && row.group == group;
          });
      if (has != draft_.rows.end()) {
        has->pinned = true;
        continue;
      }
      DraftRow row;
      row.kind = DraftRow::Kind::kComposition;
      row.table = "aql_composition";
      row.group = group;
      row.pinned = true;
      draft_.AddRow(std::move(row));
    }
  }

  /// Rows whose paths WHERE requires are no longer optional. False: one of them cannot be there.
  bool Require() {
    if (!query_.where) return true;
    AddRequired(*query_.where, required_);
    for (const std::size_t access : required_) {
      if (!draft_.accesses[access]) continue;
      const DraftAccess& drafted = *draft_.accesses[access];
      if (!drafted.row) {
        if (drafted.cell.constant.is_null()) return false;
        continue;
      }
      for (std::optional<std::size_t> row = drafted.row; row; row = draft_.rows[*row].of) {
        draft_.rows[*row].optional = false;
      }
    }
    return true;
  }

  void Where() {
    draft_.plan.filtered = true;
    if (!query_.where) return;
    if (AsksForEhrId(*query_.where)) draft_.plan.of_ehr.reset();
    for (const Condition* conjunct : Conjuncts(*query_.where)) {
      if (EhrSources(query_) == 1 && IdsOf(query_, *conjunct)) continue;  // in the scope
      DraftCondition condition = DraftWhere(draft_, *conjunct);
      draft_.plan.filtered = draft_.plan.filtered && condition.exact;
      if (condition.sql.empty()) continue;
      std::vector<std::size_t> paths;
      AddRequired(*conjunct, paths);
      for (const std::size_t path : paths) {
        if (!draft_.accesses[path]) continue;
        const auto& row = draft_.accesses[path]->row;
        if (row) draft_.rows[*row].selectivity += Selectivity(*conjunct, path);
      }
      tested_.push_back(conjunct);
      draft_.conditions.push_back({std::move(condition.sql), GroupOf(*conjunct)});
    }
  }

  /// Whether a condition looks at the only EHR's id, which is a constant.
  bool AsksForEhrId(const Condition& condition) const {
    std::vector<bool> used(query_.accesses.size());
    AddUses(condition, used);
    for (std::size_t i = 0; i < used.size(); ++i) {
      if (used[i] && draft_.accesses[i] && draft_.accesses[i]->is_ehr_id) return true;
    }
    return false;
  }

  /// The only group whose rows a conjunct of WHERE looks at, where all of them are there.
  std::optional<std::size_t> GroupOf(const Condition& conjunct) const {
    std::vector<bool> used(query_.accesses.size());
    AddUses(conjunct, used);
    std::optional<std::size_t> group;
    for (std::size_t i = 0; i < used.size(); ++i) {
      if (!used[i]) continue;
      const auto row = draft_.accesses[i] ? draft_.accesses[i]->row : std::nullopt;
      if (!row || draft_.rows[*row].optional || draft_.rows[*row].kind == DraftRow::Kind::kEhr) {
        return std::nullopt;
      }
      if (group && *group != draft_.rows[*row].group) return std::nullopt;
      group = draft_.rows[*row].group;
    }
    return group;
  }

  /// The versions of `without`, by a condition on the first row that tells its version.
  void LeaveOut() {
    if (!scope_.without) return;
    version_row_ = UsedIn(0);
    if (draft_.groups != 1 || !version_row_) throw Unplannable{"rows are not of one version"};
    for (sql::Select& odd : SelectDoubtful(*scope_.without, "id", draft_.binds)) {
      draft_.conditions.push_back({!sql::In(draft_.Version(*version_row_), std::move(odd))});
    }
  }

  int Selectivity(const Condition& condition, std::size_t path) const {
    const bool equal = condition.kind == Condition::Kind::kMatches ||
                       (condition.kind == Condition::Kind::kComparison &&
                        condition.comparison == ast::Comparison::kEqual);
    return equal && draft_.accesses[path]->family == Family::kText ? 4 : 1;
  }

  // Order

  const bound::PathUse* PathOf(const bound::Order& order) const {
    if (const auto* use = std::get_if<bound::PathUse>(&order.key)) return use;
    const bound::Column& column = query_.columns[std::get<std::size_t>(order.key)];
    return std::get_if<bound::PathUse>(&column.expression.value);
  }

  /// ORDER BY in SQL, where all of it has columns.
  std::optional<std::vector<sql::OrderKey>> Keys() {
    std::vector<sql::OrderKey> keys;
    for (const bound::Order& order : query_.order) {
      const bound::PathUse* const use = PathOf(order);
      if (use == nullptr) return std::nullopt;
      const DraftAccess& access = *draft_.accesses[use->access];
      if (!access.row) continue;  // a constant orders nothing
      sql::Expr key = access.compared;
      if (access.family == Family::kNone) key = access.text;
      if (key.empty()) return std::nullopt;
      // One EHR's rows are found by the EHR and sorted; the order's index would go through all
      // EHRs.
      if (scope_.ehrs) key = sql::Coalesce({key, sql::NullValue()});
      sql::OrderKey out = order.descending ? sql::Desc(key) : sql::Asc(key);
      const bool there =
          std::find(required_.begin(), required_.end(), use->access) != required_.end();
      if (!there) {
        out.nulls = order.descending ? sql::OrderKey::Nulls::kFirst : sql::OrderKey::Nulls::kLast;
      }
      const bool leads = draft_.rows[*access.row].kind != DraftRow::Kind::kEhr;
      if (keys.empty() && leads && query_.limit && *query_.limit <= kFewRows && !scope_.ehrs) {
        first_ = access.row;
      }
      keys.push_back(std::move(out));
    }
    return keys;
  }

  void Order() {
    OrderAlone();
    Plan& plan = draft_.plan;
    ordered_ = plan.in_order;
    filtered_ = plan.filtered;
    if (!scope_.without) return;
    plan.in_order = plan.sorted = plan.filtered = plan.counted = false;
  }

  /// Whether ORDER BY tells all groups apart, so that where they begin does not matter. What a
  /// function makes has one place in the order; values of the record may share one (2024-03 and
  /// 2024-03-01).
  bool OrderIsTotal() const {
    for (std::size_t i = 0; i < query_.columns.size(); ++i) {
      const bound::Column& column = query_.columns[i];
      if (column.aggregate) continue;
      const auto* call = std::get_if<bound::Call>(&column.expression.value);
      const bool is_key =
          std::any_of(query_.order.begin(), query_.order.end(), [&](const bound::Order& order) {
            const auto* named = std::get_if<std::size_t>(&order.key);
            return named != nullptr && *named == i;
          });
      if (!is_key || call == nullptr || call->function == ast::Function::kTerminology) return false;
    }
    return true;
  }

  void OrderAlone() {
    Plan& plan = draft_.plan;
    if (query_.aggregated) {
      plan.in_order = OrderIsTotal();
      plan.counted = !query_.HasPlainColumn() && IsCount();
      return;
    }
    if (query_.backward) {
      plan.in_order = false;
      return;
    }
    if (!query_.order.empty()) {
      auto keys = Keys();
      plan.sorted = keys.has_value();
      plan.in_order = plan.sorted;
      if (!keys) return;
      keys_ = std::move(*keys);
    }
    for (const sql::Expr& key : DefaultOrder()) keys_.push_back(sql::Asc(key));
  }

  /// Where groups tell themselves apart, rows whose list is empty may come last, and are all alike:
  /// it is enough to know how many they are, and their table is not joined with the list's.
  void CountRoots() {
    Plan& plan = draft_.plan;
    const bool all = !query_.where && !scope_.ehrs && !scope_.leave_out_unqueryable;
    if (!query_.aggregated || !plan.in_order || plan.counted || !all) return;
    const auto found = RootOnlyCounted(draft_);
    if (!found) return;
    plan.remainder.emplace();
    plan.remainder->count.Column(sql::CountRows()).From(draft_.rows[found->root].table);
    draft_.rows[found->root].used = false;
    DraftRow& list = draft_.rows[found->list];
    list.optional = false;
    list.of = {};
    remainder_ = found->list;
    keys_.push_back(sql::Asc(draft_.Column(found->list, "id")));
  }

  std::optional<std::size_t> UsedIn(std::size_t group) const {
    for (std::size_t i = 0; i < draft_.rows.size(); ++i) {
      const DraftRow& row = draft_.rows[i];
      if (row.used && !row.optional && row.kind != DraftRow::Kind::kEhr && row.group == group)
        return i;
    }
    return std::nullopt;
  }

  /// What puts rows into the order that they have without ORDER BY: the commits, then the nodes of
  /// the sources as FROM names them, then those of the paths.
  std::vector<sql::Expr> DefaultOrder() const {
    std::vector<sql::Expr> keys;
    const bool only_anchor = draft_.groups == 1 && draft_.replaced.size() == 1 &&
                             query_.sources.size() - EhrSources(query_) == 1;
    std::vector<bool> done(draft_.groups);
    const bool or_branch =
        std::any_of(draft_.source_rows.begin(), draft_.source_rows.end(),
                    [&](const auto& row) { return row && draft_.rows[*row].optional; });
    for (const auto& row : draft_.source_rows) {
      if (!row || draft_.rows[*row].kind == DraftRow::Kind::kEhr) continue;
      const std::size_t group = draft_.rows[*row].group;
      if (draft_.rows[*row].optional) {
        // A branch of OR that is missing stands before those that are there.
        keys.push_back(sql::IsNotNull(draft_.Column(*row, "id")));
      } else if ((draft_.groups > 1 || or_branch) && !done[group]) {
        done[group] = true;
        if (const auto used = UsedIn(group)) keys.push_back(draft_.Version(*used));
      }
    }
    for (const auto& row : draft_.source_rows) {
      if (!row || (only_anchor && !draft_.rows[*row].used)) continue;
      const DraftRow& drafted = draft_.rows[*row];
      if (drafted.kind == DraftRow::Kind::kEhr) {
        if (draft_.groups == 0) keys.push_back(draft_.Ehr(*row));
      } else if (drafted.kind == DraftRow::Kind::kComposition) {
        if (drafted.used && draft_.groups == 1) keys.push_back(draft_.Version(*row));
      } else if (drafted.used) {
        keys.push_back(draft_.Column(*row, "id"));
      } else {
        for (const auto& [root, anchor] : draft_.replaced) {
          if (root == *row) {
            keys.push_back(draft_.Column(anchor, "id") - draft_.Column(anchor, "up"));
          }
        }
      }
    }
    for (std::size_t i = 0; i < draft_.rows.size(); ++i) {
      const DraftRow& row = draft_.rows[i];
      if (row.of && row.used && !row.companion) keys.push_back(draft_.Column(i, "id"));
    }
    return keys;
  }

  // Columns

  int Output(const sql::Expr& value) {
    outputs_.emplace_back(value);
    return static_cast<int>(outputs_.size()) - 1;
  }

  bool IsCount() const {
    if (!draft_.plan.filtered) return false;
    return std::all_of(
        query_.columns.begin(), query_.columns.end(), [&](const bound::Column& column) {
          const auto& call = std::get<bound::Call>(column.expression.value);
          if (call.function != ast::Function::kCount) return false;
          if (call.star) return true;
          const auto* use = std::get_if<bound::PathUse>(&call.arguments[0].value);
          if (use == nullptr) return false;
          const DraftAccess& access = *draft_.accesses[use->access];
          if (!access.row) return false;
          if (access.present.empty()) return false;
          if (!call.distinct) return true;
          return access.family == Family::kText || access.cell.kind == PlanCell::Kind::kEhrId;
        });
  }

  void CountColumns() {
    for (const bound::Column& column : query_.columns) {
      const auto& call = std::get<bound::Call>(column.expression.value);
      if (call.star) {
        Output(sql::CountRows());
        continue;
      }
      const DraftAccess& access =
          *draft_.accesses[std::get<bound::PathUse>(call.arguments[0].value).access];
      Output(call.distinct ? sql::CallDistinct(sql::Function::kCount, access.present)
                           : sql::Call(sql::Function::kCount, {access.present}));
    }
  }

  std::vector<bool> Needed() const {
    std::vector<bool> needed(query_.accesses.size());
    for (const bound::Column& column : query_.columns) AddUses(column.expression, needed);
    if (query_.where && !draft_.plan.filtered) AddUses(*query_.where, needed);
    for (const bound::Order& order : query_.order) {
      const auto* use = std::get_if<bound::PathUse>(&order.key);
      if (use != nullptr && !draft_.plan.sorted) needed[use->access] = true;
    }
    return needed;
  }

  void Columns(sql::Select& select) {
    Plan& plan = draft_.plan;
    plan.cells.resize(query_.accesses.size());
    if (plan.counted) {
      CountColumns();
    } else {
      const std::vector<bool> needed = Needed();
      for (std::size_t i = 0; i < needed.size(); ++i) {
        if (!needed[i]) continue;
        const DraftAccess& access = *draft_.accesses[i];
        plan.cells[i] = access.cell;
        if (access.is_ehr_id && plan.of_ehr) plan.of_ehr->cells.push_back(i);
        plan.cells[i]->column = static_cast<int>(outputs_.size());
        for (const sql::Expr& column : access.columns) Output(column);
      }
      if (!plan.in_order) {
        if (version_row_) plan.order_columns.push_back(Output(draft_.Version(*version_row_)));
        for (const sql::Expr& key : DefaultOrder()) plan.order_columns.push_back(Output(key));
      }
      if (remainder_) {
        plan.remainder->column =
            Output(draft_.Column(*remainder_, "id") - draft_.Column(*remainder_, "up"));
      }
      if (outputs_.empty()) Output(sql::Int(1));
    }
    for (sql::OutputColumn& output : outputs_) select.Column(output.value);
    if (!keys_.empty()) select.OrderBy(keys_);
  }

  void Cut(sql::Select& select) {
    Plan& plan = draft_.plan;
    const bool last = filtered_ && ordered_ && !query_.distinct && !query_.aggregated;
    if (!last || (!query_.limit && query_.offset == 0)) return;
    constexpr std::uint64_t kMost = std::uint64_t{1} << 62;
    if (scope_.without) {
      // As many as could come before all others.
      if (!query_.limit || *query_.limit > kMost || query_.offset > kMost) return;
      select.Limit(draft_.binds.Add(static_cast<std::int64_t>(*query_.limit + query_.offset)));
      return;
    }
    plan.cut = true;
    select.Limit(
        draft_.binds.Add(static_cast<std::int64_t>(std::min(query_.limit.value_or(kMost), kMost))));
    if (query_.offset > 0) {
      select.Offset(draft_.binds.Add(static_cast<std::int64_t>(std::min(query_.offset, kMost))));
    }
  }

  void CheckSize() const {
    const auto tables = std::count_if(draft_.rows.begin(), draft_.rows.end(),
                                      [](const DraftRow& row) { return row.used; });
    if (static_cast<std::size_t>(tables) > kMostTables || outputs_.size() > kMostColumns ||
        draft_.binds.size() > kMostBinds) {
      throw Unplannable{"the query asks for more than one statement may hold"};
    }
  }

  bound::Query query_;
  const PlanScope& scope_;
  Draft draft_;
  std::vector<std::size_t> required_;  // accesses
  std::vector<sql::OrderKey> keys_;
  std::vector<sql::OutputColumn> outputs_;
  std::optional<std::size_t> first_;
  std::optional<std::size_t> remainder_;    // the list of plan.remainder
  std::vector<const Condition*> tested_;    // conjuncts of which SQL says something
  std::optional<std::size_t> version_row_;  // where versions are left out
  bool ordered_ = true, filtered_ = true;   // of the rows of the statement
};

}  // namespace

std::optional<Candidates> NarrowTo(Candidates::Unit unit, const bound::Query& query,
                                   const Layout& layout, const PlanScope& scope) {
  try {
    return Planner(query, layout, scope).Narrow(unit);
  } catch (const Unplannable&) {
    return std::nullopt;
  }
}

std::variant<Plan, NoPlan> MakePlan(const bound::Query& query, const Layout& layout,
                                    const PlanScope& scope) {
  Planner planner(query, layout, scope);
  try {
    return planner.Make();
  } catch (const Unplannable& refusal) {
    return NoPlan{refusal.why, planner.warnings()};
  }
}

}  // namespace socle::aql

#include <algorithm>

#include "aql/plan_draft.h"

namespace socle::aql {
namespace {

using Kind = DraftRow::Kind;

class JoinDrafter {
 public:
  JoinDrafter(Draft& draft, const PlanScope& scope, sql::Select& select)
      : draft_(draft), scope_(scope), select_(select), placed_(draft.rows.size()) {}

  void Run(std::optional<std::size_t> first) {
    const std::size_t begin = First(first);
    Place(begin);
    while (const auto next = Next()) Place(*next);
    for (std::size_t i = 0; i < placed_.size(); ++i) {
      if (draft_.rows[i].optional && draft_.rows[i].used) PlaceOptional(i);
    }
    for (const DraftFilter& condition : draft_.conditions) select_.Where(condition.sql);
    for (std::size_t group = 0; group < draft_.groups && !scope_.ehrs; ++group) {
      if (draft_.rows[begin].kind == Kind::kEhr || group == draft_.rows[begin].group) continue;
      if (!LeavesOut(group)) continue;
      sql::Select ehrs;
      JoinDrafter(draft_, scope_, ehrs).RunAlone(group);
      select_.Where(sql::In(draft_.Ehr(begin), std::move(ehrs)));
    }
  }

 private:
  /// Whether a group's own conditions leave out EHRs: those others need not be joined with.
  bool LeavesOut(std::size_t group) const {
    const auto& conditions = draft_.conditions;
    return std::any_of(conditions.begin(), conditions.end(),
                       [&](const DraftFilter& filter) { return filter.group == group; });
  }

  /// The EHRs in which a group has rows by its own conditions. Its rows have the names that they
  /// have outside, which they hide.
  void RunAlone(std::size_t group) {
    only_ = group;
    const std::size_t begin = First({});
    select_.Column(draft_.Ehr(begin));
    Place(begin);
    while (const auto next = Next()) Place(*next);
    for (const DraftFilter& condition : draft_.conditions) {
      if (condition.group == group) select_.Where(condition.sql);
    }
  }

  bool IsInner(std::size_t row) const {
    const DraftRow& drafted = draft_.rows[row];
    if (only_ && (drafted.kind == Kind::kEhr || drafted.group != *only_)) return false;
    return drafted.used && !drafted.optional;
  }

  std::size_t First(std::optional<std::size_t> wanted) const {
    if (wanted && IsInner(*wanted)) return *wanted;
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < placed_.size(); ++i) {
      if (!IsInner(i)) continue;
      // Within one EHR its compositions lead to everything else.
      if (scope_.ehrs && draft_.rows[i].kind != Kind::kComposition) continue;
      if (!scope_.ehrs && draft_.rows[i].kind == Kind::kEhr) continue;
      if (!best || Score(i) > Score(*best)) best = i;
    }
    if (best) return *best;
    for (std::size_t i = 0; i < placed_.size(); ++i) {
      if (IsInner(i)) return i;
    }
    throw Unplannable{"FROM has no table"};
  }

  int Score(std::size_t row) const {
    const DraftRow& drafted = draft_.rows[row];
    return 4 * drafted.selectivity + (drafted.kind == Kind::kAnchor ? 1 : 0);
  }

  /// The next row that a placed one leads to: its own, then one of its composition, then one of its
  /// EHR.
  std::optional<std::size_t> Next() const {
    for (int distance = 0; distance < 3; ++distance) {
      for (std::size_t i = 0; i < placed_.size(); ++i) {
        if (placed_[i] || !IsInner(i)) continue;
        if (distance == 0 && draft_.rows[i].kind != Kind::kEhr && IsNear(i)) return i;
        if (distance == 1 && draft_.rows[i].kind != Kind::kEhr && InGroup(i)) return i;
        const bool by_ehr =
            draft_.rows[i].kind == Kind::kEhr || draft_.rows[i].kind == Kind::kComposition;
        if (distance == 2 && by_ehr) return i;
      }
    }
    return std::nullopt;
  }

  bool IsPlaced(const std::optional<std::size_t>& row) const { return row && placed_[*row]; }

  bool IsNear(std::size_t row) const {
    const DraftRow& drafted = draft_.rows[row];
    if (IsPlaced(drafted.of) || IsPlaced(drafted.in)) return true;
    for (std::size_t i = 0; i < placed_.size(); ++i) {
      if (placed_[i] && (draft_.rows[i].of == row || draft_.rows[i].in == row)) return true;
    }
    return false;
  }

  std::optional<std::size_t> InGroup(std::size_t row) const {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < placed_.size(); ++i) {
      if (!placed_[i] || draft_.rows[i].kind == Kind::kEhr) continue;
      if (draft_.rows[i].group != draft_.rows[row].group) continue;
      if (!found || draft_.rows[i].kind == Kind::kComposition) found = i;
    }
    return found;
  }

  /// `inner` belongs to `outer` by `up`, and by its slot.
  sql::Expr Belongs(std::size_t inner, std::size_t outer) const {
    sql::Expr condition =
        draft_.Column(inner, "id") - draft_.Column(inner, "up") == draft_.Node(outer);
    if (draft_.rows[inner].slot) {
      condition = condition && draft_.Column(inner, "slot") == sql::Int(*draft_.rows[inner].slot);
    }
    return condition;
  }

  /// How `row` is found from those that stand before it.
  sql::Expr On(std::size_t row) const {
    const DraftRow& drafted = draft_.rows[row];
    if (drafted.kind == Kind::kEhr) return draft_.Ehr(row) == draft_.Ehr(AnyPlaced());
    std::vector<sql::Expr> all;
    bool bounded = false;
    if (IsPlaced(drafted.of)) {
      all.push_back(draft_.Within(draft_.Column(row, "id"), *drafted.of));
      all.push_back(Belongs(row, *drafted.of));
      bounded = true;
    }
    if (IsPlaced(drafted.in)) {
      all.push_back(draft_.Within(draft_.Column(row, "id"), *drafted.in));
      bounded = true;
    }
    for (std::size_t i = 0; i < placed_.size(); ++i) {
      if (!placed_[i]) continue;
      if (draft_.rows[i].of == row) bounded |= FromInner(i, row, true, all);
      if (draft_.rows[i].in == row) bounded |= FromInner(i, row, false, all);
    }
    if (!bounded) {
      if (const auto near = InGroup(row)) {
        all.push_back(InVersion(row, *near));
      } else {
        all.push_back(draft_.Ehr(row) == draft_.Ehr(AnyPlaced()));
      }
    }
    return sql::AllOf(std::move(all));
  }

  /// Finds `outer` from a row that it holds.
  bool FromInner(std::size_t inner, std::size_t outer, bool belongs,
                 std::vector<sql::Expr>& all) const {
    if (draft_.rows[outer].kind == Kind::kComposition) {
      all.push_back(draft_.Column(outer, "version") == draft_.Version(inner));
      if (belongs) all.push_back(Belongs(inner, outer));
      return true;
    }
    const sql::Expr id = draft_.Column(outer, "id");
    if (belongs) {
      all.push_back(id == draft_.Column(inner, "id") - draft_.Column(inner, "up"));
      if (draft_.rows[inner].slot) {
        all.push_back(draft_.Column(inner, "slot") == sql::Int(*draft_.rows[inner].slot));
      }
      return true;
    }
    all.push_back(id >= draft_.Version(inner) * sql::Int(kNodesInVersion) &&
                  id < draft_.Column(inner, "id"));
    all.push_back(draft_.Column(inner, "id") <= id + draft_.Column(outer, "span"));
    return true;
  }

  sql::Expr InVersion(std::size_t row, std::size_t other) const {
    if (draft_.rows[row].kind == Kind::kComposition) {
      return draft_.Column(row, "version") == draft_.Version(other);
    }
    const sql::Expr begin = draft_.Version(other) * sql::Int(kNodesInVersion);
    return draft_.Column(row, "id") >= begin &&
           draft_.Column(row, "id") < begin + sql::Int(kNodesInVersion);
  }

  std::size_t AnyPlaced() const {
    for (std::size_t i = 0; i < placed_.size(); ++i) {
      if (placed_[i]) return i;
    }
    return 0;
  }

  void Place(std::size_t row) {
    const DraftRow& drafted = draft_.rows[row];
    const bool first =
        std::none_of(placed_.begin(), placed_.end(), [](bool placed) { return placed; });
    if (first) {
      select_.From(drafted.table, drafted.alias);
      if (!only_) select_.Where(Scope(row));
    } else {
      select_.JoinInOrder(drafted.table, drafted.alias, On(row));
    }
    for (const sql::Expr& condition : drafted.conditions) select_.Where(condition);
    placed_[row] = true;
  }

  void PlaceOptional(std::size_t row) {
    if (placed_[row]) return;
    const DraftRow& drafted = draft_.rows[row];
    if (drafted.of && draft_.rows[*drafted.of].optional) PlaceOptional(*drafted.of);
    sql::Expr on = On(row);
    for (const sql::Expr& condition : drafted.conditions) on = on && condition;
    select_.LeftJoin(drafted.table, drafted.alias, on);
    placed_[row] = true;
  }

  sql::Expr Scope(std::size_t row) const {
    sql::Expr condition;
    if (scope_.ehrs) {
      std::vector<sql::Expr> list;
      for (const record::EhrInfo& ehr : *scope_.ehrs) {
        if (draft_.plan.of_ehr) draft_.plan.of_ehr->binds.push_back(draft_.binds.size());
        list.push_back(draft_.binds.Add(ehr.ehr.value()));
      }
      condition = list.size() == 1 ? draft_.Ehr(row) == list.front()
                                   : sql::In(draft_.Ehr(row), std::move(list));
    } else if (draft_.rows[row].kind == Kind::kEhr) {
      condition = draft_.Ehr(row) > sql::Int(0);  // 0 is the institution
    }
    if (!scope_.leave_out_unqueryable) return condition;
    return condition &&
           !sql::In(draft_.Ehr(row), sql::Select({sql::OutputColumn(sql::Col("ehr"))})
                                         .From("aql_ehr")
                                         .Where(sql::Col("is_queryable") == sql::Int(0)));
  }

  Draft& draft_;
  const PlanScope& scope_;
  sql::Select& select_;
  std::vector<bool> placed_;
  std::optional<std::size_t> only_;  // the group whose rows alone are joined
};

}  // namespace

void DraftJoins(Draft& draft, const PlanScope& scope, sql::Select& select,
                std::optional<std::size_t> first) {
  JoinDrafter(draft, scope, select).Run(first);
}

}  // namespace socle::aql

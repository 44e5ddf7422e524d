#include <algorithm>

#include "aql/plan_draft.h"
#include "rm/ids.h"

namespace socle::aql {
namespace {

using Kind = DraftRow::Kind;

bool IsAsked(const Draft& draft, std::size_t row) {
  return std::any_of(draft.accesses.begin(), draft.accesses.end(),
                     [&](const auto& access) { return access && access->row == row; });
}

/// Whether what stands within a row of an entry stands within `container` where the entry does:
/// not so of another row of entries, or of what is in them.
bool HoldsEntries(const Draft& draft, std::optional<std::size_t> container) {
  if (!container) return true;
  const DraftRow& row = draft.rows[*container];
  if (row.kind == Kind::kEhr || row.kind == Kind::kComposition) return true;
  if (row.kind != Kind::kRoot) return false;
  return row.node == nullptr && rm::IsA(row.archetype->root.type, rm::FindClass("SECTION"));
}

/// An entry's root that nobody asks for is stood for by its only anchor, of which there is one
/// for each row.
bool Replace(Draft& draft, std::size_t root) {
  if (!rm::IsA(draft.rows[root].archetype->root.type, rm::FindClass("ENTRY"))) return false;
  if (!HoldsEntries(draft, draft.rows[root].in)) return false;
  std::optional<std::size_t> anchor;
  for (std::size_t i = 0; i < draft.rows.size(); ++i) {
    const bool listed = draft.rows[i].in == root && draft.rows[i].node != nullptr;
    if (draft.rows[i].in == root && !listed) return false;
    if (draft.rows[i].of != root && !listed) continue;
    if (anchor || draft.rows[i].optional || draft.rows[i].slot) return false;
    anchor = i;
  }
  if (!anchor) return false;
  draft.rows[*anchor].in = draft.rows[root].in;
  draft.replaced.emplace_back(root, *anchor);
  return true;
}

/// The only row that lists what `root` holds, all of it and nothing but that, where no other row is
/// used.
std::optional<std::size_t> OnlyList(const Draft& draft, std::size_t root) {
  std::optional<std::size_t> list;
  for (std::size_t i = 0; i < draft.rows.size(); ++i) {
    const DraftRow& row = draft.rows[i];
    if (!row.used || i == root) continue;
    if (list || row.of != root || row.kind != Kind::kAnchor || row.slot ||
        !row.conditions.empty()) {
      return std::nullopt;
    }
    list = i;
  }
  return list;
}

}  // namespace

void AddUses(const bound::Expression& expression, std::vector<bool>& needed) {
  if (const auto* use = std::get_if<bound::PathUse>(&expression.value)) needed[use->access] = true;
  const auto* call = std::get_if<bound::Call>(&expression.value);
  if (call == nullptr) return;
  for (const bound::Expression& argument : call->arguments) AddUses(argument, needed);
}

void AddUses(const bound::Condition& condition, std::vector<bool>& needed) {
  for (const bound::Condition& operand : condition.operands) AddUses(operand, needed);
  for (const bound::Expression& expression : condition.expressions) AddUses(expression, needed);
}

void ChooseRows(Draft& draft) {
  for (std::size_t i = 0; i < draft.rows.size(); ++i) {
    DraftRow& row = draft.rows[i];
    row.used = row.used || row.pinned || row.of || !row.conditions.empty() || IsAsked(draft, i);
  }
  for (std::size_t i = 0; i < draft.rows.size(); ++i) {
    DraftRow& row = draft.rows[i];
    if (row.kind == Kind::kRoot && !row.used) row.used = !Replace(draft, i);
  }
  const bool any = std::any_of(draft.rows.begin(), draft.rows.end(), [](const DraftRow& row) {
    return row.used && !row.optional && row.kind != Kind::kEhr;
  });
  for (DraftRow& row : draft.rows) {
    if (any) break;
    // The composition if there is one, else the EHR.
    if (row.kind == Kind::kComposition) row.used = true;
  }
  if (any || std::any_of(draft.rows.begin(), draft.rows.end(),
                         [](const DraftRow& row) { return row.used && !row.optional; })) {
    return;
  }
  for (DraftRow& row : draft.rows) row.used = true;
}

void ChooseFewRows(Draft& draft, const std::vector<const bound::Condition*>& tested) {
  std::vector<bool> needed(draft.query.accesses.size());
  for (const bound::Condition* condition : tested) AddUses(*condition, needed);
  const auto use = [&draft](std::optional<std::size_t> row) {
    for (; row; row = draft.rows[*row].of) draft.rows[*row].used = true;
  };
  for (std::size_t i = 0; i < needed.size(); ++i) {
    if (needed[i] && draft.accesses[i]) use(draft.accesses[i]->row);
  }
  for (std::size_t i = 0; i < draft.rows.size(); ++i) {
    const DraftRow& row = draft.rows[i];
    const bool of_from = row.kind == Kind::kRoot && !row.of;
    // The statement names every value that it binds.
    const bool columns = row.companion && draft.rows[*row.of].used;
    if (of_from || columns || row.pinned || !row.conditions.empty()) use(i);
  }
}

std::optional<std::size_t> Narrowing(const Draft& draft) {
  std::optional<std::size_t> found;
  bool narrows = false;
  for (std::size_t i = 0; i < draft.rows.size(); ++i) {
    const DraftRow& row = draft.rows[i];
    if (!row.used || row.optional || row.kind == Kind::kEhr) continue;
    found = i;
    narrows = narrows || row.kind != Kind::kComposition || !row.conditions.empty();
  }
  return narrows || !draft.conditions.empty() ? found : std::nullopt;
}

std::optional<RootWithList> RootOnlyCounted(const Draft& draft) {
  if (draft.groups != 1 || !draft.conditions.empty()) return std::nullopt;
  for (std::size_t i = 0; i < draft.rows.size(); ++i) {
    const DraftRow& row = draft.rows[i];
    if (!row.used || row.kind != Kind::kRoot || row.of) continue;
    if (row.optional || !row.conditions.empty() || IsAsked(draft, i)) return std::nullopt;
    if (row.in && draft.rows[*row.in].kind == Kind::kRoot) return std::nullopt;
    const auto list = OnlyList(draft, i);
    if (!list || !draft.rows[*list].optional) return std::nullopt;
    return RootWithList{i, *list};
  }
  return std::nullopt;
}

}  // namespace socle::aql

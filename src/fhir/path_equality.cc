#include "fhir/path_equality.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "fhir/path_quantity.h"
#include "fhir/path_text.h"

namespace socle::fhir {
namespace {

bool IsTemporal(PathKind kind) { return kind == PathKind::kDate || kind == PathKind::kDateTime; }

/// A number stands for a quantity without a unit. Source: FHIRPath N1, Conversion.
std::optional<PathQuantity> AsQuantity(const PathItem& item) {
  if (item.kind() == PathKind::kQuantity) return item.quantity();
  const auto number = NumberOf(item);
  if (!number) return std::nullopt;
  return PathQuantity{*number, "1", {}};
}

/// Long texts take longer to compare.
void CountTexts(PathEvaluator& machine, const PathItem& a, const PathItem& b) {
  if (a.kind() != PathKind::kString || b.kind() != PathKind::kString) return;
  machine.Count(std::min(a.text().size(), b.text().size()) / 64);
}

std::optional<bool> FromOrder(const std::optional<std::strong_ordering>& order) {
  if (!order) return std::nullopt;
  return *order == 0;
}

std::optional<bool> AreEqualValues(const PathItem& a, const PathItem& b) {
  const PathKind ka = a.kind(), kb = b.kind();
  if (ka == PathKind::kString && kb == PathKind::kString) return a.text() == b.text();
  if (ka == PathKind::kTypeInfo && kb == PathKind::kTypeInfo) return a.ToString() == b.ToString();
  if (ka == PathKind::kTypeOnly || kb == PathKind::kTypeOnly) return std::nullopt;
  if (ka == PathKind::kBoolean && kb == PathKind::kBoolean) return a.boolean() == b.boolean();
  bool comparable = false;
  const auto order = CompareValues(a, b, comparable);
  if (!comparable) return false;
  if (ka == PathKind::kQuantity && kb == PathKind::kQuantity && !order) {
    // Units of different kinds are not equal but unknown, save where both are of one calendar.
    return std::nullopt;
  }
  return FromOrder(order);
}

bool AreEqualNodes(PathEvaluator& machine, const Node& a, const Node& b);

bool AreEqualChildren(PathEvaluator& machine, const Node& a, const Node& b) {
  const Node* left = a.first_child;
  const Node* right = b.first_child;
  for (; left != nullptr && right != nullptr;
       left = left->next_sibling, right = right->next_sibling) {
    if (left->name != right->name || !AreEqualNodes(machine, *left, *right)) return false;
  }
  return left == right;
}

bool AreEqualNodes(PathEvaluator& machine, const Node& a, const Node& b) {
  machine.Count(1);
  if (&a == &b) return true;
  if (a.has_value != b.has_value) return false;
  if (!a.has_value) return AreEqualChildren(machine, a, b);
  if (a.text == b.text) return true;
  PathQuantity left_place, right_place;
  const auto left = ToSystem(PathItem(a), left_place);
  const auto right = ToSystem(PathItem(b), right_place);
  return left && right && AreEqualValues(*left, *right).value_or(false);
}

bool AreEquivalentNodes(PathEvaluator& machine, const Node& a, const Node& b);

/// The children of one in any order are those of the other.
bool AreEquivalentChildren(PathEvaluator& machine, const Node& a, const Node& b) {
  std::vector<const Node*> left;
  for (const Node* at = b.first_child; at != nullptr; at = at->next_sibling) left.push_back(at);
  for (const Node* at = a.first_child; at != nullptr; at = at->next_sibling) {
    const auto found = std::find_if(left.begin(), left.end(), [&](const Node* other) {
      return other->name == at->name && AreEquivalentNodes(machine, *at, *other);
    });
    if (found == left.end()) return false;
    left.erase(found);
  }
  return left.empty();
}

bool AreEquivalentNodes(PathEvaluator& machine, const Node& a, const Node& b) {
  machine.Count(1);
  if (&a == &b) return true;
  if (a.has_value || b.has_value) return AreEquivalentItems(machine, a, b);
  return AreEquivalentChildren(machine, a, b);
}

bool AreEquivalentNumbers(const base::FixedDecimal& a, const base::FixedDecimal& b) {
  const int digits = std::min(a.WithoutTrailingZeros().scale(), b.WithoutTrailingZeros().scale());
  return a.Rounded(digits) == b.Rounded(digits);
}

bool AreEquivalentValues(const PathItem& a, const PathItem& b) {
  if (a.kind() == PathKind::kString && b.kind() == PathKind::kString) {
    return a.text() == b.text() || NormaliseText(a.text()) == NormaliseText(b.text());
  }
  const auto left = NumberOf(a), right = NumberOf(b);
  if (left && right) return AreEquivalentNumbers(*left, *right);
  const bool has_quantity = a.kind() == PathKind::kQuantity || b.kind() == PathKind::kQuantity;
  if (has_quantity) {
    const auto first = AsQuantity(a), second = AsQuantity(b);
    return first && second && AreEquivalent(*first, *second);
  }
  return AreEqualValues(a, b).value_or(false);
}

}  // namespace

std::optional<base::FixedDecimal> NumberOf(const PathItem& item) {
  if (item.kind() == PathKind::kInteger) return base::FixedDecimal::FromInteger(item.integer());
  if (item.kind() == PathKind::kDecimal) return item.decimal();
  return std::nullopt;
}

std::optional<std::strong_ordering> CompareValues(const PathItem& a, const PathItem& b,
                                                  bool& comparable) {
  const PathKind ka = a.kind(), kb = b.kind();
  comparable = true;
  if (ka == PathKind::kInteger && kb == PathKind::kInteger) return a.integer() <=> b.integer();
  if (ka == PathKind::kString && kb == PathKind::kString) {
    return a.text().compare(b.text()) <=> 0;
  }
  if ((IsTemporal(ka) && IsTemporal(kb)) || (ka == PathKind::kTime && kb == PathKind::kTime)) {
    return Compare(a.temporal(), b.temporal());
  }
  if (ka == PathKind::kQuantity || kb == PathKind::kQuantity) {
    const auto left = AsQuantity(a), right = AsQuantity(b);
    comparable = left && right;
    return comparable ? CompareQuantities(*left, *right) : std::nullopt;
  }
  const auto left = NumberOf(a), right = NumberOf(b);
  comparable = left && right;
  if (!comparable) return std::nullopt;
  return *left <=> *right;
}

std::optional<bool> AreEqual(PathEvaluator& machine, const PathItem& a, const PathItem& b) {
  machine.Count(1);
  if (a.is_node() && a.node() == b.node()) return true;
  PathQuantity left_place, right_place;
  const auto left = ToSystem(a, left_place);
  const auto right = ToSystem(b, right_place);
  if (a.is_node() && b.is_node()) {
    const bool are_values = left && right && !left->is_node() && !right->is_node();
    if (!are_values) return AreEqualNodes(machine, *a.node(), *b.node());
  }
  if (!left || !right || left->is_node() || right->is_node()) return false;
  CountTexts(machine, *left, *right);
  return AreEqualValues(*left, *right);
}

bool AreEquivalentItems(PathEvaluator& machine, const PathItem& a, const PathItem& b) {
  machine.Count(1);
  PathQuantity left_place, right_place;
  const auto left = ToSystem(a, left_place);
  const auto right = ToSystem(b, right_place);
  if (a.is_node() && b.is_node()) {
    const bool are_values = left && right && !left->is_node() && !right->is_node();
    const bool are_trees = (!left || left->is_node()) && (!right || right->is_node());
    if (!are_values) return are_trees && AreEquivalentChildren(machine, *a.node(), *b.node());
  }
  if (!left || !right || left->is_node() || right->is_node()) return false;
  CountTexts(machine, *left, *right);
  return AreEquivalentValues(*left, *right);
}

std::optional<bool> AreEqual(PathEvaluator& machine, const PathRange& a, const PathRange& b) {
  if (a.size() != b.size()) return false;
  std::optional<bool> all = true;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto equal = AreEqual(machine, machine[a.begin + i], machine[b.begin + i]);
    if (equal == false) return false;
    if (!equal) all = std::nullopt;
  }
  return all;
}

bool AreEquivalentCollections(PathEvaluator& machine, const PathRange& a, const PathRange& b) {
  if (a.size() != b.size()) return false;
  std::vector<bool> taken(b.size(), false);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t match = 0;
    while (match < b.size() && (taken[match] || !AreEquivalentItems(machine, machine[a.begin + i],
                                                                    machine[b.begin + match]))) {
      ++match;
    }
    if (match == b.size()) return false;
    taken[match] = true;
  }
  return true;
}

bool HoldsItem(PathEvaluator& machine, const PathRange& range, const PathItem& item) {
  for (std::size_t i = range.begin; i < range.end; ++i) {
    if (AreEqual(machine, machine[i], item).value_or(false)) return true;
  }
  return false;
}

namespace {

/// KeepDistinct for texts alone, by their hashes; nothing where an item is none.
std::optional<std::size_t> KeepDistinctTexts(PathEvaluator& machine, const PathRange& range) {
  std::vector<std::string_view> texts;
  texts.reserve(range.size());
  PathQuantity place;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const auto value = ToSystem(machine[i], place);
    if (!value || value->kind() != PathKind::kString) return std::nullopt;
    texts.push_back(value->text());
  }
  machine.Count(range.size());
  std::unordered_set<std::string_view> seen;
  std::size_t kept = range.begin;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (seen.insert(texts[i]).second) machine[kept++] = machine[range.begin + i];
  }
  return kept;
}

}  // namespace

std::size_t KeepDistinct(PathEvaluator& machine, const PathRange& range) {
  constexpr std::size_t kFew = 32;
  if (range.size() > kFew) {
    if (const auto kept = KeepDistinctTexts(machine, range)) return *kept;
  }
  std::size_t kept = range.begin;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    if (!HoldsItem(machine, {range.begin, kept}, machine[i])) machine[kept++] = machine[i];
  }
  return kept;
}

}  // namespace socle::fhir

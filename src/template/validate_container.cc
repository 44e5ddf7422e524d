#include <algorithm>
#include <array>

#include "rm/ids.h"
#include "template/validator.h"

namespace socle::tmpl {

namespace attribute = rm::attribute;

namespace {

constexpr std::uint32_t kNobody = 0xFFFF'FFFF;

const rm::Node* NextItem(const rm::Node& item) {
  const rm::Node* next = item.next_sibling;
  return next && next->attribute == item.attribute ? next : nullptr;
}

std::string Range(const Multiplicity& multiplicity) {
  return std::to_string(multiplicity.lower) + ".." +
         (multiplicity.upper == kUnbounded ? "*" : std::to_string(multiplicity.upper));
}

bool Equal(const rm::Node& a, const rm::Node& b) {
  if (a.type != b.type || a.attribute != b.attribute || a.text != b.text || a.key != b.key) {
    return false;
  }
  const rm::Node* x = a.first_child;
  const rm::Node* y = b.first_child;
  for (; x && y; x = x->next_sibling, y = y->next_sibling) {
    if (!Equal(*x, *y)) return false;
  }
  return !x && !y;
}

/// Counts for each child constraint, on the stack where they are few.
template <class T>
class PerChild {
 public:
  explicit PerChild(std::size_t size) {
    if (size > inline_.size()) many_.resize(size);
  }
  T* data() { return many_.empty() ? inline_.data() : many_.data(); }

 private:
  std::array<T, 24> inline_{};
  std::vector<T> many_;
};

/// An item of the wrong type still stands where its id says, so that one fault is reported once.
void CountMeant(const rm::Node& item, std::span<const Object> children, std::uint32_t* counts) {
  const std::string_view id = item.ChildText(attribute::kArchetypeNodeId);
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (id.empty() || children[i].instance_id() != id) continue;
    ++counts[i];
    return;
  }
}

}  // namespace

void Validator::CheckContainer(const rm::Node& owner, const rm::Node& first,
                               const Attribute& constrained) {
  const std::span<const Object> children = definition_.ChildrenOf(constrained);
  PerChild<std::uint32_t> counts(children.size());
  PerChild<const rm::Node*> excess(children.size());
  std::uint32_t total = 0;
  for (const rm::Node* item = &first; item; item = NextItem(*item)) {
    ++total;
    if (children.empty()) continue;
    const std::uint32_t index = Assign(*item, constrained, counts.data());
    if (index == kNobody) {
      ReportUnmatched(*item, constrained);
      CountMeant(*item, children, counts.data());
      continue;
    }
    if (++counts.data()[index] == std::uint64_t{children[index].occurrences.upper} + 1) {
      excess.data()[index] = item;
    }
    Check(*item, children[index]);
  }
  CheckOccurrences(owner, constrained, counts.data(), excess.data());
  if (!constrained.cardinality.Has(total)) {
    Fail(owner, "cardinality", [&] {
      return Words{Range(constrained.cardinality), std::to_string(total),
                   "The number of items is outside the cardinality.",
                   "/" + std::string(constrained.name)};
    });
  }
  if (constrained.unique) CheckUnique(first, constrained);
}

std::uint32_t Validator::Assign(const rm::Node& item, const Attribute& constrained,
                                const std::uint32_t* counts) {
  const std::span<const Object> children = definition_.ChildrenOf(constrained);
  std::uint32_t only = kNobody;
  bool several = false;
  for (std::uint32_t i = 0; i < children.size(); ++i) {
    if (children[i].occurrences.upper == 0 || MatchOf(item, children[i]) != Match::kYes) continue;
    several = only != kNobody;
    if (several) break;
    only = i;
  }
  if (!several) return only;
  // By preference: a node with the right name and room for one more, a slot with room, a node
  // with the right name, any node, a full slot.
  std::array<std::vector<const Object*>, 5> ranks;
  for (std::uint32_t i = 0; i < children.size(); ++i) {
    const Object& child = children[i];
    if (child.occurrences.upper == 0 || MatchOf(item, child) != Match::kYes) continue;
    const bool room = counts[i] < child.occurrences.upper;
    std::size_t rank = 0;
    if (child.kind == ObjectKind::kSlot) {
      rank = room ? 1 : 4;
    } else {
      rank = !NameFits(item, child) ? 3 : room ? 0 : 2;
    }
    ranks[rank].push_back(&child);
  }
  for (const std::vector<const Object*>& candidates : ranks) {
    if (candidates.empty()) continue;
    return static_cast<std::uint32_t>(&Best(item, candidates) - children.data());
  }
  return kNobody;
}

/// Templates keep a slot beside the archetypes that fill it, and what fills it counts for it.
std::uint32_t Validator::Fillers(const Object& slot, std::span<const Object> siblings,
                                 const std::uint32_t* counts) const {
  if (slot.kind != ObjectKind::kSlot) return 0;
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < siblings.size(); ++i) {
    if (siblings[i].is_root() && rm::IsA(siblings[i].type, slot.type) &&
        SlotAdmits(definition_.slots[slot.rule], siblings[i].archetype_id)) {
      count += counts[i];
    }
  }
  return count;
}

void Validator::CheckOccurrences(const rm::Node& owner, const Attribute& constrained,
                                 const std::uint32_t* counts, const rm::Node* const* excess) {
  const std::span<const Object> children = definition_.ChildrenOf(constrained);
  for (std::uint32_t i = 0; i < children.size(); ++i) {
    if (counts[i] < children[i].occurrences.lower &&
        counts[i] + Fillers(children[i], children, counts) < children[i].occurrences.lower) {
      ReportTooFew(owner, constrained, children[i], counts[i]);
    }
    if (!excess[i]) continue;
    Fail(*excess[i], "occurrences", [&] {
      return Words{Range(children[i].occurrences),
                   std::to_string(counts[i]),
                   "The node stands too many times.",
                   {}};
    });
  }
}

void Validator::ReportTooFew(const rm::Node& owner, const Attribute& constrained,
                             const Object& child, std::uint32_t count) {
  Fail(owner, "occurrences", [&] {
    std::string below = "/" + std::string(constrained.name);
    if (const std::string_view id = child.instance_id(); !id.empty()) {
      below += "[" + std::string(id) + "]";
    }
    std::string name(definition_.NameOf(child));
    return Words{Range(child.occurrences), std::to_string(count),
                 name.empty() ? "A mandatory node is missing."
                              : "The mandatory node '" + name + "' is missing.",
                 std::move(below)};
  });
}

void Validator::CheckUnique(const rm::Node& first, const Attribute& constrained) {
  for (const rm::Node* item = NextItem(first); item; item = NextItem(*item)) {
    for (const rm::Node* other = &first; other != item; other = NextItem(*other)) {
      // The comparison of all pairs is work too.
      if (++steps_ > 10'000'000 || !Equal(*item, *other)) continue;
      Fail(*item, "unique", [&] {
        return Words{"an item unlike the others",
                     "a copy",
                     "The items of " + std::string(constrained.name) + " are to be unique.",
                     {}};
      });
      break;
    }
  }
}

}  // namespace socle::tmpl

#include "rm/terminology.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>

namespace socle::rm {
namespace {

struct Concept {
  std::string_view code, rubric;
};
struct Group {
  std::string_view id;
  std::uint16_t first, count;
};
struct CodeSet {
  std::string_view id, external_id;
  std::uint16_t first, count;
};
struct PropertyUnit {
  std::string_view property, unit;
};

#include "rm/terminology_tables.inc"

constexpr char Folded(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c + 32);
  return c == ' ' || c == '-' ? '_' : c;
}
constexpr char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool SameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Folded(x) == Folded(y); });
}

std::span<const Concept> ConceptsOf(std::string_view group) {
  for (const Group& one : kGroups) {
    if (SameName(one.id, group)) return {kConcepts + one.first, one.count};
  }
  return {};
}

std::span<const std::string_view> CodesOf(std::string_view code_set) {
  for (const CodeSet& one : kCodeSets) {
    if (SameName(one.id, code_set) || SameName(one.external_id, code_set)) {
      return {kCodes + one.first, one.count};
    }
  }
  return {};
}

/// `code` by code among the sorted `concepts`, or null.
const Concept* Find(std::span<const Concept> concepts, std::string_view code) {
  const auto at =
      std::lower_bound(concepts.begin(), concepts.end(), code,
                       [](const Concept& c, std::string_view key) { return c.code < key; });
  return at != concepts.end() && at->code == code ? &*at : nullptr;
}

/// Whether `stored`, in lower case, stands before `key` in any case.
bool Before(std::string_view stored, std::string_view key) {
  return std::lexicographical_compare(
      stored.begin(), stored.end(), key.begin(), key.end(), [](char a, char b) {
        return static_cast<unsigned char>(Lower(a)) < static_cast<unsigned char>(Lower(b));
      });
}

auto FirstOfProperty(std::string_view property) {
  return std::lower_bound(
      std::begin(kPropertyUnits), std::end(kPropertyUnits), property,
      [](const PropertyUnit& one, std::string_view key) { return one.property < key; });
}

}  // namespace

bool HasGroup(std::string_view group) { return !ConceptsOf(group).empty(); }

bool GroupHasCode(std::string_view group, std::string_view code) {
  return Find(ConceptsOf(group), code) != nullptr;
}

std::string_view Rubric(std::string_view code) {
  for (const Group& group : kGroups) {
    const Concept* one = Find({kConcepts + group.first, group.count}, code);
    if (one != nullptr) return one->rubric;
  }
  return {};
}

std::string_view Rubric(std::string_view group, std::string_view code) {
  const Concept* one = Find(ConceptsOf(group), code);
  return one == nullptr ? std::string_view() : one->rubric;
}

bool HasCodeSet(std::string_view code_set) { return !CodesOf(code_set).empty(); }

bool CodeSetHasCode(std::string_view code_set, std::string_view code) {
  const auto codes = CodesOf(code_set);
  const auto at = std::lower_bound(codes.begin(), codes.end(), code, Before);
  return at != codes.end() && !Before(*at, code) &&
         std::equal(at->begin(), at->end(), code.begin(), code.end(),
                    [](char a, char b) { return a == Lower(b); });
}

bool HasUnitsOfProperty(std::string_view property) {
  const auto at = FirstOfProperty(property);
  return at != std::end(kPropertyUnits) && at->property == property;
}

bool PropertyHasUnit(std::string_view property, std::string_view unit) {
  for (auto at = FirstOfProperty(property); at != std::end(kPropertyUnits); ++at) {
    if (at->property != property) return false;
    if (at->unit == unit) return true;
  }
  return false;
}

}  // namespace socle::rm

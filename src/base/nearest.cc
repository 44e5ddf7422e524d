#include "base/nearest.h"

#include <algorithm>
#include <array>
#include <string>

namespace socle::base {
namespace {

/// Longer names are no slips of the keyboard, and cost the square of their length.
constexpr std::size_t kLongest = 128;

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace

std::size_t EditDistance(std::string_view a, std::string_view b, std::size_t limit) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > limit || a.size() > kLongest) return limit + 1;
  using Row = std::array<std::size_t, kLongest + 1>;
  Row rows[3];
  Row *before = &rows[0], *last = &rows[1], *row = &rows[2];
  for (std::size_t j = 0; j <= a.size(); ++j) (*last)[j] = j;
  for (std::size_t i = 1; i <= b.size(); ++i) {
    (*row)[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j <= a.size(); ++j) {
      const std::size_t replaced = (*last)[j - 1] + (a[j - 1] == b[i - 1] ? 0 : 1);
      std::size_t cost = std::min({replaced, (*last)[j] + 1, (*row)[j - 1] + 1});
      if (i > 1 && j > 1 && a[j - 1] == b[i - 2] && a[j - 2] == b[i - 1]) {
        cost = std::min(cost, (*before)[j - 2] + 1);
      }
      (*row)[j] = cost;
      least = std::min(least, cost);
    }
    if (least > limit + 1) return limit + 1;  // one more: an exchange skips a row
    Row* const free = before;
    before = last;
    last = row;
    row = free;
  }
  return std::min((*last)[a.size()], limit + 1);
}

std::string_view Nearest(std::string_view name, std::span<const std::string_view> candidates) {
  if (name.empty() || name.size() > kLongest) return {};
  const std::string lower = LowerCase(name);
  const std::size_t limit = std::max<std::size_t>(1, name.size() / 3);
  std::string_view best;
  std::size_t best_caseless = limit + 1, best_exact = 0;
  for (const std::string_view candidate : candidates) {
    const std::size_t caseless = EditDistance(lower, LowerCase(candidate), best_caseless);
    if (caseless > std::min(best_caseless, limit)) continue;
    const std::size_t exact = EditDistance(name, candidate, 2 * kLongest);
    if (caseless == best_caseless && exact >= best_exact) continue;
    best = candidate;
    best_caseless = caseless;
    best_exact = exact;
  }
  return best;
}

}  // namespace socle::base

#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace socle::base {

/// The number of insertions, deletions, replacements and exchanges of two neighbouring bytes that
/// turn `a` into `b`, no part being changed twice (optimal string alignment); `limit + 1` where it
/// is more than `limit`.
std::size_t EditDistance(std::string_view a, std::string_view b, std::size_t limit);

/// The candidate nearest to `name` without regard to (ASCII) case, for "did you mean"; empty where
/// none is within a third of the name's length (at least one edit), or where the name is longer
/// than 128 bytes. Of equally near ones, the one that is nearest with regard to case, then the
/// first.
std::string_view Nearest(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace socle::base

#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace socle::base {

/// A value whose type says what it means: `using EhrId = Named<struct EhrIdTag, Uuid>`.
/// Comparable and hashable as its representation.
template <class Tag, class Rep = std::string>
class Named {
 public:
  using rep = Rep;
  constexpr Named() = default;
  constexpr explicit Named(Rep value) : value_(std::move(value)) {}
  constexpr const Rep& value() const { return value_; }
  constexpr auto operator<=>(const Named&) const = default;

 private:
  Rep value_{};
};

}  // namespace socle::base

template <class Tag, class Rep>
struct std::hash<socle::base::Named<Tag, Rep>> {
  std::size_t operator()(const socle::base::Named<Tag, Rep>& named) const {
    return std::hash<Rep>{}(named.value());
  }
};

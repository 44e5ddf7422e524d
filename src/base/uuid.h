#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace socle::base {

/// 128 bits of RFC 9562. Text form: lower case, 8-4-4-4-12.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Uuid&) const = default;
  std::string ToString() const;
  std::string_view View() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  /// The UUID that `text` spells (either case), or nothing.
  static std::optional<Uuid> Parse(std::string_view text);
  /// The UUID of 16 raw bytes, or nothing for another length.
  static std::optional<Uuid> FromBytes(std::string_view raw);
  /// Version 7: milliseconds of the clock, then random bits of the system's generator; strictly
  /// growing within a process, so that new keys go to the end of an index. Safe from any thread,
  /// because its state is one atomic and one generator a thread.
  static Uuid New();
};

}  // namespace socle::base

template <>
struct std::hash<socle::base::Uuid> {
  std::size_t operator()(const socle::base::Uuid& uuid) const {
    std::uint64_t a = 0, b = 0;
    std::memcpy(&a, uuid.bytes.data(), 8);
    std::memcpy(&b, uuid.bytes.data() + 8, 8);
    return a ^ (b * 0x9E3779B97F4A7C15ULL);
  }
};

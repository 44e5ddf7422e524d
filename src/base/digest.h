#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace socle::base {

/// SHA-256, 32 bytes.
struct Digest {
  std::array<std::uint8_t, 32> bytes{};
  auto operator<=>(const Digest&) const = default;
  std::string_view View() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  std::string ToHex() const;
};

/// The SHA-256 of everything added, in order. One thread at a time.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  /// The bytes alone.
  Sha256& Add(std::string_view bytes);
  /// The length (8 bytes, big-endian), then the bytes: fields cannot run into one another.
  Sha256& AddField(std::string_view bytes);
  /// 8 bytes, big-endian, two's complement.
  Sha256& AddInt(std::int64_t value);
  /// The digest; the object begins anew.
  Digest Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace socle::base

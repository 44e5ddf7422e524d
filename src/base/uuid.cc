#include "base/uuid.h"

#include <atomic>
#include <chrono>
#include <random>

#include "base/bytes.h"

namespace socle::base {

std::string Uuid::ToString() const {
  std::string text;
  text.reserve(36);
  static constexpr char kHex[] = "0123456789abcdef";
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kHex[bytes[i] >> 4];
    text += kHex[bytes[i] & 15];
  }
  return text;
}

std::optional<Uuid> Uuid::Parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid uuid;
  std::size_t at = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) {
      if (text[at++] != '-') return std::nullopt;
    }
    const int high = HexDigit(text[at]), low = HexDigit(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    uuid.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    at += 2;
  }
  return uuid;
}

std::optional<Uuid> Uuid::FromBytes(std::string_view raw) {
  if (raw.size() != 16) return std::nullopt;
  Uuid uuid;
  std::memcpy(uuid.bytes.data(), raw.data(), 16);
  return uuid;
}

Uuid Uuid::New() {
  // RFC 9562, 5.7 and 6.2 method 3: 48 bits of milliseconds and 12 of their fraction, made
  // strictly growing by counting on where the clock has not moved.
  static std::atomic<std::uint64_t> last{0};
  static thread_local std::mt19937_64 random{[] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }()};
  using namespace std::chrono;
  const auto micros = static_cast<std::uint64_t>(
      duration_cast<microseconds>(system_clock::now().time_since_epoch()).count());
  std::uint64_t tick = (micros / 1000) << 12 | ((micros % 1000) * 4096 / 1000);
  std::uint64_t seen = last.load(std::memory_order_relaxed);
  do {
    if (tick <= seen) tick = seen + 1;
  } while (!last.compare_exchange_weak(seen, tick, std::memory_order_relaxed));
  Uuid uuid;
  for (int i = 0; i < 6; ++i)
    uuid.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(tick >> (52 - 8 * i));
  uuid.bytes[6] = static_cast<std::uint8_t>(0x70 | ((tick >> 8) & 15));
  uuid.bytes[7] = static_cast<std::uint8_t>(tick);
  const std::uint64_t noise = random();
  std::memcpy(uuid.bytes.data() + 8, &noise, 8);
  uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3F) | 0x80);
  return uuid;
}

}  // namespace socle::base

#include "store/sqlite/log_scan.h"

#include <bit>
#include <cstring>
#include <string_view>

namespace socle::store {

namespace {

constexpr std::size_t kHeader = 32;
constexpr std::size_t kFrameHeader = 24;
constexpr std::uint32_t kMagic = 0x377f0682;  // the lowest bit: checksums of big-endian words

std::uint32_t Word(std::string_view bytes, std::size_t offset) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[offset + i]);
  }
  return value;
}

struct Sum {
  std::uint32_t a = 0, b = 0;
  bool operator==(const Sum&) const = default;
};

// SQLite file format, 4.2: Fibonacci-weighted sums over pairs of words.
Sum Add(Sum sum, std::string_view bytes, bool big_endian) {
  const bool swap = big_endian != (std::endian::native == std::endian::big);
  for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
    std::uint32_t x = 0, y = 0;
    std::memcpy(&x, bytes.data() + i, 4);
    std::memcpy(&y, bytes.data() + i + 4, 4);
    if (swap) {
      x = __builtin_bswap32(x);
      y = __builtin_bswap32(y);
    }
    sum.a += x + sum.b;
    sum.b += y + sum.a;
  }
  return sum;
}

struct Frame {
  std::uint32_t page = 0, commit = 0;
  Sum stored;
  bool ours = false;     // carries the log's salts
  bool matches = false;  // and goes on from the frame before
};

class Scanner {
 public:
  explicit Scanner(RawFile& log) : log_(log) {}

  LogScan Run() {
    const std::string header = log_.Read(0, kHeader);
    if (header.size() < kHeader) return {};
    if (!TakeHeader(header)) {
      scan_.lost_commits = log_.Size() > kHeader;
      return std::move(scan_);
    }
    const std::uint64_t step = kFrameHeader + scan_.page_size;
    const std::uint64_t count = (log_.Size() - kHeader) / step;
    for (std::uint32_t i = 1; i <= count; ++i) {
      const std::string frame = log_.Read(kHeader + (i - 1) * step, static_cast<std::size_t>(step));
      if (frame.size() < step) break;  // a server beside has cut it off meanwhile
      Take(i, Parse(frame));
    }
    return std::move(scan_);
  }

 private:
  bool TakeHeader(std::string_view header) {
    if ((Word(header, 0) & ~1U) != kMagic) return false;
    big_endian_ = (Word(header, 0) & 1U) != 0;
    const std::uint32_t size = Word(header, 8);
    if (size < 512 || size > 65536 || !std::has_single_bit(size)) return false;
    sum_ = Add({}, header.substr(0, 24), big_endian_);
    if (sum_ != Sum{Word(header, 24), Word(header, 28)}) return false;
    salts_ = std::string(header.substr(16, 8));
    scan_.page_size = size;
    return true;
  }

  Frame Parse(std::string_view bytes) {
    Frame frame{Word(bytes, 0), Word(bytes, 4), {Word(bytes, 16), Word(bytes, 20)}};
    frame.ours = bytes.substr(8, 8) == salts_;
    Sum sum = Add(sum_, bytes.substr(0, 8), big_endian_);
    sum = Add(sum, bytes.substr(kFrameHeader), big_endian_);
    frame.matches = frame.ours && frame.page != 0 && sum == frame.stored;
    sum_ = frame.stored;  // what the next frame goes on from, even behind an invalid one
    return frame;
  }

  void Take(std::uint32_t number, const Frame& frame) {
    if (valid_) valid_ = frame.matches;
    if (valid_) {
      scan_.valid_frames = number;
      transaction_.push_back(frame.page);
      if (frame.commit != 0) {
        scan_.pages.insert(transaction_.begin(), transaction_.end());
        transaction_.clear();
        scan_.frames = number;
      }
      return;
    }
    // After a commit, a frame that goes on from it is of the next transaction.
    if (after_commit_ && frame.matches) scan_.lost_commits = true;
    after_commit_ = frame.ours && frame.commit != 0;
    if (frame.ours && number > scan_.valid_frames + 1) scan_.stray_frames.push_back(number);
  }

  RawFile& log_;
  LogScan scan_;
  std::string salts_;
  Sum sum_;
  bool big_endian_ = false;
  bool valid_ = true;
  bool after_commit_ = false;
  std::vector<std::uint32_t> transaction_;
};

}  // namespace

LogScan ScanLog(RawFile& log) { return Scanner(log).Run(); }

}  // namespace socle::store

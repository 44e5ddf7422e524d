#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace socle::base {

/// Compresses one text that comes in pieces, in memory that does not grow with it.
/// One thread at a time.
class StreamCompressor {
 public:
  enum class Format : std::uint8_t {
    kGzip,  // one member (RFC 1952)
    kZstd,  // one frame (RFC 8878), its window at most 8 MiB, without its content's size
  };

  explicit StreamCompressor(Format format);
  ~StreamCompressor();
  StreamCompressor(const StreamCompressor&) = delete;
  StreamCompressor& operator=(const StreamCompressor&) = delete;

  /// What `bytes` become, whole: who has all that came out has all that went in. `bytes` has less
  /// than 1 GiB. Larger pieces compress better.
  std::string Add(std::string_view bytes);
  /// As Add, and the end of the member or frame. Last and once.
  std::string Finish(std::string_view bytes);

 private:
  class Codec;
  class Gzip;
  class Zstd;
  std::unique_ptr<Codec> codec_;
};

}  // namespace socle::base

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace socle::base {

// Whole texts in, whole texts out. All functions are safe from any thread, because each thread has
// contexts of its own; what a very large text makes them grow to is given back.
// Compressing takes at most 1 GiB (kTooLarge). Decompressing refuses input that is damaged, cut off
// or followed by other bytes (kMalformed), and output of more than `max_output` bytes (kTooLarge)
// before it takes much more memory than that.

/// One gzip member (RFC 1952), without a time or a name: equal input, equal output.
std::string GzipCompress(std::string_view bytes);
/// The content of one or more gzip members.
std::string GzipDecompress(std::string_view bytes, std::size_t max_output);

/// One zstd frame (RFC 8878) with its content's size.
std::string ZstdCompress(std::string_view bytes);
/// The content of one or more zstd frames, whose windows are at most 8 MiB or all their content.
std::string ZstdDecompress(std::string_view bytes, std::size_t max_output);

/// What many texts of a kind have in common, so that a small one compresses well.
/// Immutable, and safe from any thread, because zstd's prepared dictionaries are only read.
class ZstdDictionary {
 public:
  /// The dictionary of `bytes`: what `bytes()` of a trained one gave, or any text like those to
  /// come. `level` is zstd's, 1 (quick) to 19 (small); of up to 6 KiB it is 6.
  /// Errors: kCorrupt (begins as a trained dictionary and is not one).
  explicit ZstdDictionary(std::string bytes, int level = 3);
  /// A dictionary of at most `max_bytes`, trained from samples; nothing where they are too few or
  /// too small (some tens are needed, and about 100 times `max_bytes` is best).
  /// Equal samples, equal dictionary.
  static std::optional<ZstdDictionary> Train(std::span<const std::string_view> samples,
                                             std::size_t max_bytes, int level = 3);

  ZstdDictionary(ZstdDictionary&&) noexcept;
  ZstdDictionary& operator=(ZstdDictionary&&) noexcept;
  ~ZstdDictionary();

  /// The bytes to keep: `Decompress` needs the same.
  const std::string& bytes() const;
  /// One zstd frame, which names the dictionary if it is a trained one.
  std::string Compress(std::string_view bytes) const;
  /// The content of one or more frames. A frame made with another trained dictionary is kMalformed.
  std::string Decompress(std::string_view bytes, std::size_t max_output) const;

 private:
  struct Prepared;
  std::unique_ptr<Prepared> prepared_;
};

}  // namespace socle::base

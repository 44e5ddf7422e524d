#include "base/compress.h"

#include <zdict.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <mutex>
#include <new>
#include <vector>

#include "base/error.h"

namespace socle::base {
namespace {

constexpr std::size_t kMostInput = std::size_t{1} << 30;
/// A thread's context that has served more than this is not kept.
constexpr std::size_t kKeptFor = std::size_t{1} << 20;
constexpr int kZstdLevel = 3;
constexpr int kGzipLevel = 5;
constexpr int kGzipWindow = 15 + 16;  // the largest window; +16 says gzip rather than zlib

void RefuseLarge(std::string_view bytes) {
  if (bytes.size() > kMostInput) {
    throw Error(ErrorCode::kTooLarge, "more than 1 GiB cannot be compressed at once");
  }
}

[[noreturn]] void FailDamaged(std::string_view format, std::string_view detail) {
  throw Error(ErrorCode::kMalformed, "the " + std::string(format) + " data is damaged or cut off")
      .WithDetail(std::string(detail));
}

[[noreturn]] void FailTooLarge(std::size_t max_output) {
  throw Error(ErrorCode::kTooLarge,
              "the data decompresses to more than " + std::to_string(max_output) + " bytes");
}

/// Output that grows as it fills, to one byte more than its bound, so that too much is noticed.
class Output {
 public:
  Output(std::size_t input, std::size_t most)
      : most_(std::min(most, std::numeric_limits<std::size_t>::max() - 1) + 1) {
    out_.resize(std::min(most_, std::max<std::size_t>(512, input * 4)));
  }
  char* data() { return out_.data() + used_; }
  std::size_t room() const { return out_.size() - used_; }
  void Use(std::size_t count) {
    used_ += count;
    if (used_ == most_) FailTooLarge(most_ - 1);
    if (used_ == out_.size()) out_.resize(std::min(most_, out_.size() + out_.size() / 2 + 512));
  }
  std::string Take() {
    out_.resize(used_);
    return std::move(out_);
  }

 private:
  std::size_t most_, used_ = 0;
  std::string out_;
};

/// zlib's streams take pointers to bytes that they promise not to change.
Bytef* ZlibBytes(std::string_view bytes) {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
}

/// A thread's deflater: making one costs 256 KiB each time.
class Deflater {
 public:
  Deflater() {
    if (deflateInit2(&stream_, kGzipLevel, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  std::string Run(std::string_view bytes) {
    deflateReset(&stream_);
    std::string out(deflateBound(&stream_, bytes.size()), '\0');
    stream_.next_in = ZlibBytes(bytes);
    stream_.avail_in = static_cast<uInt>(bytes.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    if (deflate(&stream_, Z_FINISH) != Z_STREAM_END) {
      throw Error(ErrorCode::kInternal, "gzip compression failed");
    }
    out.resize(out.size() - stream_.avail_out);
    return out;
  }

 private:
  z_stream stream_{};
};

/// A thread's inflater.
class Inflater {
 public:
  Inflater() {
    if (inflateInit2(&stream_, kGzipWindow) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  std::string Run(std::string_view bytes, std::size_t max_output) {
    Output output(bytes.size(), max_output);
    do {
      inflateReset(&stream_);
      RunMember(bytes, output);
    } while (!bytes.empty());
    return output.Take();
  }

 private:
  static constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;  // zlib counts in 32 bits

  /// Inflates the first member of `bytes`, which moves behind it.
  void RunMember(std::string_view& bytes, Output& output) {
    while (true) {
      const std::size_t in = std::min(bytes.size(), kMostAtOnce);
      const std::size_t out = std::min(output.room(), kMostAtOnce);
      stream_.next_in = ZlibBytes(bytes);
      stream_.avail_in = static_cast<uInt>(in);
      stream_.next_out = reinterpret_cast<Bytef*>(output.data());
      stream_.avail_out = static_cast<uInt>(out);
      const int result = inflate(&stream_, Z_NO_FLUSH);
      bytes.remove_prefix(in - stream_.avail_in);
      output.Use(out - stream_.avail_out);
      if (result == Z_STREAM_END) return;
      if (result == Z_MEM_ERROR) throw std::bad_alloc();
      if (result != Z_OK) FailDamaged("gzip", stream_.msg == nullptr ? "" : stream_.msg);
    }
  }

  z_stream stream_{};
};

struct FreeZstd {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  void operator()(ZSTD_CDict* dictionary) const { ZSTD_freeCDict(dictionary); }
  void operator()(ZSTD_DDict* dictionary) const { ZSTD_freeDDict(dictionary); }
};
template <class T>
using ZstdPointer = std::unique_ptr<T, FreeZstd>;

/// `make()`, or std::bad_alloc.
template <class Make>
auto* Made(Make make) {
  auto* const made = make();
  if (made == nullptr) throw std::bad_alloc();
  return made;
}

/// A thread's contexts.
struct ZstdContexts {
  ZstdPointer<ZSTD_CCtx> compressor;
  ZstdPointer<ZSTD_DCtx> decompressor;
};

ZstdContexts& ThreadContexts() {
  static thread_local ZstdContexts contexts;
  return contexts;
}

std::string Compress(std::string_view bytes, const ZSTD_CDict* dictionary) {
  RefuseLarge(bytes);
  auto& context = ThreadContexts().compressor;
  if (context == nullptr) context.reset(Made(ZSTD_createCCtx));
  ZSTD_CCtx_reset(context.get(), ZSTD_reset_session_and_parameters);
  if (dictionary == nullptr) {
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kZstdLevel);
  } else {
    // Who stores a frame keeps beside it whose dictionary it has: its number would be 4 bytes.
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_dictIDFlag, 0);
    ZSTD_CCtx_refCDict(context.get(), dictionary);
  }
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress2(context.get(), out.data(), out.size(), bytes.data(), bytes.size());
  if (bytes.size() > kKeptFor) context.reset();
  if (ZSTD_isError(size)) {
    throw Error(ErrorCode::kInternal, "zstd compression failed")
        .WithDetail(ZSTD_getErrorName(size));
  }
  out.resize(size);
  return out;
}

/// Frames of any number and size, piece by piece.
std::string DecompressFrames(ZSTD_DCtx* context, std::string_view bytes, std::size_t max_output) {
  Output output(bytes.size(), max_output);
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  while (true) {
    const std::size_t before = in.pos;
    ZSTD_outBuffer out{output.data(), output.room(), 0};
    const std::size_t result = ZSTD_decompressStream(context, &out, &in);
    if (ZSTD_isError(result)) FailDamaged("zstd", ZSTD_getErrorName(result));
    const bool moved = in.pos != before || out.pos != 0;
    output.Use(out.pos);
    if (result == 0 && in.pos == in.size) return output.Take();
    if (!moved) FailDamaged("zstd", "the last frame has no end");
  }
}

std::string Decompress(std::string_view bytes, std::size_t max_output,
                       const ZSTD_DDict* dictionary) {
  constexpr int kWindowLog = 23;  // RFC 8878, 3.1.1.1.2: 8 MiB is what everyone should take
  auto& context = ThreadContexts().decompressor;
  if (context == nullptr) context.reset(Made(ZSTD_createDCtx));
  ZSTD_DCtx_reset(context.get(), ZSTD_reset_session_and_parameters);
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kWindowLog);
  if (dictionary != nullptr) ZSTD_DCtx_refDDict(context.get(), dictionary);

  const unsigned long long said = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (said == ZSTD_CONTENTSIZE_ERROR) FailDamaged("zstd", "not a frame");
  const bool is_said = said != ZSTD_CONTENTSIZE_UNKNOWN;
  if (is_said && said > max_output) FailTooLarge(max_output);
  // A frame that says an ordinary size is read at once; a size is not believed where it alone
  // would make us take much memory.
  const bool ordinary = is_said && said <= std::max<std::size_t>(kKeptFor, bytes.size() * 32);
  std::string out;
  if (ordinary && ZSTD_findFrameCompressedSize(bytes.data(), bytes.size()) == bytes.size()) {
    out.resize(static_cast<std::size_t>(said));
    const std::size_t size =
        ZSTD_decompressDCtx(context.get(), out.data(), out.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(size)) FailDamaged("zstd", ZSTD_getErrorName(size));
    out.resize(size);
  } else {
    // A stream's window stays with its context, which is not kept therefore.
    const ZstdPointer<ZSTD_DCtx> once = std::move(context);
    out = DecompressFrames(once.get(), bytes, max_output);
  }
  return out;
}

}  // namespace

std::string GzipCompress(std::string_view bytes) {
  RefuseLarge(bytes);
  static thread_local Deflater deflater;
  return deflater.Run(bytes);
}

std::string GzipDecompress(std::string_view bytes, std::size_t max_output) {
  static thread_local Inflater inflater;
  return inflater.Run(bytes, max_output);
}

std::string ZstdCompress(std::string_view bytes) { return Compress(bytes, nullptr); }

std::string ZstdDecompress(std::string_view bytes, std::size_t max_output) {
  return Decompress(bytes, max_output, nullptr);
}

// Measured on FHIR resources with a dictionary: a sixth less than level 3, for 20 us a kilobyte.
constexpr std::size_t kSmall = 6 << 10;
constexpr int kLevelOfSmall = 6;

struct ZstdDictionary::Prepared {
  std::string bytes;
  ZstdPointer<ZSTD_CDict> compress;
  ZstdPointer<ZSTD_DDict> decompress;
  std::once_flag made_small;
  ZstdPointer<ZSTD_CDict> compress_small;

  ZSTD_CDict* For(std::size_t size) {
    if (size > kSmall) return compress.get();
    std::call_once(made_small, [this] {
      compress_small.reset(ZSTD_createCDict(bytes.data(), bytes.size(), kLevelOfSmall));
    });
    return compress_small == nullptr ? compress.get() : compress_small.get();
  }
};

ZstdDictionary::ZstdDictionary(std::string bytes, int level)
    : prepared_(std::make_unique<Prepared>()) {
  prepared_->bytes = std::move(bytes);
  const std::string& kept = prepared_->bytes;
  prepared_->compress.reset(ZSTD_createCDict(kept.data(), kept.size(), level));
  prepared_->decompress.reset(ZSTD_createDDict(kept.data(), kept.size()));
  if (prepared_->compress == nullptr || prepared_->decompress == nullptr) {
    throw Error(ErrorCode::kCorrupt, "not a zstd dictionary");
  }
}

std::optional<ZstdDictionary> ZstdDictionary::Train(std::span<const std::string_view> samples,
                                                    std::size_t max_bytes, int level) {
  std::string joined;
  std::vector<std::size_t> sizes;
  for (const std::string_view sample : samples) {
    joined += sample;
    sizes.push_back(sample.size());
  }
  std::string bytes(max_bytes, '\0');
  const std::size_t size = ZDICT_trainFromBuffer(bytes.data(), bytes.size(), joined.data(),
                                                 sizes.data(), static_cast<unsigned>(sizes.size()));
  if (ZDICT_isError(size)) return std::nullopt;
  bytes.resize(size);
  return ZstdDictionary(std::move(bytes), level);
}

ZstdDictionary::ZstdDictionary(ZstdDictionary&&) noexcept = default;
ZstdDictionary& ZstdDictionary::operator=(ZstdDictionary&&) noexcept = default;
ZstdDictionary::~ZstdDictionary() = default;

const std::string& ZstdDictionary::bytes() const { return prepared_->bytes; }

std::string ZstdDictionary::Compress(std::string_view bytes) const {
  return base::Compress(bytes, prepared_->For(bytes.size()));
}

std::string ZstdDictionary::Decompress(std::string_view bytes, std::size_t max_output) const {
  return base::Decompress(bytes, max_output, prepared_->decompress.get());
}

}  // namespace socle::base

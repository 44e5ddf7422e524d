#include "base/stream_compressor.h"

#include <zlib.h>
#include <zstd.h>

#include <new>

#include "base/error.h"

namespace socle::base {
namespace {

// As of whole texts, see compress.cc.
constexpr int kZstdLevel = 3;
constexpr int kGzipLevel = 5;
constexpr int kGzipWindow = 15 + 16;  // the largest window; +16 says gzip rather than zlib

enum class Then : std::uint8_t { kFlush, kEnd };

}  // namespace

class StreamCompressor::Codec {
 public:
  virtual ~Codec() = default;
  virtual std::string Run(std::string_view bytes, Then then) = 0;
};

class StreamCompressor::Gzip final : public Codec {
 public:
  Gzip() {
    if (deflateInit2(&stream_, kGzipLevel, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~Gzip() override { deflateEnd(&stream_); }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  std::string Run(std::string_view bytes, Then then) override {
    std::string out(512 + bytes.size() / 4, '\0');
    std::size_t used = 0;
    // zlib takes a pointer to bytes that it promises not to change.
    stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    for (;;) {
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + used);
      stream_.avail_out = static_cast<uInt>(out.size() - used);
      const int result = deflate(&stream_, then == Then::kEnd ? Z_FINISH : Z_SYNC_FLUSH);
      used = out.size() - stream_.avail_out;
      if (result == Z_STREAM_ERROR) throw Error(ErrorCode::kInternal, "gzip compression failed");
      // Room that is left says that nothing waits for any.
      if (stream_.avail_out != 0) break;
      out.resize(2 * out.size());
    }
    out.resize(used);
    return out;
  }

 private:
  z_stream stream_{};
};

class StreamCompressor::Zstd final : public Codec {
 public:
  Zstd() : context_(ZSTD_createCCtx()) {
    if (context_ == nullptr) throw std::bad_alloc();
    ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel, kZstdLevel);
  }
  ~Zstd() override { ZSTD_freeCCtx(context_); }
  Zstd(const Zstd&) = delete;
  Zstd& operator=(const Zstd&) = delete;

  std::string Run(std::string_view bytes, Then then) override {
    std::string out(512 + bytes.size() / 4, '\0');
    ZSTD_inBuffer from{bytes.data(), bytes.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    for (;;) {
      const std::size_t left = ZSTD_compressStream2(context_, &to, &from,
                                                    then == Then::kEnd ? ZSTD_e_end : ZSTD_e_flush);
      if (ZSTD_isError(left)) {
        throw Error(ErrorCode::kInternal, "zstd compression failed")
            .WithDetail(ZSTD_getErrorName(left));
      }
      if (left == 0) break;
      out.resize(2 * out.size());
      to.dst = out.data();
      to.size = out.size();
    }
    out.resize(to.pos);
    return out;
  }

 private:
  ZSTD_CCtx* context_;
};

StreamCompressor::StreamCompressor(Format format) {
  if (format == Format::kGzip) {
    codec_ = std::make_unique<Gzip>();
  } else {
    codec_ = std::make_unique<Zstd>();
  }
}

StreamCompressor::~StreamCompressor() = default;

std::string StreamCompressor::Add(std::string_view bytes) {
  return codec_->Run(bytes, Then::kFlush);
}

std::string StreamCompressor::Finish(std::string_view bytes) {
  return codec_->Run(bytes, Then::kEnd);
}

}  // namespace socle::base

#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/stream_compressor.h"
#include "http/body_pipe.h"
#include "http/body_writer.h"
#include "http/negotiation.h"
#include "http/response_head.h"

namespace socle::http {

/// The writer that Response::stream is given: keeps a short body, sends a long one through a pipe
/// in pieces of kPiece, compressed and framed as it goes. One thread at a time.
class StreamedBody final : public BodyWriter {
 public:
  static constexpr std::size_t kPiece = 64u << 10;

  /// `begin` is called once, when the body has turned out longer than a piece and before anything
  /// is put: it prepares the head and says the coding. `framing` is kChunked or kUntilClose.
  /// `pipe` is open and outlives the writer.
  StreamedBody(BodyPipe& pipe, Framing framing, std::function<Coding()> begin);

  void Write(std::string_view bytes) override;
  bool IsGone() const override { return pipe_.is_deserted(); }

  /// Puts what is left of a long body, and its end. False, and nothing done, with a short one.
  /// Errors: as Write; kInternal when a Write has failed before.
  bool Finish();
  /// Whether something has been put into the pipe.
  bool is_long() const { return is_long_; }
  /// The whole of a short body.
  std::string TakeShort() { return std::move(kept_); }

 private:
  enum class Then { kGoOn, kEnd };
  /// Puts what is kept.
  void Put(Then then);

  BodyPipe& pipe_;
  const Framing framing_;
  const std::function<Coding()> begin_;
  std::string kept_, framed_;
  std::optional<base::StreamCompressor> compressor_;
  bool has_begun_ = false, is_long_ = false, is_failed_ = false;
};

}  // namespace socle::http

#include "http/streamed_body.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/error.h"

namespace socle::http {
namespace {

/// A chunk (RFC 9112, 7.1). One without bytes would be the last, and is left out.
void AppendChunk(std::string_view bytes, std::string& out) {
  if (bytes.empty()) return;
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, bytes.size(), 16);
  out.append(digits, end.ptr);
  out += "\r\n";
  out += bytes;
  out += "\r\n";
}

}  // namespace

StreamedBody::StreamedBody(BodyPipe& pipe, Framing framing, std::function<Coding()> begin)
    : pipe_(pipe), framing_(framing), begin_(std::move(begin)) {}

void StreamedBody::Write(std::string_view bytes) {
  pipe_.ThrowIfAbandoned();
  while (!bytes.empty()) {
    if (kept_.size() == kPiece) Put(Then::kGoOn);
    const std::size_t fits = std::min(kPiece - kept_.size(), bytes.size());
    kept_ += bytes.substr(0, fits);
    bytes.remove_prefix(fits);
  }
}

bool StreamedBody::Finish() {
  if (is_failed_) {
    throw base::Error(base::ErrorCode::kInternal, "The answer is incomplete.")
        .WithDetail("a write failed and the stream went on");
  }
  if (!is_long_) return false;
  Put(Then::kEnd);
  pipe_.End();
  return true;
}

void StreamedBody::Put(Then then) {
  is_failed_ = true;  // until it is done: what is lost here cannot come again
  if (!std::exchange(has_begun_, true)) {
    const Coding coding = begin_();
    if (coding != Coding::kIdentity) {
      compressor_.emplace(coding == Coding::kGzip ? base::StreamCompressor::Format::kGzip
                                                  : base::StreamCompressor::Format::kZstd);
    }
  }
  if (compressor_) {
    kept_ = then == Then::kEnd ? compressor_->Finish(kept_) : compressor_->Add(kept_);
  }
  if (framing_ == Framing::kChunked) {
    framed_.clear();
    AppendChunk(kept_, framed_);
    if (then == Then::kEnd) framed_ += "0\r\n\r\n";
    pipe_.Put(framed_);
  } else {
    pipe_.Put(kept_);
  }
  kept_.clear();
  is_long_ = true;
  is_failed_ = false;
}

}  // namespace socle::http

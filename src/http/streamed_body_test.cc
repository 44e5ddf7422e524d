#include "http/streamed_body.h"

#include <gtest/gtest.h>

#include "base/compress.h"
#include "base/error.h"

namespace socle::http {
namespace {

constexpr std::size_t kPiece = StreamedBody::kPiece;

/// A pipe that is open, and how often the head was asked for.
struct Sink {
  Sink() {
    pipe.Open([] {});
  }
  std::function<Coding()> Begin(Coding coding = Coding::kIdentity) {
    return [this, coding] {
      ++begun;
      return coding;
    };
  }
  std::string Taken() {
    std::string bytes;
    pipe.Take(bytes);
    return bytes;
  }
  BodyPipe pipe;
  int begun = 0;
};

TEST(StreamedBody, AShortOneStaysWhole) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kPiece}) {
    Sink sink;
    StreamedBody body(sink.pipe, Framing::kChunked, sink.Begin());
    for (std::size_t i = 0; i < size; ++i) body.Write("x");
    EXPECT_FALSE(body.Finish());
    EXPECT_FALSE(body.is_long());
    EXPECT_EQ(body.TakeShort(), std::string(size, 'x'));
    EXPECT_EQ(sink.begun, 0);
    EXPECT_EQ(sink.Taken(), "");
  }
}

TEST(StreamedBody, ALongOneGoesInChunks) {
  Sink sink;
  StreamedBody body(sink.pipe, Framing::kChunked, sink.Begin());
  body.Write(std::string(kPiece, 'x'));
  EXPECT_FALSE(body.is_long());
  body.Write("yz");
  EXPECT_TRUE(body.is_long());
  EXPECT_TRUE(body.Finish());
  EXPECT_EQ(sink.begun, 1);
  EXPECT_EQ(sink.Taken(), "10000\r\n" + std::string(kPiece, 'x') + "\r\n2\r\nyz\r\n0\r\n\r\n");
}

TEST(StreamedBody, AndPlainUntilTheEnd) {
  Sink sink;
  StreamedBody body(sink.pipe, Framing::kUntilClose, sink.Begin());
  body.Write(std::string(kPiece + 2, 'x'));
  EXPECT_TRUE(body.Finish());
  EXPECT_EQ(sink.Taken(), std::string(kPiece + 2, 'x'));
}

TEST(StreamedBody, CompressesPieceByPiece) {
  for (const Coding coding : {Coding::kGzip, Coding::kZstd}) {
    Sink sink;
    StreamedBody body(sink.pipe, Framing::kUntilClose, sink.Begin(coding));
    body.Write(std::string(3 * kPiece + 7, 'x'));
    EXPECT_TRUE(body.Finish());
    const std::string bytes = sink.Taken();
    EXPECT_EQ(coding == Coding::kGzip ? base::GzipDecompress(bytes, 10 * kPiece)
                                      : base::ZstdDecompress(bytes, 10 * kPiece),
              std::string(3 * kPiece + 7, 'x'));
  }
}

TEST(StreamedBody, AHoleIsNeverSentAsTheWhole) {
  Sink sink;
  StreamedBody body(sink.pipe, Framing::kChunked,
                    []() -> Coding { throw base::Error(base::ErrorCode::kInternal, "No head."); });
  EXPECT_THROW(body.Write(std::string(kPiece + 1, 'x')), base::Error);
  EXPECT_THROW(body.Finish(), base::Error);
  EXPECT_EQ(sink.Taken(), "");
}

TEST(StreamedBody, SaysThatTheClientHasGone) {
  Sink sink;
  StreamedBody body(sink.pipe, Framing::kChunked, sink.Begin());
  EXPECT_FALSE(body.IsGone());
  sink.pipe.Desert();
  EXPECT_TRUE(body.IsGone());
  body.Write("x");
  sink.pipe.Abandon();
  EXPECT_THROW(body.Write("x"), base::Error);
}

}  // namespace
}  // namespace socle::http

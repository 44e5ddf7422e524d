#include "base/stream_compressor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/compress.h"

namespace socle::base {
namespace {

using Format = StreamCompressor::Format;

std::string Undo(Format format, const std::string& bytes) {
  constexpr std::size_t kPlenty = std::size_t{64} << 20;
  return format == Format::kGzip ? GzipDecompress(bytes, kPlenty) : ZstdDecompress(bytes, kPlenty);
}

/// Half a repetition, half noise.
std::string Text(std::size_t size) {
  std::mt19937 random(7);
  std::string text(size, 'a');
  std::generate(text.begin() + static_cast<std::ptrdiff_t>(size / 2), text.end(),
                [&] { return static_cast<char>(random()); });
  return text;
}

class StreamCompressorTest : public testing::TestWithParam<Format> {};

TEST_P(StreamCompressorTest, PiecesOfAnySizeComeBackTogether) {
  const std::string text = Text(1000000);
  for (const std::size_t piece : {std::size_t{999}, std::size_t{65536}, text.size()}) {
    StreamCompressor compressor(GetParam());
    std::string out;
    std::size_t at = 0;
    for (; at + piece < text.size(); at += piece) out += compressor.Add({text.data() + at, piece});
    out += compressor.Finish(std::string_view(text).substr(at));
    EXPECT_EQ(Undo(GetParam(), out), text) << piece;
    EXPECT_LT(out.size(), text.size()) << piece;
  }
}

TEST_P(StreamCompressorTest, EmptyPiecesAndAnEmptyTextAreNothing) {
  StreamCompressor nothing(GetParam());
  EXPECT_EQ(Undo(GetParam(), nothing.Finish("")), "");
  StreamCompressor some(GetParam());
  std::string out = some.Add("");
  out += some.Add("abc");
  out += some.Add("");
  out += some.Finish("");
  EXPECT_EQ(Undo(GetParam(), out), "abc");
}

TEST_P(StreamCompressorTest, EachPieceComesOutAtOnce) {
  // The second piece repeats the first: only one whose bytes are out already is that short.
  const std::string noise = Text(20000).substr(10000);
  StreamCompressor compressor(GetParam());
  EXPECT_GT(compressor.Add(noise).size(), 9000u);
  const std::size_t again = compressor.Add(noise).size();
  EXPECT_GT(again, 0u);
  EXPECT_LT(again, 1000u);
}

INSTANTIATE_TEST_SUITE_P(Formats, StreamCompressorTest,
                         testing::Values(Format::kGzip, Format::kZstd));

}  // namespace
}  // namespace socle::base

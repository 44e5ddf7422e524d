// links: base
// Any bytes decompress within their bound or are refused; what is compressed comes back.

#include "base/compress.h"

#include <cstdlib>
#include <string>
#include <string_view>

#include "base/error.h"

namespace {

using namespace socle::base;

constexpr std::size_t kMost = 100'000;

void Require(bool holds) {
  if (!holds) std::abort();
}

template <class Decompress>
void Try(Decompress decompress) {
  try {
    Require(decompress().size() <= kMost);
  } catch (const Error& error) {
    Require(error.code() == ErrorCode::kMalformed || error.code() == ErrorCode::kTooLarge);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static const ZstdDictionary dictionary(R"({"_type":"COMPOSITION","name":{"_type":"DV_TEXT"}})");
  Try([&] { return GzipDecompress(bytes, kMost); });
  Try([&] { return ZstdDecompress(bytes, kMost); });
  Try([&] { return dictionary.Decompress(bytes, kMost); });
  Require(GzipDecompress(GzipCompress(bytes), size) == bytes);
  Require(ZstdDecompress(ZstdCompress(bytes), size) == bytes);
  Require(dictionary.Decompress(dictionary.Compress(bytes), size) == bytes);
  try {
    const ZstdDictionary any{std::string(bytes)};
    Require(any.Decompress(any.Compress("a text"), 100) == "a text");
  } catch (const Error& error) {
    Require(error.code() == ErrorCode::kCorrupt);
  }
  return 0;
}

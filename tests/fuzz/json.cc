// links: json
// Any bytes are a document or a fault with a place; what a document writes reads back the same.

#include <cstdlib>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"
#include "json/document.h"
#include "json/writer.h"

namespace {

using namespace socle;

void Require(bool holds) {
  if (!holds) std::abort();
}

std::string Write(const json::Document& document, int indent) {
  std::string out;
  json::Writer(out, indent).Value(document.root());
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto document = json::Document::Parse(text, {.bytes = 1u << 20, .depth = 64});
    const std::string compact = Write(document, 0);
    Require(base::IsUtf8(compact));
    Require(Write(json::Document::Parse(compact), 0) == compact);
    Require(Write(json::Document::Parse(Write(document, 2)), 0) == compact);
  } catch (const base::Error& error) {
    Require(error.code() == base::ErrorCode::kMalformed ||
            error.code() == base::ErrorCode::kTooLarge);
    Require(base::IsUtf8(error.message()));
    Require(error.place().empty() == (error.code() == base::ErrorCode::kTooLarge));
  }
  return 0;
}

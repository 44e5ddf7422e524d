// links: xml
// Any bytes are a tree of UTF-8 texts with places, or a fault.

#include <cstdlib>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"
#include "xml/document.h"

namespace {

using namespace socle;

void Require(bool holds) {
  if (!holds) std::abort();
}

std::size_t Walk(const xml::Element& element, std::uint32_t depth) {
  Require(!element.name().empty());
  Require(element.line() >= 1 && element.column() >= 1);
  Require(depth <= 64);
  std::size_t size = element.text().size();
  for (const auto* attribute = element.first_attribute(); attribute; attribute = attribute->next) {
    size += attribute->value.size();
  }
  for (const xml::Element& child : element) size += Walk(child, depth + 1);
  return size;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto document = xml::Document::Parse(text, {.bytes = 1u << 20, .depth = 64});
    // One byte of ISO-8859-1 becomes two of UTF-8, two of UTF-16 at most three.
    Require(Walk(document.root(), 1) <= 2 * size);
  } catch (const base::Error& error) {
    Require(error.code() == base::ErrorCode::kMalformed ||
            error.code() == base::ErrorCode::kTooLarge);
  }
  return 0;
}

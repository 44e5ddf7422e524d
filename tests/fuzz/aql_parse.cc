// links: aql
// Any bytes are a query or a fault with a place; a query that was read is printed, read again and
// is the same.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "aql/parser.h"
#include "aql/printer.h"
#include "base/bytes.h"
#include "base/error.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace socle;
  aql::ast::Query tree;
  try {
    tree = aql::Parse({reinterpret_cast<const char*>(data), size});
  } catch (const base::Error& error) {
    Require(error.code() == base::ErrorCode::kMalformed ||
            error.code() == base::ErrorCode::kBadRequest);
    Require(error.issues().size() == 1 && !error.place().empty());
    Require(base::IsUtf8(error.message()));
    return 0;
  }
  const std::string printed = aql::Print(tree);
  Require(aql::Parse(printed) == tree);
  return 0;
}

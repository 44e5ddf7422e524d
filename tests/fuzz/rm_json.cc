// links: rm
// Any JSON is an instance of the reference model or a list of violations; an instance that was
// read is written, read again and written the same, and its nodes are found by their paths.

#include <cstdlib>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"
#include "json/document.h"
#include "rm/findings.h"
#include "rm/json.h"
#include "rm/path.h"

namespace {

using namespace socle;

void Require(bool holds) {
  if (!holds) std::abort();
}

void CheckError(const base::Error& error) {
  if (error.code() == base::ErrorCode::kMalformed) return;
  Require(error.code() == base::ErrorCode::kInvalid);
  Require(!error.issues().empty() && error.issues().size() <= rm::Findings::kMost);
  for (const base::Issue& issue : error.issues()) {
    Require(issue.path.starts_with('/') && !issue.rule.empty());
    Require(base::IsUtf8(issue.path) && base::IsUtf8(issue.expected));
    Require(base::IsUtf8(issue.found) && base::IsUtf8(issue.message));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto document = json::Document::Parse(text, {.bytes = 1u << 20, .depth = 128});
    const rm::Tree tree = rm::ReadJson(document.root(), "Any");
    const std::string written = rm::WriteJson(tree);
    const auto again = json::Document::Parse(written);
    Require(rm::WriteJson(rm::ReadJson(again.root(), "Any")) == written);
    Require(rm::WriteJson(rm::ReadStoredJson(again.root())) == written);
    rm::FindByPath(tree.root(), text);
    Require(rm::FindByPath(tree.root(), rm::PathOf(tree.root())) == &tree.root());
  } catch (const base::Error& error) {
    CheckError(error);
  }
  return 0;
}

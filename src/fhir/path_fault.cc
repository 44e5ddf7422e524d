#include "fhir/path_fault.h"

#include <utility>

#include "base/bytes.h"

namespace socle::fhir {
namespace {

/// `text` cut to what a reader of a message bears, between characters.
std::string Cut(std::string_view text) {
  constexpr std::size_t kMost = 80;
  if (text.size() <= kMost) return std::string(text);
  return std::string(text.substr(0, base::Utf8Prefix(text.substr(0, kMost)))) + "…";
}

}  // namespace

base::Error PathFault(const PathPlace& place, std::string rule, std::string expected,
                      std::string found) {
  const std::string at = std::to_string(place.line) + ':' + std::to_string(place.column);
  base::Issue issue{at, std::move(rule), std::move(expected), Cut(found), {}};
  issue.message = "FHIRPath, at " + at + ": expected " + issue.expected;
  if (!issue.found.empty()) issue.message += ", found " + issue.found;
  base::Error error(base::ErrorCode::kBadRequest, issue.message);
  error.At(at).WithIssues({std::move(issue)});
  return error;
}

}  // namespace socle::fhir

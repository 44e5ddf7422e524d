#include "base/text_place.h"

#include <utility>

#include "base/bytes.h"

namespace socle::base {
namespace {

/// `text` cut to what a reader of a message bears, between characters.
std::string Cut(std::string_view text) {
  constexpr std::size_t kMost = 80;
  if (text.size() <= kMost) return std::string(text);
  return std::string(text.substr(0, Utf8Prefix(text.substr(0, kMost)))) + "…";
}

}  // namespace

std::string FormatPlace(const TextPlace& place) {
  return std::to_string(place.line) + ':' + std::to_string(place.column);
}

Error FaultAt(ErrorCode code, std::string_view lead, const TextPlace& place, std::string rule,
              std::string expected, std::string_view found) {
  const std::string at = FormatPlace(place);
  Issue issue{at, std::move(rule), std::move(expected), Cut(found), {}};
  issue.message = std::string(lead) + at + ": expected " + issue.expected;
  if (!issue.found.empty()) issue.message += ", found " + issue.found;
  Error error(code, issue.message);
  error.At(at).WithIssues({std::move(issue)});
  return error;
}

}  // namespace socle::base

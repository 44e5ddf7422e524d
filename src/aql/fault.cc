#include "aql/fault.h"

#include <utility>

#include "base/bytes.h"
#include "base/nearest.h"

namespace socle::aql {
namespace {

/// `text` cut to what a reader of a message bears, between characters.
std::string Cut(std::string_view text) {
  constexpr std::size_t kMost = 80;
  if (text.size() <= kMost) return std::string(text);
  return std::string(text.substr(0, base::Utf8Prefix(text.substr(0, kMost)))) + "…";
}

}  // namespace

base::Error Fault(base::ErrorCode code, const Place& place, std::string rule, std::string expected,
                  std::string found) {
  const std::string at = std::to_string(place.line) + ':' + std::to_string(place.column);
  base::Issue issue{at, std::move(rule), std::move(expected), Cut(found), {}};
  issue.message = "At " + at + ": expected " + issue.expected;
  if (!issue.found.empty()) issue.message += ", found " + issue.found;
  base::Error error(code, issue.message);
  error.At(at).WithIssues({std::move(issue)});
  return error;
}

base::Error UnknownName(const Place& place, std::string rule, std::string_view what,
                        std::string_view found, std::span<const std::string_view> known) {
  std::string expected(what);
  const std::string_view nearest = base::Nearest(found, known);
  if (!nearest.empty()) {
    expected += " (did you mean ";
    expected += nearest;
    expected += "?)";
  }
  return Fault(base::ErrorCode::kBadRequest, place, std::move(rule), std::move(expected),
               std::string(found));
}

}  // namespace socle::aql

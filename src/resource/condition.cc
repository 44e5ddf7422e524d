#include "resource/condition.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/error.h"

namespace socle::resource {
namespace {

using base::Error;
using base::ErrorCode;

/// Parameters that shape an answer and narrow nothing. Source: FHIR R4, Search, Summary Table.
bool ShapesTheAnswer(std::string_view name) {
  static constexpr std::array<std::string_view, 11> kNames{
      "_contained", "_containedType", "_count", "_elements", "_format", "_include",
      "_pretty",    "_revinclude",    "_sort",  "_summary",  "_total"};
  return std::ranges::find(kNames, name.substr(0, name.find(':'))) != kNames.end();
}

}  // namespace

std::vector<ResourceId> Matches(Search& search, store::Session& session, SearchRequest request,
                                std::size_t limit) {
  request.lenient = false;
  const bool narrows =
      std::any_of(request.parameters.begin(), request.parameters.end(), [](const auto& parameter) {
        return !parameter.second.empty() && !ShapesTheAnswer(parameter.first);
      });
  if (!narrows && !request.compartment) {
    throw Error(ErrorCode::kBadRequest, "a condition says what to look for");
  }
  std::vector<ResourceId> found;
  for (auto& [key, id] : search.Match(session, request, limit)) found.push_back(std::move(id));
  return found;
}

Condition AskCondition(Search& search, store::Session& session, const SearchRequest& request,
                       std::chrono::milliseconds longest) {
  const auto begin = std::chrono::steady_clock::now();
  Condition asked{.request = request, .found = Matches(search, session, request, 2)};
  if (std::chrono::steady_clock::now() - begin > longest) {
    throw Error(ErrorCode::kTimeout,
                "the condition takes too long to look up: name the resource by an identifier");
  }
  if (asked.found.size() > 1) {
    throw Error(ErrorCode::kPreconditionFailed, "the condition matches several resources");
  }
  return asked;
}

}  // namespace socle::resource

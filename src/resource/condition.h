#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "record/snapshot.h"
#include "resource/search.h"

namespace socle::resource {

/// The condition of a conditional interaction, and what it matched when it was asked: none or one.
struct Condition {
  SearchRequest request;
  std::vector<ResourceId> found;
};

/// What `request` matches, at most `limit`. Never lenient: a parameter that is left out would mean
/// more resources than the client meant. Errors: kBadRequest (it names nothing to look for), and
/// the search's.
std::vector<ResourceId> Matches(Search& search, store::Session& session, SearchRequest request,
                                std::size_t limit);

/// A condition is asked a second time by the writer, for whom all other writes wait: one that takes
/// longer than this is refused.
inline constexpr std::chrono::milliseconds kLongestCondition{1000};

/// Errors: those of Matches, kPreconditionFailed (several), kTimeout (it took longer than
/// `longest`).
Condition AskCondition(Search& search, store::Session& session, const SearchRequest& request,
                       std::chrono::milliseconds longest = kLongestCondition);

}  // namespace socle::resource

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/wiring.h"

namespace socle::app {

/// One EHR to be loaded, in the lines of docs/formats/generated.md: a line for the EHR (it may be
/// left out where the EHR is there), then one for each composition, in the order of their commits.
struct EhrToLoad {
  std::string lines;
  std::string place;  // where the first line stands, for messages: "ehrs-0001.ndjson:17"
};

struct LoadResult {
  std::uint64_t ehrs = 0, compositions = 0;
};

/// Loads EHRs with several threads: each composition is validated and committed as a client's would
/// be, as a contribution of its own, in the order of its EHR.
///
/// `next` gives the EHRs one after another and nothing at the end; it is called by one thread at a
/// time. `progress` gets the number of compositions that are durable. Returns when all are durable.
/// Errors: the first one of `next`, of a line that is none (kMalformed), or of a commit, at its
/// place; what was committed before stays.
LoadResult Load(Platform& platform, const std::function<std::optional<EhrToLoad>()>& next,
                const std::function<void(std::uint64_t)>& progress);

/// Uploads the templates that are not there yet; returns how many were.
std::size_t LoadTemplates(Platform& platform, const std::vector<std::string>& templates);

}  // namespace socle::app

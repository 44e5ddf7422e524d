#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/wiring.h"

namespace socle::app {

/// One EHR to be loaded, with what it holds, in the order of its history.
struct EhrToLoad {
  struct Composition {
    std::optional<record::ObjectUid> uid;      // absent: the document's own, or a new one
    std::string committer;                   // a name; empty: the program
    std::optional<base::Instant> time;       // of the commit; absent: the moment of the load
    std::string json;
  };
  record::EhrId id;
  std::string status;                        // EHR_STATUS as canonical JSON; empty: the default one
  std::optional<base::Instant> time;
  std::vector<Composition> compositions;
};

struct LoadResult {
  std::uint64_t ehrs = 0, compositions = 0;
};

/// Loads EHRs with several threads: each composition is validated and committed as a client's would be, as a
/// contribution of its own, in the order of its EHR.
///
/// `next` gives the EHRs one after another and nothing at the end; it is called by one thread at a time.
/// `progress` gets the compositions that are durable. Returns when all are durable.
/// Errors: the first one of `next` or of a commit, named with its EHR; what was committed before stays.
LoadResult Load(Platform& platform, const std::function<std::optional<EhrToLoad>()>& next,
                const std::function<void(std::uint64_t)>& progress);

/// Uploads the templates that are not there yet; returns how many were.
std::size_t LoadTemplates(Platform& platform, const std::vector<std::string>& templates);

}  // namespace socle::app

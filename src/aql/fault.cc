#include "aql/fault.h"

#include <utility>

#include "base/nearest.h"

namespace socle::aql {
base::Error Fault(base::ErrorCode code, const Place& place, std::string rule, std::string expected,
                  std::string_view found) {
  return base::FaultAt(code, "At ", place, std::move(rule), std::move(expected), found);
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
  return Fault(base::ErrorCode::kBadRequest, place, std::move(rule), std::move(expected), found);
}

}  // namespace socle::aql

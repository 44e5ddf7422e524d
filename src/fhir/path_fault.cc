#include "fhir/path_fault.h"

#include <utility>

namespace socle::fhir {

base::Error PathFault(const PathPlace& place, std::string rule, std::string expected,
                      std::string_view found) {
  return base::FaultAt(base::ErrorCode::kBadRequest, "FHIRPath, at ", place, std::move(rule),
                       std::move(expected), found);
}

}  // namespace socle::fhir

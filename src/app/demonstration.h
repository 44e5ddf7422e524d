#pragma once

#include <cstdint>
#include <functional>
#include <ostream>

#include "app/configuration.h"
#include "app/loader.h"
#include "app/logging.h"
#include "app/wiring.h"
#include "generate/hospital.h"

namespace socle::app {

/// Loads a generated hospital: templates, then every patient. `progress` as for Load.
LoadResult LoadHospital(Platform& platform, const generate::HospitalOptions& options,
                        const std::function<void(std::uint64_t)>& progress);

/// Fills an empty store with the templates and patients of the demonstration hospital; a store that
/// has EHRs already is left as it is.
void LoadDemonstration(Platform& platform, std::uint32_t patients, Log& log);

/// Prints where the server is and five `curl` lines that work on the demonstration hospital.
void PrintFirstSteps(Platform& platform, const Configuration& configuration, std::uint16_t port,
                     std::ostream& out);

}  // namespace socle::app

#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "generate/hospital.h"

namespace socle::generate {

struct FhirWriteProgress {
  std::uint64_t patients = 0, resources = 0, bytes = 0;
};

/// Whether transaction Bundles are written beside the lines.
enum class FhirBundles : std::uint8_t { kNo, kYes };

/// Writes the hospital as resources of FHIR R4 below `directory`, as docs/formats/generated_fhir.md
/// says: TYPE.ndjson, perhaps Bundles, and a manifest last. The directory is made when it is not
/// there, and must be empty. `threads`: at least 1; the bytes do not depend on it. `progress` is
/// called from the calling thread, every few hundred patients.
/// Errors: kUsage (the directory holds something), kStorageFull.
FhirWriteProgress WriteFhirFiles(
    const Hospital& hospital, const std::filesystem::path& directory, FhirBundles bundles,
    unsigned threads, const std::function<void(const FhirWriteProgress&)>& progress = {});

}  // namespace socle::generate

#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "generate/hospital.h"

namespace socle::generate {

/// What has been written so far.
struct WriteProgress {
  std::uint64_t ehrs = 0, compositions = 0, bytes = 0;
};

/// Appends the lines of a record as docs/formats/generated.md says: one for the EHR, one for each
/// composition.
void AppendLines(std::string& out, const Record& record);

/// Writes the hospital's records, the templates and a manifest below `directory`, which is made
/// when it is not there, and must be empty. `threads`: at least 1; the bytes do not depend on it.
/// `progress` is called after every file of records, one call at a time, from any of the threads.
/// Errors: kUsage (the directory holds something, options out of limits), kStorageFull.
WriteProgress WriteFiles(const Hospital& hospital, const std::filesystem::path& directory,
                         unsigned threads,
                         const std::function<void(const WriteProgress&)>& progress = {});

}  // namespace socle::generate

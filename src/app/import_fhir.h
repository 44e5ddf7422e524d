#pragma once

#include <filesystem>

#include "app/configuration.h"

namespace socle::app {

/// Whether `path` is, or is a folder that holds, FHIR: Bundles or resources in JSON (.json,
/// .json.gz), or resources one a line (.ndjson).
bool HoldsFhir(const std::filesystem::path& path);

/// Loads what HoldsFhir found, as the FHIR door would take it: transactions and batches are done;
/// other resources are written under their ids, those of a file together. Several threads load
/// Bundles at once, after those of hospitals and practitioners, to which others refer; lines are
/// loaded type by type. Each Bundle, and each 5,000 lines, is durable together. Returns the
/// program's exit code.
/// Errors: kUsage (a file cannot be read); of the service, at the file; what was loaded before
/// stays.
int ImportFhir(const Configuration& configuration, const std::filesystem::path& path);

}  // namespace socle::app

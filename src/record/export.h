#pragma once

#include <string>

#include "record/codec.h"
#include "record/kinds.h"
#include "record/names.h"
#include "record/record.h"

namespace socle::record {

/// Writes the snapshot of `session` into `directory`, which is made where it is absent. The
/// manifest comes last, so that a directory without one is no export. Errors: kConflict (the
/// directory is not empty), kStorageFull (cannot be written), kCorrupt.
void ExportRecord(store::Session& session, const Kinds& kinds, Codec& codec, Names& names,
                  const std::string& directory, const Progress& progress);

}  // namespace socle::record

#pragma once

#include <string>

#include "record/commit.h"
#include "record/kinds.h"
#include "record/names.h"
#include "record/record.h"
#include "record/trainer.h"

namespace socle::record {

/// What an import works with. All outlive it.
struct ImportInto {
  store::Store& store;
  const Kinds& kinds;
  const Committer& committer;
  Names& names;
  Trainer& trainer;
};

/// Reads the export in `directory` into an empty store and checks every digest on the way. While it
/// runs, and after it was broken off, the store says that it is unfinished (table `unfinished`).
/// Errors: kConflict (the store is not empty), kCorrupt (the export is not what was written; says
/// where), kUsage (no export there, a kind that this program does not know), and those of the
/// store.
void ImportRecord(const ImportInto& into, const std::string& directory, const Progress& progress);

}  // namespace socle::record

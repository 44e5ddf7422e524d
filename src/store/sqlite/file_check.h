#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "store/sqlite/log_scan.h"

namespace socle::store {

/// The files of one store: PATH, PATH-wal, PATH-journal, below the checksums.
struct StoreFiles {
  std::string path;
  std::string vfs;  // empty: the default one

  std::string log() const { return path + "-wal"; }
  std::string journal() const { return path + "-journal"; }
};

/// Looks at a file before SQLite does: whether there is one, and whether it can be a store.
/// Errors: kUsage (no database, or another program's), kCorrupt (ours, its first page or its log
/// damaged). A file that is empty or was left in the middle of its making is not refused.
enum class Found { kNothing, kStore };
Found CheckBeforeOpen(const StoreFiles& files);

/// What the log holds; an empty scan where there is none. Beside a server that goes on writing, a
/// frame that is read before it is written lies before others that are written meanwhile, and is
/// whole when it is read again: what seems damaged is read several times.
LogScan ScanLogOf(const StoreFiles& files);

/// One issue for each page of the main file that does not match its checksum, and for a length that
/// does not fit. Pages that `log` holds may be half written after a power cut and are left out: the
/// log's copy counts. What seems damaged is read several times, and the log anew with it, since a
/// server beside may be writing.
std::vector<base::Issue> CheckPages(const StoreFiles& files, LogScan log);

}  // namespace socle::store

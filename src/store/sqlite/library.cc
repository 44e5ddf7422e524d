#include "store/sqlite/library.h"

#include <sqlite3.h>

#include "base/error.h"

namespace socle::store {
namespace {

bool Prepare() {
  // The counters of memory are one mutex that every allocation of every thread would take.
  const int counters = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  // A savepoint's journal is a file of the VFS from its first byte: memory (checksum_vfs.h).
  const int spill = sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, 0);
  return counters == SQLITE_OK && spill == SQLITE_OK && sqlite3_initialize() == SQLITE_OK;
}

}  // namespace

void PrepareLibrary() {
  static const bool prepared = Prepare();
  if (!prepared) {
    throw base::Error(base::ErrorCode::kInternal, "SQLite cannot be set up: it is in use already");
  }
}

}  // namespace socle::store

#pragma once

#include <sqlite3.h>

namespace socle::store {

/// What SQLite needs of a file that lives in memory and ends when it is closed: the journal of a
/// savepoint, what a statement spills. SQLite's own takes a piece of memory for each 1,000 bytes.
struct MemoryFile;

/// The bytes that SQLite must allocate for one (sqlite3_vfs::szOsFile).
int SizeOfMemoryFile();
/// Opens an empty one at `file`. One thread at a time, as SQLite uses its files.
void OpenMemoryFile(sqlite3_file* file);

}  // namespace socle::store

#pragma once

#include <sqlite3.h>

namespace socle::store {

/// The write-ahead log as SQLite's connections see it: what is written one piece behind the other,
/// a header of 24 bytes and a page for each frame, is gathered and written at once, at the latest
/// when it is to be durable. Whoever reads the log through this file sees all of it; others see a
/// frame once it is durable, and SQLite tells nobody of it before. So every connection that writes
/// must have `synchronous=FULL` (ConfigureConnection). One thread at a time, as SQLite uses its
/// files.
///
/// The bytes that SQLite must allocate for one beside those of the file of the VFS below.
int SizeOfLogFile();
/// Opens the log `name` of the VFS `base` at `file`; a code of SQLite's.
int OpenLogFile(sqlite3_vfs* base, const char* name, sqlite3_file* file, int flags, int* out_flags);

}  // namespace socle::store

#pragma once

#include <sqlite3.h>

/// Files of a VFS that stand over files of the VFS below it, and what they pass on as it is.
namespace socle::store::file_over {

/// The beginning of each. SQLite allocates it, with room behind the whole for the file below.
struct FileOver {
  sqlite3_file base;
  sqlite3_file* below;
};

inline sqlite3_file* Below(sqlite3_file* file) { return reinterpret_cast<FileOver*>(file)->below; }

/// Opens the file below `self`, whose first member is a FileOver. A code of SQLite's: where it is
/// none of success, nothing is left open.
template <class File>
int OpenBelow(sqlite3_vfs* base, const char* name, File* self, int flags, int* out_flags) {
  self->over.base.pMethods = nullptr;
  self->over.below = reinterpret_cast<sqlite3_file*>(self + 1);
  const int code = base->xOpen(base, name, self->over.below, flags, out_flags);
  // SQLite closes the file only when pMethods is set; what the base left open is closed here.
  if (code != SQLITE_OK && self->over.below->pMethods != nullptr) {
    self->over.below->pMethods->xClose(self->over.below);
  }
  return code;
}

inline int Lock(sqlite3_file* file, int level) {
  return Below(file)->pMethods->xLock(Below(file), level);
}
inline int Unlock(sqlite3_file* file, int level) {
  return Below(file)->pMethods->xUnlock(Below(file), level);
}
inline int CheckReservedLock(sqlite3_file* file, int* result) {
  return Below(file)->pMethods->xCheckReservedLock(Below(file), result);
}
inline int FileControl(sqlite3_file* file, int op, void* argument) {
  return Below(file)->pMethods->xFileControl(Below(file), op, argument);
}
inline int SectorSize(sqlite3_file* file) {
  return Below(file)->pMethods->xSectorSize(Below(file));
}
inline int DeviceCharacteristics(sqlite3_file* file) {
  return Below(file)->pMethods->xDeviceCharacteristics(Below(file));
}

}  // namespace socle::store::file_over

#include "store/sqlite/log_file.h"

#include <new>
#include <vector>

namespace socle::store {
namespace {

// SQLite's VFS for POSIX takes the last 17 bits of an amount for it (seekAndWriteFd).
constexpr std::size_t kMostGathered = (1U << 17) - 1;

// SQLite allocates it, with room behind it for the file of the VFS below.
struct LogFile {
  sqlite3_file base;
  sqlite3_file* below;
  std::vector<char>* gathered;  // not written yet
  sqlite3_int64 begin;          // where it belongs
};

LogFile* Self(sqlite3_file* file) { return reinterpret_cast<LogFile*>(file); }
sqlite3_file* Below(sqlite3_file* file) { return Self(file)->below; }

/// What cannot be written is given up: SQLite undoes the transaction that it is of.
int Flush(sqlite3_file* file) {
  std::vector<char>& gathered = *Self(file)->gathered;
  if (gathered.empty()) return SQLITE_OK;
  const int code = Below(file)->pMethods->xWrite(
      Below(file), gathered.data(), static_cast<int>(gathered.size()), Self(file)->begin);
  gathered.clear();
  return code;
}

int Close(sqlite3_file* file) {
  const int flushed = Flush(file);
  delete Self(file)->gathered;
  const int closed = Below(file)->pMethods->xClose(Below(file));
  return flushed != SQLITE_OK ? flushed : closed;
}

int Read(sqlite3_file* file, void* buffer, int amount, sqlite3_int64 offset) {
  const int code = Flush(file);
  if (code != SQLITE_OK) return code;
  return Below(file)->pMethods->xRead(Below(file), buffer, amount, offset);
}

int Write(sqlite3_file* file, const void* buffer, int amount, sqlite3_int64 offset) {
  LogFile& self = *Self(file);
  std::vector<char>& gathered = *self.gathered;
  const auto size = static_cast<sqlite3_int64>(gathered.size());
  const bool follows = offset == self.begin + size;
  if (!follows || gathered.size() + static_cast<std::size_t>(amount) > kMostGathered) {
    const int code = Flush(file);
    if (code != SQLITE_OK) return code;
  }
  if (gathered.empty()) self.begin = offset;
  const auto* bytes = static_cast<const char*>(buffer);
  try {
    gathered.insert(gathered.end(), bytes, bytes + amount);
  } catch (const std::bad_alloc&) {
    return SQLITE_IOERR_NOMEM;
  }
  return SQLITE_OK;
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  const int code = Flush(file);
  if (code != SQLITE_OK) return code;
  return Below(file)->pMethods->xTruncate(Below(file), size);
}

int Sync(sqlite3_file* file, int flags) {
  const int code = Flush(file);
  if (code != SQLITE_OK) return code;
  return Below(file)->pMethods->xSync(Below(file), flags);
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  const int code = Flush(file);
  if (code != SQLITE_OK) return code;
  return Below(file)->pMethods->xFileSize(Below(file), size);
}

int Lock(sqlite3_file* file, int level) { return Below(file)->pMethods->xLock(Below(file), level); }
int Unlock(sqlite3_file* file, int level) {
  return Below(file)->pMethods->xUnlock(Below(file), level);
}
int CheckReservedLock(sqlite3_file* file, int* result) {
  return Below(file)->pMethods->xCheckReservedLock(Below(file), result);
}
int FileControl(sqlite3_file* file, int op, void* argument) {
  return Below(file)->pMethods->xFileControl(Below(file), op, argument);
}
int SectorSize(sqlite3_file* file) { return Below(file)->pMethods->xSectorSize(Below(file)); }
int DeviceCharacteristics(sqlite3_file* file) {
  return Below(file)->pMethods->xDeviceCharacteristics(Below(file));
}

// Version 1: SQLite neither maps a log nor shares memory by it.
constexpr sqlite3_io_methods kMethods = {1,
                                         Close,
                                         Read,
                                         Write,
                                         Truncate,
                                         Sync,
                                         FileSize,
                                         Lock,
                                         Unlock,
                                         CheckReservedLock,
                                         FileControl,
                                         SectorSize,
                                         DeviceCharacteristics,
                                         nullptr,
                                         nullptr,
                                         nullptr,
                                         nullptr,
                                         nullptr,
                                         nullptr};

}  // namespace

int SizeOfLogFile() { return static_cast<int>(sizeof(LogFile)); }

int OpenLogFile(sqlite3_vfs* base, const char* name, sqlite3_file* file, int flags,
                int* out_flags) {
  LogFile* self = Self(file);
  *self = {};
  self->below = reinterpret_cast<sqlite3_file*>(self + 1);
  self->gathered = new (std::nothrow) std::vector<char>;
  if (self->gathered == nullptr) return SQLITE_NOMEM;
  const int code = base->xOpen(base, name, self->below, flags, out_flags);
  if (code != SQLITE_OK) {
    // SQLite closes the file only when pMethods is set; what the base left open is closed here.
    if (self->below->pMethods != nullptr) self->below->pMethods->xClose(self->below);
    delete self->gathered;
    return code;
  }
  self->base.pMethods = &kMethods;
  return SQLITE_OK;
}

}  // namespace socle::store

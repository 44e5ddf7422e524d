#include "store/sqlite/log_file.h"

#include <new>
#include <vector>

#include "store/sqlite/file_over.h"

namespace socle::store {
namespace {

// SQLite's VFS for POSIX takes the last 17 bits of an amount for it (seekAndWriteFd).
constexpr std::size_t kMostGathered = (1U << 17) - 1;

using file_over::Below;

struct LogFile {
  file_over::FileOver over;
  std::vector<char>* gathered;  // not written yet
  sqlite3_int64 begin;          // where it belongs
};

LogFile* Self(sqlite3_file* file) { return reinterpret_cast<LogFile*>(file); }

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

// Version 1: SQLite neither maps a log nor shares memory by it.
constexpr sqlite3_io_methods kMethods = {1,
                                         Close,
                                         Read,
                                         Write,
                                         Truncate,
                                         Sync,
                                         FileSize,
                                         file_over::Lock,
                                         file_over::Unlock,
                                         file_over::CheckReservedLock,
                                         file_over::FileControl,
                                         file_over::SectorSize,
                                         file_over::DeviceCharacteristics,
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
  self->begin = 0;
  const int code = file_over::OpenBelow(base, name, self, flags, out_flags);
  if (code != SQLITE_OK) return code;
  self->gathered = new (std::nothrow) std::vector<char>;
  if (self->gathered == nullptr) {
    Below(file)->pMethods->xClose(Below(file));
    return SQLITE_NOMEM;
  }
  self->over.base.pMethods = &kMethods;
  return SQLITE_OK;
}

}  // namespace socle::store

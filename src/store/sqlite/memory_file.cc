#include "store/sqlite/memory_file.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <type_traits>

namespace socle::store {

struct MemoryFile {
  sqlite3_file base;
  char* bytes;
  std::size_t size, capacity;
};

namespace {

constexpr std::size_t kFirstCapacity = 64 << 10;

// SQLite allocates the file, and frees it without a destructor: Close frees the bytes.
static_assert(std::is_trivially_destructible_v<MemoryFile>);

MemoryFile* Self(sqlite3_file* file) { return reinterpret_cast<MemoryFile*>(file); }

int Close(sqlite3_file* file) {
  std::free(Self(file)->bytes);
  *Self(file) = {};
  return SQLITE_OK;
}

int Read(sqlite3_file* file, void* buffer, int amount, sqlite3_int64 offset) {
  const MemoryFile& self = *Self(file);
  const auto wanted = static_cast<std::size_t>(amount);
  const auto begin = std::min(static_cast<std::size_t>(offset), self.size);
  const std::size_t there = std::min(wanted, self.size - begin);
  if (there > 0) std::memcpy(buffer, self.bytes + begin, there);
  if (there == wanted) return SQLITE_OK;
  std::memset(static_cast<char*>(buffer) + there, 0, wanted - there);
  return SQLITE_IOERR_SHORT_READ;
}

bool Grow(MemoryFile& self, std::size_t size) {
  if (size <= self.capacity) return true;
  const std::size_t capacity = std::max({size, self.capacity * 2, kFirstCapacity});
  auto* bytes = static_cast<char*>(std::realloc(self.bytes, capacity));
  if (bytes == nullptr) return false;
  self.bytes = bytes;
  self.capacity = capacity;
  return true;
}

int Write(sqlite3_file* file, const void* buffer, int amount, sqlite3_int64 offset) {
  MemoryFile& self = *Self(file);
  const auto begin = static_cast<std::size_t>(offset);
  const std::size_t end = begin + static_cast<std::size_t>(amount);
  if (!Grow(self, end)) return SQLITE_IOERR_NOMEM;
  if (begin > self.size) std::memset(self.bytes + self.size, 0, begin - self.size);
  std::memcpy(self.bytes + begin, buffer, end - begin);
  self.size = std::max(self.size, end);
  return SQLITE_OK;
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  Self(file)->size = std::min(Self(file)->size, static_cast<std::size_t>(size));
  return SQLITE_OK;
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(Self(file)->size);
  return SQLITE_OK;
}

int Sync(sqlite3_file*, int) { return SQLITE_OK; }
int Lock(sqlite3_file*, int) { return SQLITE_OK; }
int CheckReservedLock(sqlite3_file*, int* result) {
  *result = 0;
  return SQLITE_OK;
}
int FileControl(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int SectorSize(sqlite3_file*) { return 0; }
int DeviceCharacteristics(sqlite3_file*) { return 0; }

constexpr sqlite3_io_methods kMethods = {1,
                                         Close,
                                         Read,
                                         Write,
                                         Truncate,
                                         Sync,
                                         FileSize,
                                         Lock,
                                         Lock,
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

int SizeOfMemoryFile() { return static_cast<int>(sizeof(MemoryFile)); }

void OpenMemoryFile(sqlite3_file* file) {
  *Self(file) = {};
  file->pMethods = &kMethods;
}

}  // namespace socle::store

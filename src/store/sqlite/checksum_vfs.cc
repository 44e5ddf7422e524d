#include "store/sqlite/checksum_vfs.h"

#include <sqlite3.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <vector>

#include "base/error.h"
#include "store/sqlite/file_over.h"
#include "store/sqlite/library.h"
#include "store/sqlite/log_file.h"
#include "store/sqlite/memory_file.h"

namespace socle::store {

namespace {

constexpr int kReservedAt = 20;  // where page 1 says how many bytes of each page are reserved
// Files that end with their use: what stands in them must not be left on a disk.
constexpr int kTemporary = SQLITE_OPEN_SUBJOURNAL | SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_TEMP_JOURNAL |
                           SQLITE_OPEN_TRANSIENT_DB;

thread_local std::optional<std::uint32_t> last_bad_page;

using file_over::Below;

// A main file.
struct File {
  file_over::FileOver over;
  std::vector<char>* copy;  // a page being stamped: SQLite's own buffer stays as it is
};

File* Self(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
sqlite3_vfs* BaseOf(sqlite3_vfs* vfs) { return static_cast<sqlite3_vfs*>(vfs->pAppData); }

// SQLite reads and writes whole pages, but for the first bytes of page 1 when it opens the file.
bool IsPage(int amount, sqlite3_int64 offset) {
  return amount >= 512 && (amount & (amount - 1)) == 0 && offset % amount == 0;
}

std::uint32_t PageNumber(int amount, sqlite3_int64 offset) {
  return static_cast<std::uint32_t>(offset / amount) + 1;
}

int Close(sqlite3_file* file) {
  delete Self(file)->copy;
  return Below(file)->pMethods->xClose(Below(file));
}

int Read(sqlite3_file* file, void* buffer, int amount, sqlite3_int64 offset) {
  const int code = Below(file)->pMethods->xRead(Below(file), buffer, amount, offset);
  if (code != SQLITE_OK || !IsPage(amount, offset)) return code;
  const std::uint32_t number = PageNumber(amount, offset);
  if (PageIsSound({static_cast<const char*>(buffer), static_cast<std::size_t>(amount)}, number)) {
    return SQLITE_OK;
  }
  last_bad_page = number;
  sqlite3_log(SQLITE_IOERR_DATA, "page %u does not match its checksum", number);
  return SQLITE_IOERR_DATA;
}

int Write(sqlite3_file* file, const void* buffer, int amount, sqlite3_int64 offset) {
  const auto* bytes = static_cast<const unsigned char*>(buffer);
  // Stamping a page without reserved bytes would destroy its content.
  if (!IsPage(amount, offset) || (offset == 0 && bytes[kReservedAt] != kChecksumBytes)) {
    return SQLITE_IOERR_WRITE;
  }
  auto& copy = *Self(file)->copy;
  copy.resize(static_cast<std::size_t>(amount));
  std::memcpy(copy.data(), buffer, copy.size());
  const std::uint64_t checksum =
      PageChecksum({copy.data(), copy.size()}, PageNumber(amount, offset));
  for (std::size_t i = 0; i < kChecksumBytes; ++i) {
    copy[copy.size() - kChecksumBytes + i] = static_cast<char>(checksum >> (8 * i));
  }
  return Below(file)->pMethods->xWrite(Below(file), copy.data(), amount, offset);
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  return Below(file)->pMethods->xTruncate(Below(file), size);
}
int Sync(sqlite3_file* file, int flags) { return Below(file)->pMethods->xSync(Below(file), flags); }
int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  return Below(file)->pMethods->xFileSize(Below(file), size);
}
int FileControl(sqlite3_file* file, int op, void* argument) {
  if (op == SQLITE_FCNTL_MMAP_SIZE) return SQLITE_NOTFOUND;
  return file_over::FileControl(file, op, argument);
}
int DeviceCharacteristics(sqlite3_file* file) {
  return file_over::DeviceCharacteristics(file) & ~SQLITE_IOCAP_BATCH_ATOMIC;
}
int ShmMap(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
  return Below(file)->pMethods->xShmMap(Below(file), region, size, extend, memory);
}
int ShmLock(sqlite3_file* file, int offset, int n, int flags) {
  return Below(file)->pMethods->xShmLock(Below(file), offset, n, flags);
}
void ShmBarrier(sqlite3_file* file) { Below(file)->pMethods->xShmBarrier(Below(file)); }
int ShmUnmap(sqlite3_file* file, int remove) {
  return Below(file)->pMethods->xShmUnmap(Below(file), remove);
}

// Version 2: without xFetch, so that no page is read past the checksums.
const sqlite3_io_methods kMethods = {2,
                                     Close,
                                     Read,
                                     Write,
                                     Truncate,
                                     Sync,
                                     FileSize,
                                     file_over::Lock,
                                     file_over::Unlock,
                                     file_over::CheckReservedLock,
                                     FileControl,
                                     file_over::SectorSize,
                                     DeviceCharacteristics,
                                     ShmMap,
                                     ShmLock,
                                     ShmBarrier,
                                     ShmUnmap,
                                     nullptr,
                                     nullptr};

int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  if ((flags & kTemporary) != 0) {
    OpenMemoryFile(file);
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
  }
  sqlite3_vfs* base = BaseOf(vfs);
  if ((flags & SQLITE_OPEN_WAL) != 0) return OpenLogFile(base, name, file, flags, out_flags);
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return base->xOpen(base, name, file, flags, out_flags);
  File* self = Self(file);
  const int code = file_over::OpenBelow(base, name, self, flags, out_flags);
  if (code != SQLITE_OK) return code;
  self->copy = new (std::nothrow) std::vector<char>;
  if (self->copy == nullptr) {
    Below(file)->pMethods->xClose(Below(file));
    return SQLITE_NOMEM;
  }
  self->over.base.pMethods = &kMethods;
  return SQLITE_OK;
}

int DeleteFile(sqlite3_vfs* vfs, const char* name, int sync) {
  return BaseOf(vfs)->xDelete(BaseOf(vfs), name, sync);
}
int Access(sqlite3_vfs* vfs, const char* name, int flags, int* result) {
  return BaseOf(vfs)->xAccess(BaseOf(vfs), name, flags, result);
}
int FullPathname(sqlite3_vfs* vfs, const char* name, int size, char* out) {
  return BaseOf(vfs)->xFullPathname(BaseOf(vfs), name, size, out);
}
int Randomness(sqlite3_vfs* vfs, int size, char* out) {
  return BaseOf(vfs)->xRandomness(BaseOf(vfs), size, out);
}
int Sleep(sqlite3_vfs* vfs, int microseconds) {
  return BaseOf(vfs)->xSleep(BaseOf(vfs), microseconds);
}
int CurrentTime(sqlite3_vfs* vfs, double* out) {
  return BaseOf(vfs)->xCurrentTime(BaseOf(vfs), out);
}
int GetLastError(sqlite3_vfs* vfs, int size, char* out) {
  return BaseOf(vfs)->xGetLastError(BaseOf(vfs), size, out);
}
int CurrentTimeInt64(sqlite3_vfs* vfs, sqlite3_int64* out) {
  return BaseOf(vfs)->xCurrentTimeInt64(BaseOf(vfs), out);
}

struct Registered {
  std::string name;
  sqlite3_vfs vfs{};
};

}  // namespace

std::string ChecksumVfs(const std::string& base_name) {
  // SQLite's list of VFSs is global and keeps pointers to its entries: they live as long as the
  // process.
  static std::mutex mutex;
  static auto& registered = *new std::map<std::string, std::unique_ptr<Registered>>;
  PrepareLibrary();
  std::lock_guard lock(mutex);
  auto found = registered.find(base_name);
  if (found != registered.end()) return found->second->name;
  sqlite3_vfs* base = sqlite3_vfs_find(base_name.empty() ? nullptr : base_name.c_str());
  if (base == nullptr) {
    throw base::Error(base::ErrorCode::kUsage, "no SQLite VFS is called " + base_name);
  }
  auto entry = std::make_unique<Registered>();
  entry->name = base_name.empty() ? "socle" : "socle-" + base_name;
  sqlite3_vfs& vfs = entry->vfs;
  vfs.iVersion = 2;
  const int beside = std::max(static_cast<int>(sizeof(File)), SizeOfLogFile());
  vfs.szOsFile = std::max(beside + base->szOsFile, SizeOfMemoryFile());
  vfs.mxPathname = base->mxPathname;
  vfs.zName = entry->name.c_str();
  vfs.pAppData = base;
  vfs.xOpen = Open;
  vfs.xDelete = DeleteFile;
  vfs.xAccess = Access;
  vfs.xFullPathname = FullPathname;
  vfs.xRandomness = Randomness;
  vfs.xSleep = Sleep;
  vfs.xCurrentTime = CurrentTime;
  vfs.xGetLastError = GetLastError;
  vfs.xCurrentTimeInt64 = CurrentTimeInt64;
  if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK) {
    throw base::Error(base::ErrorCode::kInternal, "the checksum VFS cannot be registered");
  }
  return registered.emplace(base_name, std::move(entry)).first->second->name;
}

std::optional<std::uint32_t> LastBadPage() {
  auto page = last_bad_page;
  last_bad_page.reset();
  return page;
}

std::uint64_t PageChecksum(std::string_view page, std::uint32_t number) {
  return XXH3_64bits(page.data(), page.size() - kChecksumBytes) ^ number;
}

bool PageIsSound(std::string_view page, std::uint32_t number) {
  std::uint64_t stored = 0;
  for (std::size_t i = 0; i < kChecksumBytes; ++i) {
    const auto byte = static_cast<unsigned char>(page[page.size() - kChecksumBytes + i]);
    stored |= std::uint64_t{byte} << (8 * i);
  }
  return stored == PageChecksum(page, number);
}

}  // namespace socle::store

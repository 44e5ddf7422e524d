#include "faults/fault_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <new>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

#include "store/sqlite/library.h"

namespace socle::faults {

namespace {

constexpr std::size_t kSector = 512;

// A change that no fsync has covered: a write, or a truncation.
struct Change {
  std::uint64_t offset = 0;  // of a truncation: the new size
  std::optional<std::string> bytes;
};

struct Tracked {
  std::string durable;
  std::vector<Change> pending;
};

void Apply(std::string& content, std::uint64_t offset, std::string_view bytes) {
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size());
  std::copy(bytes.begin(), bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(offset));
}

void Apply(std::string& content, const Change& change) {
  if (change.bytes) {
    Apply(content, change.offset, *change.bytes);
  } else {
    content.resize(change.offset);
  }
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

struct FaultVfs::State {
  mutable std::mutex mutex;  // guards what follows
  std::map<std::string, Tracked> files;
  std::optional<std::uint64_t> room;  // bytes that may still be written
  bool failing_syncs = false;
  std::optional<std::uint64_t> operations;  // until the cut
  std::uint64_t seed = 0;
  bool cut = false;
  std::map<std::string, std::string> survivors;

  sqlite3_vfs vfs{};
  sqlite3_vfs* base = nullptr;

  // Whether the power is still on, after counting one operation.
  bool Operate() {
    if (!cut && operations && (*operations)-- == 0) DoCut();
    return !cut;
  }

  void DoCut() {
    cut = true;
    operations.reset();
    std::mt19937_64 random(seed);
    // Some disks keep nearly all, some nearly nothing.
    const int whole = std::uniform_int_distribution(0, 100)(random);
    const int torn = std::uniform_int_distribution(0, 100)(random);
    auto chance = [&random](int percent) {
      return std::uniform_int_distribution(0, 99)(random) < percent;
    };
    for (const auto& [path, file] : files) {
      std::string content = file.durable;
      for (const Change& change : file.pending) {
        if (chance(whole)) {
          Apply(content, change);
        } else if (change.bytes && chance(torn)) {
          ApplyTorn(content, change, random);
        }
      }
      survivors[path] = std::move(content);
    }
  }

  static void ApplyTorn(std::string& content, const Change& change, std::mt19937_64& random) {
    const std::string_view bytes = *change.bytes;
    std::uint64_t at = 0;
    while (at < bytes.size()) {
      const std::uint64_t sector_end = (change.offset + at) / kSector * kSector + kSector;
      const std::uint64_t size = std::min(sector_end - change.offset - at, bytes.size() - at);
      if (random() % 2 == 0) Apply(content, change.offset + at, bytes.substr(at, size));
      at += size;
    }
  }
};

namespace {

struct File {
  sqlite3_file base;
  sqlite3_file* below;
  std::string* path;  // null: not tracked
  FaultVfs::State* state;
};

File* Self(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
sqlite3_file* Below(sqlite3_file* file) { return Self(file)->below; }
FaultVfs::State& StateOf(sqlite3_vfs* vfs) { return *static_cast<FaultVfs::State*>(vfs->pAppData); }

int Close(sqlite3_file* file) {
  delete Self(file)->path;
  return Below(file)->pMethods->xClose(Below(file));
}

int Read(sqlite3_file* file, void* buffer, int amount, sqlite3_int64 offset) {
  {
    std::lock_guard lock(Self(file)->state->mutex);
    if (Self(file)->state->cut) return SQLITE_IOERR_READ;
  }
  return Below(file)->pMethods->xRead(Below(file), buffer, amount, offset);
}

int Write(sqlite3_file* file, const void* buffer, int amount, sqlite3_int64 offset) {
  File* self = Self(file);
  FaultVfs::State& state = *self->state;
  std::lock_guard lock(state.mutex);
  if (!state.Operate()) return SQLITE_IOERR_WRITE;
  const auto size = static_cast<std::uint64_t>(amount);
  if (state.room && *state.room < size) return SQLITE_FULL;
  if (state.room) *state.room -= size;
  const int code = Below(file)->pMethods->xWrite(Below(file), buffer, amount, offset);
  if (code == SQLITE_OK && self->path != nullptr) {
    state.files[*self->path].pending.push_back(
        {static_cast<std::uint64_t>(offset),
         std::string(static_cast<const char*>(buffer), static_cast<std::size_t>(amount))});
  }
  return code;
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  File* self = Self(file);
  std::lock_guard lock(self->state->mutex);
  if (!self->state->Operate()) return SQLITE_IOERR_TRUNCATE;
  const int code = Below(file)->pMethods->xTruncate(Below(file), size);
  if (code == SQLITE_OK && self->path != nullptr) {
    self->state->files[*self->path].pending.push_back({static_cast<std::uint64_t>(size), {}});
  }
  return code;
}

// The real file needs no fsync: the machine that runs the test keeps its power.
int Sync(sqlite3_file* file, int) {
  File* self = Self(file);
  std::lock_guard lock(self->state->mutex);
  if (!self->state->Operate() || self->state->failing_syncs) return SQLITE_IOERR_FSYNC;
  if (self->path == nullptr) return SQLITE_OK;
  Tracked& tracked = self->state->files[*self->path];
  for (const Change& change : tracked.pending) Apply(tracked.durable, change);
  tracked.pending.clear();
  return SQLITE_OK;
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
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
  if (op == SQLITE_FCNTL_SIZE_HINT) return SQLITE_OK;  // it would change the file unseen
  return Below(file)->pMethods->xFileControl(Below(file), op, argument);
}
int SectorSize(sqlite3_file* file) { return Below(file)->pMethods->xSectorSize(Below(file)); }
int DeviceCharacteristics(sqlite3_file* file) {
  return Below(file)->pMethods->xDeviceCharacteristics(Below(file));
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

const sqlite3_io_methods kMethods = {2,
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
                                     ShmMap,
                                     ShmLock,
                                     ShmBarrier,
                                     ShmUnmap,
                                     nullptr,
                                     nullptr};

int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  FaultVfs::State& state = StateOf(vfs);
  File* self = Self(file);
  *self = File{{nullptr}, reinterpret_cast<sqlite3_file*>(self + 1), nullptr, &state};
  std::memset(self->below, 0, static_cast<std::size_t>(state.base->szOsFile));
  constexpr int kDurable = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
  std::lock_guard lock(state.mutex);
  if (state.cut) return SQLITE_CANTOPEN;
  const bool tracked = name != nullptr && (flags & kDurable) != 0;
  if (tracked && !state.files.contains(name) && (flags & SQLITE_OPEN_READONLY) == 0) {
    state.files[name].durable = ReadFile(name);
  }
  const int code = state.base->xOpen(state.base, name, self->below, flags, out_flags);
  if (code != SQLITE_OK) return code;
  if (tracked) self->path = new std::string(name);
  self->base.pMethods = &kMethods;
  return SQLITE_OK;
}

int DeleteFile(sqlite3_vfs* vfs, const char* name, int sync) {
  FaultVfs::State& state = StateOf(vfs);
  std::lock_guard lock(state.mutex);
  if (!state.Operate()) return SQLITE_IOERR_DELETE;
  state.files.erase(name);
  return state.base->xDelete(state.base, name, sync);
}
int Access(sqlite3_vfs* vfs, const char* name, int flags, int* result) {
  return StateOf(vfs).base->xAccess(StateOf(vfs).base, name, flags, result);
}
int FullPathname(sqlite3_vfs* vfs, const char* name, int size, char* out) {
  return StateOf(vfs).base->xFullPathname(StateOf(vfs).base, name, size, out);
}
int Randomness(sqlite3_vfs* vfs, int size, char* out) {
  return StateOf(vfs).base->xRandomness(StateOf(vfs).base, size, out);
}
int Sleep(sqlite3_vfs* vfs, int microseconds) {
  return StateOf(vfs).base->xSleep(StateOf(vfs).base, microseconds);
}
int CurrentTime(sqlite3_vfs* vfs, double* out) {
  return StateOf(vfs).base->xCurrentTime(StateOf(vfs).base, out);
}
int GetLastError(sqlite3_vfs* vfs, int size, char* out) {
  return StateOf(vfs).base->xGetLastError(StateOf(vfs).base, size, out);
}
int CurrentTimeInt64(sqlite3_vfs* vfs, sqlite3_int64* out) {
  return StateOf(vfs).base->xCurrentTimeInt64(StateOf(vfs).base, out);
}

}  // namespace

FaultVfs& FaultVfs::Instance() {
  static FaultVfs& instance = *new FaultVfs;
  return instance;
}

FaultVfs::FaultVfs() : state_(new State) {
  store::PrepareLibrary();
  state_->base = sqlite3_vfs_find(nullptr);
  sqlite3_vfs& vfs = state_->vfs;
  vfs.iVersion = 2;
  vfs.szOsFile = static_cast<int>(sizeof(File)) + state_->base->szOsFile;
  vfs.mxPathname = state_->base->mxPathname;
  vfs.zName = "faults";
  vfs.pAppData = state_;
  vfs.xOpen = Open;
  vfs.xDelete = DeleteFile;
  vfs.xAccess = Access;
  vfs.xFullPathname = FullPathname;
  vfs.xRandomness = Randomness;
  vfs.xSleep = Sleep;
  vfs.xCurrentTime = CurrentTime;
  vfs.xGetLastError = GetLastError;
  vfs.xCurrentTimeInt64 = CurrentTimeInt64;
  sqlite3_vfs_register(&vfs, 0);
}

void FaultVfs::Reset() {
  std::lock_guard lock(state_->mutex);
  state_->files.clear();
  state_->survivors.clear();
  state_->room.reset();
  state_->operations.reset();
  state_->failing_syncs = false;
  state_->cut = false;
}

void FaultVfs::FillDiskAfter(std::uint64_t bytes) {
  std::lock_guard lock(state_->mutex);
  state_->room = bytes;
}

void FaultVfs::FailSyncs() {
  std::lock_guard lock(state_->mutex);
  state_->failing_syncs = true;
}

void FaultVfs::Heal() {
  std::lock_guard lock(state_->mutex);
  state_->room.reset();
  state_->failing_syncs = false;
}

void FaultVfs::CutAfter(std::uint64_t operations, std::uint64_t seed) {
  std::lock_guard lock(state_->mutex);
  state_->operations = operations;
  state_->seed = seed;
}

void FaultVfs::Cut(std::uint64_t seed) {
  std::lock_guard lock(state_->mutex);
  if (state_->cut) return;
  state_->seed = seed;
  state_->DoCut();
}

bool FaultVfs::IsCut() const {
  std::lock_guard lock(state_->mutex);
  return state_->cut;
}

std::map<std::string, std::string> FaultVfs::Survivors() const {
  std::lock_guard lock(state_->mutex);
  return state_->survivors;
}

}  // namespace socle::faults

#include "store/sqlite/raw_file.h"

#include <algorithm>
#include <cstddef>

#include "base/error.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/library.h"

namespace socle::store {

namespace {

sqlite3_vfs* Find(const std::string& name) {
  PrepareLibrary();
  sqlite3_vfs* vfs = sqlite3_vfs_find(name.empty() ? nullptr : name.c_str());
  if (vfs == nullptr) {
    throw base::Error(base::ErrorCode::kUsage, "no SQLite VFS is called " + name);
  }
  return vfs;
}

}  // namespace

RawFile::RawFile(const std::string& vfs_name, const std::string& path, Kind kind) {
  sqlite3_vfs* vfs = Find(vfs_name);
  memory_ = std::make_unique<char[]>(static_cast<std::size_t>(vfs->szOsFile));
  file_ = reinterpret_cast<sqlite3_file*>(memory_.get());
  // A VFS looks for URI parameters behind the name: it must be one that SQLite made.
  name_ = sqlite3_create_filename(path.c_str(), "", "", 0, nullptr);
  const int flags =
      SQLITE_OPEN_READONLY | (kind == Kind::kLog ? SQLITE_OPEN_WAL : SQLITE_OPEN_MAIN_DB);
  int out_flags = 0;
  const int code =
      name_ == nullptr ? SQLITE_NOMEM : vfs->xOpen(vfs, name_, file_, flags, &out_flags);
  if (code == SQLITE_OK) return;
  if (file_->pMethods != nullptr) file_->pMethods->xClose(file_);
  sqlite3_free_filename(const_cast<char*>(name_));
  ThrowSqlite(nullptr, code, "open file");
}

RawFile::~RawFile() {
  file_->pMethods->xClose(file_);
  sqlite3_free_filename(const_cast<char*>(name_));
}

bool RawFile::Exists(const std::string& vfs_name, const std::string& path) {
  sqlite3_vfs* vfs = Find(vfs_name);
  int there = 0;
  vfs->xAccess(vfs, path.c_str(), SQLITE_ACCESS_EXISTS, &there);
  return there != 0;
}

std::uint64_t RawFile::Size() {
  sqlite3_int64 size = 0;
  const int code = file_->pMethods->xFileSize(file_, &size);
  if (code != SQLITE_OK) ThrowSqlite(nullptr, code, "file size");
  return static_cast<std::uint64_t>(size);
}

std::string RawFile::Read(std::uint64_t offset, std::size_t size) {
  const std::uint64_t all = Size();
  if (offset >= all) return {};
  std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(size, all - offset)), '\0');
  const int code = file_->pMethods->xRead(file_, bytes.data(), static_cast<int>(bytes.size()),
                                          static_cast<sqlite3_int64>(offset));
  if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) ThrowSqlite(nullptr, code, "read file");
  return bytes;
}

}  // namespace socle::store

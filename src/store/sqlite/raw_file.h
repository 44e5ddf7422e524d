#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>

namespace socle::store {

/// A file of a store read as it lies on disk, past SQLite but through its VFS: closing a descriptor
/// of our own would drop the locks that SQLite holds on the same file. One thread at a time.
class RawFile {
 public:
  enum class Kind { kDatabase, kLog };

  /// `vfs` is the VFS below the checksums, empty for the default one. Errors: as ThrowSqlite.
  RawFile(const std::string& vfs, const std::string& path, Kind kind);
  ~RawFile();
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;

  /// Whether there is a file of this name.
  static bool Exists(const std::string& vfs, const std::string& path);

  std::uint64_t Size();
  /// The `size` bytes at `offset`; fewer at the end of the file.
  std::string Read(std::uint64_t offset, std::size_t size);

 private:
  std::unique_ptr<char[]> memory_;  // the VFS's sqlite3_file
  sqlite3_file* file_ = nullptr;
  const char* name_ = nullptr;
};

}  // namespace socle::store

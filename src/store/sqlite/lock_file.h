#pragma once

#include <string>

namespace socle::store {

/// The right to write a store: an exclusive lock (flock) on the file PATH-lock, beside the
/// database. The system takes it back when the process ends, however it ends. The file stays:
/// removing it would let two processes lock two files of one name.
class LockFile {
 public:
  /// Errors: kUnavailable (another process, or this one, has the store open for writing), kUsage
  /// (no such folder), kStorageFull (the folder cannot be written).
  explicit LockFile(const std::string& store_path);
  ~LockFile();
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace socle::store

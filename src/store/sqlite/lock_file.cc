#include "store/sqlite/lock_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace socle::store {

using base::Error;
using base::ErrorCode;

LockFile::LockFile(const std::string& store_path) {
  const std::string path = store_path + "-lock";
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) {
    const int error = errno;
    if (error == ENOENT || error == ENOTDIR) {
      throw Error(ErrorCode::kUsage, "no such folder for the store " + store_path);
    }
    throw Error(ErrorCode::kStorageFull,
                "the store " + store_path + " cannot be written: " + std::strerror(error));
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  const int error = errno;
  ::close(descriptor_);
  if (error == EWOULDBLOCK) {
    throw Error(ErrorCode::kUnavailable, "another process has the store " + store_path +
                                             " open. Stop it first, or ask it to do the work.");
  }
  throw Error(ErrorCode::kStorageFull,
              "the store " + store_path + " cannot be locked: " + std::strerror(error));
}

LockFile::~LockFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace socle::store

#include "store/sqlite/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

#include "store/sqlite/checksum_vfs.h"

namespace socle::store {

namespace {

using base::Error;
using base::ErrorCode;

constexpr int kPagesAStep = 256;

// Makes a file's content, or a folder's names, durable.
void Sync(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!synced) {
    throw Error(ErrorCode::kStorageFull, "the backup cannot be written")
        .WithDetail(std::strerror(error));
  }
}

void CopyPages(Connection& source, Connection& target,
               const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  std::unique_ptr<sqlite3_backup, decltype(&sqlite3_backup_finish)> backup(
      sqlite3_backup_init(target.get(), "main", source.get(), "main"), &sqlite3_backup_finish);
  if (backup == nullptr) ThrowSqlite(target.get(), sqlite3_errcode(target.get()), "backup");
  int code = SQLITE_OK;
  while (code == SQLITE_OK) {
    code = sqlite3_backup_step(backup.get(), kPagesAStep);
    const auto total = static_cast<std::uint64_t>(sqlite3_backup_pagecount(backup.get()));
    const auto left = static_cast<std::uint64_t>(sqlite3_backup_remaining(backup.get()));
    if (progress) progress(total - left, total);
  }
  if (code != SQLITE_DONE) ThrowSqlite(nullptr, code, "backup");
}

// Removes an unfinished copy, also when an exception passes.
struct Partial {
  std::string path;
  ~Partial() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    std::filesystem::remove(path + "-journal", ignored);
  }
};

}  // namespace

void CopyStore(Connection& source, const std::string& path, const std::string& vfs,
               const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  if (std::filesystem::exists(path)) {
    throw Error(ErrorCode::kConflict, path + " exists already: a backup goes into a new file");
  }
  Partial partial{path + ".partial"};
  std::error_code ignored;
  std::filesystem::remove(partial.path, ignored);  // of a backup that was cut off
  {
    // One snapshot for all steps: without it each commit would make the copy begin again.
    source.Execute("BEGIN");
    source.QueryInt("SELECT count(*) FROM sqlite_schema");
    Connection target(partial.path, vfs, Connection::Mode::kCreate);
    int reserved = kChecksumBytes;
    sqlite3_file_control(target.get(), "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
    target.Execute("PRAGMA journal_mode=OFF;PRAGMA synchronous=FULL;PRAGMA mmap_size=0");
    CopyPages(source, target, progress);
    source.Execute("COMMIT");
  }
  Sync(partial.path);
  // link refuses to replace a file that came meanwhile, rename would not.
  if (::link(partial.path.c_str(), path.c_str()) != 0) {
    if (errno == EEXIST) {
      throw Error(ErrorCode::kConflict, path + " exists already: a backup goes into a new file");
    }
    throw Error(ErrorCode::kStorageFull,
                "the backup cannot be written: " + std::string(std::strerror(errno)));
  }
  const auto folder = std::filesystem::absolute(path).parent_path();
  Sync(folder.string());
}

}  // namespace socle::store

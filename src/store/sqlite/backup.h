#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "store/sqlite/connection.h"

namespace socle::store {

/// Copies the database that `source` reads, as of now, into a new file at `path`; see
/// Store::Backup. `source` is used alone by this call and ends without a transaction. `vfs` is the
/// checksum VFS.
void CopyStore(Connection& source, const std::string& path, const std::string& vfs,
               const std::function<void(std::uint64_t, std::uint64_t)>& progress);

}  // namespace socle::store

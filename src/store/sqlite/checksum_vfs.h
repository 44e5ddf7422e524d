#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socle::store {

/// The last bytes of every page of a store's file, kept from SQLite as the page's reserved space:
///
///     0                                        page size - 8            page size
///     ├─────────────── SQLite's page ───────────────┼──── checksum ────────┤
///                                                   8 bytes, little-endian:
///                                     XXH3-64 of the bytes before, xor the page's number
inline constexpr int kChecksumBytes = 8;

/// The name of a SQLite VFS that writes and checks those checksums over the VFS `base` (empty: the
/// default one). Registered at the first call. A page of the main file that does not match is
/// SQLITE_IOERR_DATA. The log has checksums of its own, and is written in larger pieces
/// (log_file.h). Temporary files are memory. Safe from any thread, because registering is under a
/// lock. Errors: kUsage (no such VFS).
std::string ChecksumVfs(const std::string& base);

/// The number of the page whose checksum failed last on this thread, once.
std::optional<std::uint32_t> LastBadPage();

/// The checksum of page `number`, from 1, whose whole content is `page`.
std::uint64_t PageChecksum(std::string_view page, std::uint32_t number);
/// Whether the last bytes of `page` are its checksum.
bool PageIsSound(std::string_view page, std::uint32_t number);

}  // namespace socle::store

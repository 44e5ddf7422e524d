#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "store/sqlite/raw_file.h"

namespace socle::store {

/// What a write-ahead log holds, read as SQLite's recovery reads it (SQLite file format, chapter
/// 4):
///
///     header 32 bytes │ frame 1 │ frame 2 │ …
///     frame: page number, size of the database after a commit (else 0), two salts, two checksums,
///     page
///
/// A frame's checksum goes on from that of the frame before. Recovery takes the frames up to the
/// last commit before the first that does not match; the rest is lost without a word, so it is
/// looked at here.
struct LogScan {
  std::uint32_t page_size = 0;              // 0: the header is not valid, the log holds nothing
  std::uint32_t frames = 0;                 // up to the last commit before the first invalid frame
  std::uint32_t valid_frames = 0;           // up to the first invalid frame
  std::unordered_set<std::uint32_t> pages;  // in `frames`
  /// Frames after the first invalid one that are of this log (its salts). A power cut may leave
  /// such in the last transaction; see `lost_commits`.
  std::vector<std::uint32_t> stray_frames;
  /// Whether a transaction that was on disk lies behind an invalid frame. Its successor's frames
  /// are written after its fsync, so a whole commit with frames of another transaction behind it,
  /// each going on from the one before, was durable: no power cut does that, damage does.
  /// A header that is not valid before frames is the same: it is on disk before the first frame is.
  bool lost_commits = false;
};

LogScan ScanLog(RawFile& log);

}  // namespace socle::store

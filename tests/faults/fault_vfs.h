#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace socle::faults {

/// A SQLite VFS, called "faults", over the system's: for tests, as "sqlite:PATH?vfs=faults".
///
/// It remembers for each file of a database what is on disk for sure (what was there, and what an
/// fsync covered) and the writes after that, in order. A power cut keeps an arbitrary part of
/// those: each write whole, not at all, or torn at sectors of 512 bytes. Names of files are durable
/// at once. Safe from any thread, because its state is behind one lock.
class FaultVfs {
 public:
  /// The one of the process, registered at the first call.
  static FaultVfs& Instance();

  /// Forgets all files and faults. No database is open through it.
  void Reset();

  /// Writes fail with a full disk once `bytes` more are written, until Heal.
  void FillDiskAfter(std::uint64_t bytes);
  /// Each fsync fails, until Heal.
  void FailSyncs();
  void Heal();

  /// The power is cut at the `operations`-th write, truncation or fsync from now. From then on
  /// every operation fails. What survives is drawn from `seed`.
  void CutAfter(std::uint64_t operations, std::uint64_t seed);
  /// Cuts at once.
  void Cut(std::uint64_t seed);
  bool IsCut() const;

  /// The files as the disk has them after the cut, by their names; shared memory is gone.
  std::map<std::string, std::string> Survivors() const;

  struct State;

 private:
  FaultVfs();
  State* state_;  // lives as long as the process, as SQLite's list of VFSs does
};

}  // namespace socle::faults

#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/sqlite/session.h"
#include "store/store.h"

namespace socle::store {

/// The readers' connections. Those not in use are kept, the one used last on top, up to a number;
/// when all are taken another is opened. Safe from any thread, because the stack is behind one
/// lock.
class ReaderPool {
 public:
  /// `dialect` outlives the pool, the pool its readers. `keep` is at least 1.
  ReaderPool(std::string path, std::string vfs, const sql::Dialect& dialect, int keep);
  ~ReaderPool();

  Reader Take();

 private:
  class State;

  std::unique_ptr<State> Open();
  void Back(State* state) noexcept;

  const std::string path_, vfs_;
  const sql::Dialect& dialect_;
  const std::size_t keep_;
  std::mutex mutex_;  // guards idle_
  std::vector<std::unique_ptr<State>> idle_;
};

}  // namespace socle::store

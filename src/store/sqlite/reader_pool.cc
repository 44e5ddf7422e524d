#include "store/sqlite/reader_pool.h"

#include <algorithm>

#include "store/states.h"

namespace socle::store {

namespace {

constexpr int kReaderCacheKib = 4 << 10;

}  // namespace

class ReaderPool::State final : public ReaderState {
 public:
  State(ReaderPool& pool, Connection connection)
      : pool_(pool), session_(std::move(connection), pool.dialect_) {}
  SqliteSession& session() override { return session_; }
  void Release() noexcept override { pool_.Back(this); }

 private:
  ReaderPool& pool_;
  SqliteSession session_;
};

ReaderPool::ReaderPool(std::string path, std::string vfs, const sql::Dialect& dialect, int keep)
    : path_(std::move(path)),
      vfs_(std::move(vfs)),
      dialect_(dialect),
      keep_(static_cast<std::size_t>(std::max(keep, 1))) {
  idle_.reserve(keep_);  // Back must not allocate
}

ReaderPool::~ReaderPool() = default;

std::unique_ptr<ReaderPool::State> ReaderPool::Open() {
  Connection connection(path_, vfs_, Connection::Mode::kReadOnly);
  ConfigureConnection(connection, kReaderCacheKib);
  return std::make_unique<State>(*this, std::move(connection));
}

Reader ReaderPool::Take() {
  std::unique_ptr<State> state;
  {
    std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      state = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (state == nullptr) state = Open();
  state->session().Begin();
  return Reader(state.release());
}

void ReaderPool::Back(State* state) noexcept {
  std::unique_ptr<State> owned(state);
  try {
    if (!owned->session().connection().Idle()) owned->session().Commit();
  } catch (const base::Error&) {
    return;  // a connection that cannot even end its snapshot is closed
  }
  std::lock_guard lock(mutex_);
  if (idle_.size() < keep_) idle_.push_back(std::move(owned));
}

}  // namespace socle::store

#include "store/store.h"

#include <condition_variable>
#include <mutex>

#include "store/sqlite/sqlite_store.h"
#include "store/states.h"

namespace socle::store {

Statement& Statement::operator=(Statement&& other) noexcept {
  if (this != &other) {
    if (state_ != nullptr) state_->Release();
    state_ = std::exchange(other.state_, nullptr);
  }
  return *this;
}

Statement::~Statement() {
  if (state_ != nullptr) state_->Release();
}

Statement& Statement::Bind(int index, std::int64_t value) {
  state_->BindInt(index, value);
  return *this;
}

Statement& Statement::Bind(int index, double value) {
  state_->BindReal(index, value);
  return *this;
}

Statement& Statement::BindText(int index, std::string_view text) {
  state_->BindText(index, text);
  return *this;
}

Statement& Statement::BindBlob(int index, std::string_view bytes) {
  state_->BindBlob(index, bytes);
  return *this;
}

Statement& Statement::BindNull(int index) {
  state_->BindNull(index);
  return *this;
}

bool Statement::Step() { return state_->Step(); }
std::int64_t Statement::Run() { return state_->Run(); }
void Statement::Reset() { state_->Reset(); }
std::int64_t Statement::Int(int column) const { return state_->Int(column); }
double Statement::Real(int column) const { return state_->Real(column); }
std::string_view Statement::Text(int column) const { return state_->Text(column); }
std::string_view Statement::Blob(int column) const { return state_->Blob(column); }
bool Statement::IsNull(int column) const { return state_->IsNull(column); }
int Statement::Columns() const { return state_->Columns(); }

Reader::~Reader() {
  if (state_ != nullptr) state_->Release();
}

Session& Reader::session() { return state_->session(); }

std::unique_ptr<Store> Store::Open(std::string_view url, const Options& options,
                                   std::span<const Migration> migrations) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (!url.starts_with(kSqlite)) {
    throw base::Error(base::ErrorCode::kUsage,
                      "unknown kind of store: expected sqlite:PATH, found " + std::string(url));
  }
  return OpenSqliteStore(url.substr(kSqlite.size()), options, migrations);
}

void Store::Write(const std::function<void(Session&)>& run) {
  std::mutex mutex;
  std::condition_variable finished;
  bool done = false;
  std::exception_ptr error;
  Submit({run, [&](std::exception_ptr e) {
            // Notified under the lock: the waiter owns all of this and may go right after.
            std::lock_guard lock(mutex);
            error = std::move(e);
            done = true;
            finished.notify_one();
          }});
  std::unique_lock lock(mutex);
  finished.wait(lock, [&] { return done; });
  if (error != nullptr) std::rethrow_exception(error);
}

}  // namespace socle::store

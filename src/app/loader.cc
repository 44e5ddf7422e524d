#include "app/loader.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <semaphore>
#include <thread>

#include "base/error.h"

namespace socle::app {
namespace {

/// Compositions that may be on their way to the disk: enough to fill the writer's groups, few enough for memory.
constexpr std::ptrdiff_t kInFlight = 2000;
/// More threads than cores: each waits once an EHR for its creation to be durable.
constexpr unsigned kThreads = 8;

class Loading {
 public:
  Loading(Platform& platform, const std::function<std::optional<EhrToLoad>()>& next,
          const std::function<void(std::uint64_t)>& progress)
      : platform_(platform), next_(next), progress_(progress) {}

  LoadResult Run() {
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < kThreads; ++i) threads.emplace_back([this] { Work(); });
    for (auto& thread : threads) thread.join();
    std::unique_lock lock(mutex_);
    settled_.wait(lock, [this] { return durable_ == submitted_; });
    if (failure_) std::rethrow_exception(failure_);
    return {ehrs_, durable_};
  }

 private:
  void Work() {
    try {
      while (auto ehr = Next()) LoadOne(*ehr);
    } catch (...) {
      Fail(std::current_exception());
    }
  }

  std::optional<EhrToLoad> Next() {
    const std::lock_guard lock(source_mutex_);
    {
      const std::lock_guard state(mutex_);
      if (failure_ || ended_) return std::nullopt;
    }
    auto ehr = next_();
    if (!ehr) {
      const std::lock_guard state(mutex_);
      ended_ = true;
    }
    return ehr;
  }

  void LoadOne(EhrToLoad& ehr) try {
    const record::Access access{ProgramPrincipal(), record::Scope::Open(), "load"};
    auto request = platform_.ehrs().CreateRequest(ehr.id, ehr.status, ProgramPrincipal(), {});
    request.audit.time = ehr.time;
    const auto receipt = platform_.record().Commit(access, std::move(request));
    for (auto& composition : ehr.compositions) Submit(access, receipt.ehr.ehr, composition);
    const std::lock_guard lock(mutex_);
    ++ehrs_;
  } catch (const base::Error& error) {
    base::Error named(error.code(), "EHR " + ehr.id.value().ToString() + ": " + error.message());
    named.At(error.place()).WithIssues(error.issues()).WithDetail(error.detail());
    throw named;
  }

  void Submit(const record::Access& access, record::EhrKey key, EhrToLoad::Composition& composition) {
    auto& service = platform_.compositions();
    auto prepared = service.Prepare(composition.json, composition.uid, 0, {});
    const record::Principal committer =
        composition.committer.empty()
            ? ProgramPrincipal()
            : record::Principal{composition.committer, composition.committer};
    auto request = service.Request(std::move(prepared), key, committer, {});
    request.audit.time = composition.time;
    in_flight_.acquire();
    {
      const std::lock_guard lock(mutex_);
      ++submitted_;
    }
    try {
      platform_.record().CommitAsync(access, std::move(request), [this](auto*, auto error) { Done(error); });
    } catch (...) {
      Done(std::current_exception());
      throw;
    }
  }

  void Done(const std::exception_ptr& error) {
    in_flight_.release();
    const std::lock_guard lock(mutex_);
    ++durable_;
    if (error && !failure_) failure_ = error;
    if (progress_ && durable_ % 256 == 0) progress_(durable_);
    if (durable_ == submitted_) settled_.notify_all();
  }

  void Fail(std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(error);
  }

  Platform& platform_;
  const std::function<std::optional<EhrToLoad>()>& next_;
  const std::function<void(std::uint64_t)>& progress_;
  std::mutex source_mutex_;
  std::mutex mutex_;   // guards what follows
  std::condition_variable settled_;
  std::uint64_t ehrs_ = 0, submitted_ = 0, durable_ = 0;
  std::exception_ptr failure_;
  bool ended_ = false;
  std::counting_semaphore<kInFlight> in_flight_{kInFlight};
};

}  // namespace

LoadResult Load(Platform& platform, const std::function<std::optional<EhrToLoad>()>& next,
                const std::function<void(std::uint64_t)>& progress) {
  return Loading(platform, next, progress).Run();
}

std::size_t LoadTemplates(Platform& platform, const std::vector<std::string>& templates) {
  const record::Access access{ProgramPrincipal(), record::Scope::Open(), "load"};
  std::size_t loaded = 0;
  for (const auto& xml : templates) {
    try {
      platform.templates().Upload(access, xml, {});
      ++loaded;
    } catch (const base::Error& error) {
      if (error.code() != base::ErrorCode::kConflict) throw;
    }
  }
  return loaded;
}

}  // namespace socle::app

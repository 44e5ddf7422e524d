#include "app/loader.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <semaphore>
#include <thread>

#include "base/error.h"
#include "base/iso8601.h"
#include "json/document.h"
#include "json/writer.h"

namespace socle::app {
namespace {

/// Compositions that may be on their way to the disk: enough to fill the writer's groups, few
/// enough for memory.
constexpr std::ptrdiff_t kInFlight = 2000;
/// More threads than cores: each waits once an EHR for its creation to be durable.
constexpr unsigned kThreads = 8;

base::Uuid RequireUuid(const json::Value& root, std::string_view name) {
  const json::Value* value = root.Find(name);
  const auto uuid = value == nullptr ? std::nullopt : base::Uuid::Parse(value->text());
  if (!uuid) {
    throw base::Error(base::ErrorCode::kMalformed, "a line needs a UUID as " + std::string(name));
  }
  return *uuid;
}

record::EhrId RequireEhrId(const json::Value& root) {
  const json::Value* value = root.Find("ehr_id");
  auto id = value == nullptr ? std::nullopt : ehr::ParseEhrId(value->text());
  if (!id) throw base::Error(base::ErrorCode::kMalformed, "a line needs an ehr_id");
  return std::move(*id);
}

/// The line's time; absent: the moment of the load.
std::optional<base::Instant> TimeOf(const json::Value& root) {
  const json::Value* value = root.Find("time");
  if (value == nullptr) return std::nullopt;
  const auto time = base::IsoDateTime::Parse(value->text());
  if (!time) throw base::Error(base::ErrorCode::kMalformed, "a line's time is not ISO 8601");
  return time->Start();
}

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

  void LoadOne(const EhrToLoad& ehr) {
    std::string_view rest = ehr.lines;
    std::optional<record::EhrKey> key;
    for (std::size_t line = 0; !rest.empty(); ++line) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      try {
        LoadLine(rest.substr(0, end), key);
      } catch (base::Error& error) {
        base::Error placed(error.code(), error.message());
        placed.WithIssues(error.issues()).WithDetail(error.detail());
        throw placed.At(ehr.place + " line +" + std::to_string(line) + " " + error.place());
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  void LoadLine(std::string_view line, std::optional<record::EhrKey>& key) {
    if (line.empty()) return;
    const json::Document document = json::Document::Parse(line);
    const json::Value& root = document.root();
    const record::EhrId id = RequireEhrId(root);
    const json::Value* composition = root.Find("composition");
    if (composition == nullptr) {
      key = CreateEhr(id, root);
    } else {
      if (!key) key = platform_.ehrs().Require(access_, id).ehr;
      Submit(*key, root, *composition);
    }
  }

  record::EhrKey CreateEhr(const record::EhrId& id, const json::Value& root) {
    std::string status;
    if (const json::Value* given = root.Find("ehr_status")) json::Writer(status).Value(*given);
    auto request = platform_.ehrs().CreateRequest(id, status, ProgramPrincipal(), {});
    request.audit.time = TimeOf(root);
    const auto receipt = platform_.record().Commit(access_, std::move(request));
    const std::lock_guard lock(mutex_);
    ++ehrs_;
    return receipt.ehr.ehr;
  }

  void Submit(record::EhrKey key, const json::Value& root, const json::Value& composition) {
    auto& service = platform_.compositions();
    std::optional<record::ObjectUid> uid;
    if (root.Find("uid") != nullptr) uid = record::ObjectUid(RequireUuid(root, "uid").ToString());
    auto prepared = service.Prepare(composition, uid, 0, {});
    record::Principal committer = ProgramPrincipal();
    if (const json::Value* given = root.Find("committer"); given != nullptr && given->is_object()) {
      if (const json::Value* name = given->Find("name")) committer.name = std::string(name->text());
    }
    auto request = service.Request(std::move(prepared), key, committer, {});
    request.audit.time = TimeOf(root);
    in_flight_.acquire();
    {
      const std::lock_guard lock(mutex_);
      ++submitted_;
    }
    try {
      platform_.record().CommitAsync(access_, std::move(request),
                                     [this](auto*, auto error) { Done(error); });
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
  const record::Access access_{ProgramPrincipal(), record::Scope::Open(), "load"};
  const std::function<std::optional<EhrToLoad>()>& next_;
  const std::function<void(std::uint64_t)>& progress_;
  std::mutex source_mutex_;
  std::mutex mutex_;  // guards what follows
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

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "api/fhir_inner_request.h"
#include "http/worker_pool.h"

namespace socle::api {

/// Requests that are answered later, by random names: `Prefer: respond-async`. They are done in
/// their order by a few threads; answers wait in memory until they are taken away or have become
/// old. What has not begun when the server stops is not done.
/// Safe from any thread, because what is shared has a lock.
class AsyncJobs {
 public:
  struct Limits {
    int threads = 2;
    std::size_t waiting = 1000;              // jobs
    std::size_t of_one = 100;                // of one principal, those with their answers too
    std::size_t bytes = 256u << 20;          // of all requests that wait, and of all answers
    std::size_t largest_answer = 64u << 20;  // of one that is streamed
    std::chrono::seconds kept = std::chrono::hours(1);  // an answer, once it is there
  };

  enum class State { kWaiting, kRunning, kDone };
  struct Status {
    State state = State::kWaiting;
    std::size_t before = 0;        // jobs that wait before a waiting one
    std::chrono::seconds since{};  // a running one began, or an answer is there
    std::shared_ptr<const resource::EntryAnswer> answer{};  // null until it is there
  };

  AsyncJobs();  // with the limits of a server
  explicit AsyncJobs(const Limits& limits);
  /// Waits for what runs, whose answers nobody will have.
  ~AsyncJobs();

  /// Takes the job of answering `request`; its name. Errors: kTooManyRequests (the limits).
  std::string Begin(Handler handler, http::Request request);
  /// How far the job of that principal is. Errors: kNotFound.
  Status StatusOf(std::string_view principal, std::string_view name);
  /// A job that has not begun is not done; one that runs is given up where it can be; an answer is
  /// thrown away. Errors: kNotFound.
  void Cancel(std::string_view principal, std::string_view name);

 private:
  using Clock = std::chrono::steady_clock;
  struct Job;

  void Run(const std::shared_ptr<Job>& job);
  void RemoveOld();
  std::map<std::string, std::shared_ptr<Job>, std::less<>>::iterator Find(
      std::string_view principal, std::string_view name);

  const Limits limits_;
  std::mutex mutex_;  // of what follows
  std::map<std::string, std::shared_ptr<Job>, std::less<>> jobs_;
  std::size_t bytes_ = 0;
  std::uint64_t last_ = 0;  // number of the newest job

  http::WorkerPool pool_;
};

}  // namespace socle::api

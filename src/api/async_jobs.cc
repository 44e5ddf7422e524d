#include "api/async_jobs.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <utility>

#include "base/error.h"
#include "base/uuid.h"

namespace socle::api {

using base::Error;
using base::ErrorCode;

struct AsyncJobs::Job {
  std::uint64_t number = 0;  // in the order in which they came
  std::string principal;
  Handler handler;        // of a job that waits or runs
  http::Request request;  // the same
  std::size_t bytes = 0;  // that count
  std::atomic<bool> is_given_up = false;

  // Under the jobs' lock.
  State state = State::kWaiting;
  Clock::time_point since;
  std::shared_ptr<const resource::EntryAnswer> answer;
};

namespace {

std::size_t BytesOf(const resource::EntryAnswer& answer) {
  return answer.resource.size() + answer.outcome.size() + answer.location.size();
}

/// An error's answer has an OperationOutcome as its body.
void MoveOutcome(resource::EntryAnswer& answer) {
  if (answer.status >= 400) answer.outcome = std::exchange(answer.resource, {});
}

}  // namespace

AsyncJobs::AsyncJobs() : AsyncJobs(Limits{}) {}

AsyncJobs::AsyncJobs(const Limits& limits)
    : limits_(limits), pool_(limits.threads, limits.waiting) {}

AsyncJobs::~AsyncJobs() {
  pool_.DropQueue();
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [name, job] : jobs_) job->is_given_up = true;
  }
  pool_.Join();
}

std::string AsyncJobs::Begin(Handler handler, http::Request request) {
  const auto job = std::make_shared<Job>();
  std::string name = base::Uuid::New().ToString();
  job->principal = request.principal;
  job->bytes = request.body.size() + request.target.size();
  job->handler = std::move(handler);
  job->request = std::move(request);

  const std::lock_guard lock(mutex_);
  RemoveOld();
  const auto own = std::count_if(jobs_.begin(), jobs_.end(), [&job](const auto& other) {
    return other.second->principal == job->principal;
  });
  const bool has_room = static_cast<std::size_t>(own) < limits_.of_one &&
                        job->bytes <= limits_.bytes && bytes_ <= limits_.bytes - job->bytes;
  job->number = last_ + 1;
  if (!has_room || !pool_.Post([this, job] { Run(job); })) {
    throw Error(ErrorCode::kTooManyRequests,
                "too many requests are to be answered later: take away what has been answered");
  }
  last_ = job->number;
  bytes_ += job->bytes;
  jobs_.emplace(name, job);
  return name;
}

void AsyncJobs::Run(const std::shared_ptr<Job>& job) {
  {
    const std::lock_guard lock(mutex_);
    if (job->is_given_up) return;
    job->state = State::kRunning;
    job->since = Clock::now();
  }
  resource::EntryAnswer answer;
  try {
    answer = InnerAnswer(
        job->handler, job->request,
        {.largest = limits_.largest_answer, .is_gone = [&job] { return job->is_given_up.load(); }});
    MoveOutcome(answer);
  } catch (const Error& error) {
    answer = resource::AnswerOf(error);
  } catch (const std::exception&) {
    answer = resource::AnswerOf(Error(ErrorCode::kInternal, "an internal error occurred"));
  }
  const Handler handler = std::move(job->handler);
  const http::Request request = std::move(job->request);  // given back without the lock
  const std::lock_guard lock(mutex_);
  bytes_ -= job->bytes;
  job->bytes = job->is_given_up ? 0 : BytesOf(answer);
  bytes_ += job->bytes;
  job->state = State::kDone;
  job->since = Clock::now();
  if (!job->is_given_up) {
    job->answer = std::make_shared<const resource::EntryAnswer>(std::move(answer));
  }
}

AsyncJobs::Status AsyncJobs::StatusOf(std::string_view principal, std::string_view name) {
  const std::lock_guard lock(mutex_);
  RemoveOld();
  const Job& job = *Find(principal, name)->second;
  Status status{.state = job.state, .answer = job.answer};
  if (job.state == State::kWaiting) {
    status.before = static_cast<std::size_t>(
        std::count_if(jobs_.begin(), jobs_.end(), [&job](const auto& other) {
          return other.second->state == State::kWaiting && other.second->number < job.number;
        }));
  } else {
    status.since = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - job.since);
  }
  return status;
}

void AsyncJobs::Cancel(std::string_view principal, std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto found = Find(principal, name);
  Job& job = *found->second;
  job.is_given_up = true;
  if (job.state != State::kRunning) {  // what runs still has its request
    bytes_ -= std::exchange(job.bytes, 0);
    job.request = {};
    job.handler = {};
  }
  jobs_.erase(found);
}

void AsyncJobs::RemoveOld() {
  const auto now = Clock::now();
  std::erase_if(jobs_, [&](const auto& each) {
    const Job& job = *each.second;
    const bool is_old = job.state == State::kDone && now - job.since >= limits_.kept;
    if (is_old) bytes_ -= job.bytes;
    return is_old;
  });
}

std::map<std::string, std::shared_ptr<AsyncJobs::Job>, std::less<>>::iterator AsyncJobs::Find(
    std::string_view principal, std::string_view name) {
  const auto found = jobs_.find(name);
  if (found == jobs_.end() || found->second->principal != principal) {
    throw Error(ErrorCode::kNotFound,
                "there is no such request: its answer was taken away or became old, or the server "
                "was started anew");
  }
  return found;
}

}  // namespace socle::api

#include "api/async_jobs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "base/error.h"

namespace socle::api {
namespace {

using base::ErrorCode;
using State = AsyncJobs::State;

http::Request RequestOf(std::string principal, std::string body = {}) {
  http::Request request;
  request.principal = std::move(principal);
  request.body = std::move(body);
  return request;
}

http::Response Created(const http::Request&) {
  http::Response response{.status = 201, .body = R"({"resourceType":"Patient"})"};
  response.Set("Location", "http://localhost/fhir/Patient/1");
  return response;
}

/// The code of the error that `action` throws.
ErrorCode CodeOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const base::Error& error) {
    return error.code();
  }
  return ErrorCode::kUsage;
}

resource::EntryAnswer AnswerOf(AsyncJobs& jobs, const std::string& name) {
  while (jobs.StatusOf("ann", name).state != State::kDone) std::this_thread::yield();
  return *jobs.StatusOf("ann", name).answer;
}

TEST(AsyncJobs, AnswersAsTheHandlerDoes) {
  AsyncJobs jobs;
  const resource::EntryAnswer made = AnswerOf(jobs, jobs.Begin(&Created, RequestOf("ann")));
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.location, "http://localhost/fhir/Patient/1");
  EXPECT_EQ(made.resource, R"({"resourceType":"Patient"})");
  EXPECT_EQ(made.outcome, "");
}

TEST(AsyncJobs, AnErrorIsTheAnswersOutcome) {
  AsyncJobs jobs;
  const auto fail = [](const http::Request&) -> http::Response {
    throw base::Error(ErrorCode::kInvalid, "it breaks a rule");
  };
  const resource::EntryAnswer broken = AnswerOf(jobs, jobs.Begin(fail, RequestOf("ann")));
  EXPECT_EQ(broken.status, 422);
  EXPECT_THAT(broken.outcome, testing::HasSubstr("it breaks a rule"));
  const auto crash = [](const http::Request&) -> http::Response {
    throw std::runtime_error("secret");
  };
  const resource::EntryAnswer crashed = AnswerOf(jobs, jobs.Begin(crash, RequestOf("ann")));
  EXPECT_EQ(crashed.status, 500);
  EXPECT_THAT(crashed.outcome, testing::Not(testing::HasSubstr("secret")));
  const auto refuse = [](const http::Request&) {
    return http::Response{.status = 405, .body = R"({"resourceType":"OperationOutcome"})"};
  };
  const resource::EntryAnswer refused = AnswerOf(jobs, jobs.Begin(refuse, RequestOf("ann")));
  EXPECT_EQ(refused.outcome, R"({"resourceType":"OperationOutcome"})");
  EXPECT_EQ(refused.resource, "");
}

TEST(AsyncJobs, AreNobodyElses) {
  AsyncJobs jobs;
  const std::string name = jobs.Begin(&Created, RequestOf("ann"));
  EXPECT_EQ(CodeOf([&] { jobs.StatusOf("bob", name); }), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf([&] { jobs.Cancel("bob", name); }), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf([&] { jobs.StatusOf("ann", "no such"); }), ErrorCode::kNotFound);
  jobs.Cancel("ann", name);
  EXPECT_EQ(CodeOf([&] { jobs.StatusOf("ann", name); }), ErrorCode::kNotFound);
}

TEST(AsyncJobs, WaitInTheirOrderAndAreNotDoneOnceTakenAway) {
  std::latch hold(1), began(1);
  std::atomic<int> done = 0;
  AsyncJobs jobs({.threads = 1});
  const auto slow = [&](const http::Request&) {
    began.count_down();
    hold.wait();
    return http::Response{};
  };
  const auto count = [&done](const http::Request&) {
    ++done;
    return http::Response{};
  };
  const std::string first = jobs.Begin(slow, RequestOf("ann"));
  const std::string second = jobs.Begin(count, RequestOf("ann"));
  const std::string third = jobs.Begin(count, RequestOf("ann"));
  began.wait();
  EXPECT_EQ(jobs.StatusOf("ann", first).state, State::kRunning);
  EXPECT_EQ(jobs.StatusOf("ann", third).before, 1U);
  jobs.Cancel("ann", second);
  EXPECT_EQ(jobs.StatusOf("ann", third).before, 0U);
  hold.count_down();
  AnswerOf(jobs, third);
  EXPECT_EQ(done, 1);
}

TEST(AsyncJobs, AStreamEndsWhenItsAnswerIsTakenAway) {
  std::latch began(1), ended(1);
  AsyncJobs jobs({.threads = 1});
  const auto endless = [&](const http::Request&) {
    http::Response response;
    response.stream = [&](http::BodyWriter& body) {
      began.count_down();
      try {
        while (true) body.Write("x");
      } catch (const base::Error&) {
        ended.count_down();
        throw;
      }
    };
    return response;
  };
  const std::string name = jobs.Begin(endless, RequestOf("ann"));
  began.wait();
  jobs.Cancel("ann", name);
  ended.wait();
}

TEST(AsyncJobs, RefuseWhatHasNoRoom) {
  AsyncJobs jobs({.of_one = 3, .bytes = 1000, .largest_answer = 50});
  EXPECT_EQ(CodeOf([&] { jobs.Begin(&Created, RequestOf("ann", std::string(1001, 'x'))); }),
            ErrorCode::kTooManyRequests);
  const std::string kept = jobs.Begin(&Created, RequestOf("ann"));
  AnswerOf(jobs, kept);
  EXPECT_EQ(CodeOf([&] { jobs.Begin(&Created, RequestOf("ann", std::string(950, 'x'))); }),
            ErrorCode::kTooManyRequests);
  jobs.Cancel("ann", kept);
  AnswerOf(jobs, jobs.Begin(&Created, RequestOf("ann", std::string(950, 'x'))));

  const auto long_answer = [](const http::Request&) {
    http::Response response;
    response.stream = [](http::BodyWriter& body) { body.Write(std::string(51, 'x')); };
    return response;
  };
  EXPECT_EQ(AnswerOf(jobs, jobs.Begin(long_answer, RequestOf("ann"))).status, 413);
  jobs.Begin(&Created, RequestOf("ann"));
  EXPECT_EQ(CodeOf([&] { jobs.Begin(&Created, RequestOf("ann")); }), ErrorCode::kTooManyRequests);
  jobs.Begin(&Created, RequestOf("bob"));
}

TEST(AsyncJobs, ForgetOldAnswers) {
  AsyncJobs jobs({.kept = std::chrono::seconds(0)});
  const std::string name = jobs.Begin(&Created, RequestOf("ann"));
  while (CodeOf([&] { jobs.StatusOf("ann", name); }) != ErrorCode::kNotFound) {
    std::this_thread::yield();
  }
}

}  // namespace
}  // namespace socle::api

#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "aql/answering.h"

namespace socle::aql {

/// An answer that a client fetches page by page, and the rows that it has not fetched yet.
struct Cursor : AnswerSink {
  void Begin(const std::vector<ResultColumn>& names,
             const std::vector<base::Issue>& issues) override {
    columns = names;
    warnings = issues;
  }
  void Row(std::span<const std::string> cells) override {
    rows.emplace_back(cells.begin(), cells.end());
  }

  std::string principal;
  std::string aql;
  std::chrono::milliseconds time_limit{};  // of each page
  std::vector<ResultColumn> columns;
  std::vector<base::Issue> warnings;
  std::deque<std::vector<std::string>> rows;
  std::unique_ptr<Answering> answering;  // into this
};

/// The cursors that are open, by random names. A thread of its own closes those that nobody uses.
/// Safe from any thread, because what is shared has a lock.
class Cursors {
 public:
  /// `limits` outlives it.
  explicit Cursors(const EngineLimits& limits);
  ~Cursors();

  /// Errors: kTooManyRequests, when the principal, or all together, have as many as may be.
  void RequireRoom(const std::string& principal);
  /// Its name. Room is not asked for: RequireRoom was.
  std::string Put(std::unique_ptr<Cursor> cursor);
  /// Takes the cursor out; Return puts it back under its name.
  /// Errors: kNotFound (none of that principal).
  std::unique_ptr<Cursor> Take(const std::string& principal, const std::string& name);
  void Return(const std::string& name, std::unique_ptr<Cursor> cursor);

 private:
  using Clock = std::chrono::steady_clock;
  struct Entry {
    std::unique_ptr<Cursor> cursor;
    Clock::time_point used;
  };
  void Run();

  const EngineLimits& limits_;
  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  std::map<std::string, Entry, std::less<>> entries_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace socle::aql

#pragma once

#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <thread>

#include "http/dispatcher.h"
#include "http/metrics.h"
#include "http/worker_pool.h"

namespace socle::http {

namespace asio = boost::asio;

/// What all connections of a server share.
struct Shared {
  Shared(Options chosen, std::vector<Route> routes, ErrorRenderer renderer,
         std::unique_ptr<Authenticator> authenticator, int io_threads)
      : options(std::move(chosen)),
        dispatcher(std::move(routes), std::move(renderer), std::move(authenticator)),
        metrics(dispatcher.routes(), io_threads),
        pool(options.workers, options.max_queue) {}

  /// Counts a connection that is gone, and wakes Stop when it was the last.
  void ReleaseConnection() {
    if (connections.fetch_sub(1) == 1 && stopping.load()) {
      const std::lock_guard lock(drained_mutex);
      drained.notify_all();
    }
  }

  const Options options;
  const Dispatcher dispatcher;
  Metrics metrics;
  WorkerPool pool;
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> buffered_bytes{0};
  std::atomic<bool> stopping{false};
  std::mutex drained_mutex;
  std::condition_variable drained;
};

/// What a connection waits for.
enum class Phase : std::uint8_t {
  kHandshake,  // TLS
  kIdle,       // the first byte of a request
  kHeader,     // the rest of its header
  kBody,       // the rest of its body
  kRunning,    // a handler, or the stream that it gave, to go on
  kWriting,    // the client to take the response
  kLingering,  // the client to close, its bytes being dropped
  kClosed,
};

/// A connection as its I/O thread sees it. Only that thread calls it.
class AnyConnection {
 public:
  virtual ~AnyConnection() = default;
  /// The deadline has passed.
  virtual void Expire() = 0;
  /// While phase() is kRunning: looks whether the client is still there, for those who ask.
  virtual void Watch() = 0;
  /// Ends it at once, whatever it waits for.
  virtual void Close() = 0;

  Phase phase() const { return phase_; }
  bool waits_for_request() const { return phase_ <= Phase::kHeader; }
  std::int64_t deadline() const { return deadline_; }
  void Postpone(std::int64_t milliseconds) { deadline_ += milliseconds; }

 protected:
  Phase phase_ = Phase::kHandshake;
  std::int64_t deadline_ = 0;  // milliseconds of the steady clock
};

/// One thread, one io_context, and the connections that live on it.
class IoThread {
 public:
  IoThread(Shared& all, int index)
      : shared(all), shard(all.metrics.shard(index)), random_(std::random_device{}()) {}

  Shared& shared;
  Metrics::Shard& shard;
  /// In the order in which they began to wait for a request.
  std::list<AnyConnection*> connections;
  asio::io_context context{1};
  /// Where bytes go that nobody reads.
  std::array<char, 64u << 10> waste;

  void Start();
  /// Closes all connections, ends the loop and waits for the thread.
  void Join();

  static std::int64_t NowMicros() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }
  /// The header field's value for the running second.
  std::string_view Date();
  /// 16 hexadecimal digits.
  std::string NewRequestId();
  /// Closes the connection that has waited longest for a request. False when none waits.
  bool EvictOne();
  /// Closes those that wait for a request: all when `everything`.
  void CloseConnections(bool everything);

 private:
  void Run();
  void Tick();

  std::thread thread_;
  asio::steady_timer timer_{context};
  asio::executor_work_guard<asio::io_context::executor_type> work_{context.get_executor()};
  std::mt19937_64 random_;
  bool ending_ = false;
  std::int64_t next_tick_ = 0;  // milliseconds of the steady clock; 0 before the first
  std::int64_t date_second_ = -1;
  std::string date_;
};

}  // namespace socle::http

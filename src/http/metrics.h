#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "http/server.h"

namespace socle::http {

/// Counts what a server does. Each I/O thread writes a shard of its own without a lock; readers add
/// the shards up. Safe from any thread, because every counter is atomic.
class Metrics {
 public:
  /// Upper ends of the latency buckets, in microseconds; one more has none.
  static constexpr std::array<std::int64_t, 17> kBuckets = {
      50,    100,    200,    500,    1000,    2000,    5000,    10000,   20000,
      50000, 100000, 200000, 500000, 1000000, 2000000, 5000000, 10000000};
  static constexpr std::size_t kStatuses = 33;

  /// One I/O thread's counters: only that thread writes.
  class Shard {
   public:
    explicit Shard(std::size_t operations) : operations_(operations) {}

    /// A response to `operation` (the index of its route; the number of routes where none matched).
    void AddResponse(std::size_t operation, bool head, int status, std::int64_t micros);
    void AddBytesIn(std::uint64_t bytes) { Add(bytes_in_, bytes); }
    void AddBytesOut(std::uint64_t bytes) { Add(bytes_out_, bytes); }
    void AddInFlight(std::int64_t change) { Add(in_flight_, static_cast<std::uint64_t>(change)); }
    void AddConnection() { Add(accepted_, 1); }
    void AddRefused() { Add(refused_, 1); }
    void AddEvicted() { Add(evicted_, 1); }
    void AddTimeout() { Add(timeouts_, 1); }

   private:
    friend class Metrics;
    using Counter = std::atomic<std::uint64_t>;
    struct Operation {
      std::array<std::array<Counter, kStatuses>, 2> responses{};  // [head][status]
      std::array<Counter, kBuckets.size() + 1> latency{};
      Counter micros{0};
    };
    /// One writer: a load and a store do, without a locked instruction.
    static void Add(Counter& counter, std::uint64_t by) {
      counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
    }
    std::vector<Operation> operations_;
    Counter bytes_in_{0}, bytes_out_{0}, in_flight_{0};
    Counter accepted_{0}, refused_{0}, evicted_{0}, timeouts_{0};
  };

  /// What others count.
  struct Gauges {
    std::size_t connections = 0, worker_threads = 0, queued = 0, buffered_bytes = 0;
  };

  /// `routes` must outlive the metrics.
  Metrics(std::span<const Route> routes, int shards);
  Shard& shard(int index) { return *shards_[static_cast<std::size_t>(index)]; }

  /// Prometheus' text format 0.0.4. Series that are zero are left out, save the totals.
  std::string Text(const Gauges& gauges) const;

 private:
  template <class Get>
  std::uint64_t Sum(const Get& get) const;
  void AppendResponses(std::string& out) const;
  void AppendLatencies(std::string& out) const;
  std::string_view OperationName(std::size_t operation) const;

  std::span<const Route> routes_;
  std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace socle::http

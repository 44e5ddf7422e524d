#include "http/metrics.h"

#include <algorithm>

namespace socle::http {
namespace {

/// The statuses that are counted apart; any other is counted as the last, 0.
constexpr std::array<int, Metrics::kStatuses> kStatus = {
    200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 400, 401, 403, 404, 405, 406, 408,
    409, 410, 412, 413, 414, 415, 417, 422, 429, 431, 500, 501, 503, 505, 507, 0};

std::size_t StatusIndex(int status) {
  const auto at = std::find(kStatus.begin(), kStatus.end() - 1, status);
  return static_cast<std::size_t>(at - kStatus.begin());
}

std::string Seconds(std::int64_t micros) {
  std::string text = std::to_string(micros / 1000000);
  std::string fraction = std::to_string(1000000 + micros % 1000000).substr(1);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return fraction.empty() ? text : text + "." + fraction;
}

void AppendHeading(std::string& out, const std::string& name, const char* type, const char* help) {
  out += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
}

void AppendPlain(std::string& out, const std::string& name, const char* type, const char* help,
                 std::uint64_t value) {
  AppendHeading(out, name, type, help);
  out += name + " " + std::to_string(value) + "\n";
}

}  // namespace

void Metrics::Shard::AddResponse(std::size_t operation, bool head, int status,
                                 std::int64_t micros) {
  Operation& counters = operations_[operation];
  Add(counters.responses[head ? 1 : 0][StatusIndex(status)], 1);
  const auto bucket = std::lower_bound(kBuckets.begin(), kBuckets.end(), micros);
  Add(counters.latency[static_cast<std::size_t>(bucket - kBuckets.begin())], 1);
  Add(counters.micros, static_cast<std::uint64_t>(std::max<std::int64_t>(0, micros)));
}

Metrics::Metrics(std::span<const Route> routes, int shards) : routes_(routes) {
  for (int i = 0; i < shards; ++i) shards_.push_back(std::make_unique<Shard>(routes.size() + 1));
}

template <class Get>
std::uint64_t Metrics::Sum(const Get& get) const {
  std::uint64_t sum = 0;
  for (const auto& shard : shards_) sum += get(*shard).load(std::memory_order_relaxed);
  return sum;
}

std::string_view Metrics::OperationName(std::size_t operation) const {
  return operation < routes_.size() ? std::string_view(routes_[operation].operation_id) : "none";
}

void Metrics::AppendResponses(std::string& out) const {
  const std::string name = "socle_http_requests_total";
  AppendHeading(out, name, "counter", "Responses by operation, method and status.");
  for (std::size_t operation = 0; operation <= routes_.size(); ++operation) {
    for (std::size_t head = 0; head < 2; ++head) {
      for (std::size_t status = 0; status < kStatuses; ++status) {
        const std::uint64_t count = Sum([&](const Shard& shard) -> const auto& {
          return shard.operations_[operation].responses[head][status];
        });
        if (count == 0) continue;
        std::string_view method = operation < routes_.size() ? Name(routes_[operation].method) : "";
        if (head == 1) method = "HEAD";
        out += name + "{operation=\"";
        out += OperationName(operation);
        out += "\",method=\"";
        out += method;
        out += "\",status=\"";
        out += kStatus[status] == 0 ? "other" : std::to_string(kStatus[status]);
        out += "\"} " + std::to_string(count) + "\n";
      }
    }
  }
}

void Metrics::AppendLatencies(std::string& out) const {
  const std::string name = "socle_http_request_seconds";
  AppendHeading(out, name, "histogram", "From a request's header to its response's last byte.");
  for (std::size_t operation = 0; operation <= routes_.size(); ++operation) {
    std::uint64_t count = 0;
    std::string lines;
    const std::string label = "{operation=\"" + std::string(OperationName(operation)) + "\"";
    for (std::size_t i = 0; i <= kBuckets.size(); ++i) {
      count += Sum([&](const Shard& shard) -> const auto& {
        return shard.operations_[operation].latency[i];
      });
      const std::string end = i < kBuckets.size() ? Seconds(kBuckets[i]) : "+Inf";
      lines += name + "_bucket" + label + ",le=\"" + end + "\"} " + std::to_string(count) + "\n";
    }
    if (count == 0) continue;
    const std::uint64_t micros =
        Sum([&](const Shard& shard) -> const auto& { return shard.operations_[operation].micros; });
    out += lines;
    out += name + "_sum" + label + "} " + Seconds(static_cast<std::int64_t>(micros)) + "\n";
    out += name + "_count" + label + "} " + std::to_string(count) + "\n";
  }
}

std::string Metrics::Text(const Gauges& gauges) const {
  std::string out;
  AppendResponses(out);
  AppendLatencies(out);
  const auto sum = [this](Shard::Counter Shard::*counter) {
    return Sum([&](const Shard& shard) -> const auto& { return shard.*counter; });
  };
  AppendPlain(out, "socle_http_in_flight", "gauge", "Requests that have no answer yet.",
              sum(&Shard::in_flight_));
  AppendPlain(out, "socle_http_connections", "gauge", "Open connections.", gauges.connections);
  AppendPlain(out, "socle_http_connections_total", "counter", "Connections accepted.",
              sum(&Shard::accepted_));
  AppendPlain(out, "socle_http_connections_refused_total", "counter",
              "Connections answered 503 because all were at work.", sum(&Shard::refused_));
  AppendPlain(out, "socle_http_connections_evicted_total", "counter",
              "Waiting connections closed to make room.", sum(&Shard::evicted_));
  AppendPlain(out, "socle_http_timeouts_total", "counter",
              "Connections closed because the client was too slow.", sum(&Shard::timeouts_));
  AppendPlain(out, "socle_http_received_bytes_total", "counter", "Bytes read.",
              sum(&Shard::bytes_in_));
  AppendPlain(out, "socle_http_sent_bytes_total", "counter", "Bytes written.",
              sum(&Shard::bytes_out_));
  AppendPlain(out, "socle_http_worker_threads", "gauge", "Threads for handlers that may wait.",
              gauges.worker_threads);
  AppendPlain(out, "socle_http_worker_queue", "gauge", "Requests that wait for a worker.",
              gauges.queued);
  AppendPlain(out, "socle_http_buffered_bytes", "gauge", "Bytes of request bodies in memory.",
              gauges.buffered_bytes);
  return out;
}

}  // namespace socle::http

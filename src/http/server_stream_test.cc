// Answers that are sent while they are being made.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>

#include "base/compress.h"
#include "http/toy_service.h"
#include "http/toy_tls.h"

namespace socle::http {
namespace {

using testing::HasSubstr;

std::string HeaderOf(const ClientResponse& response, std::string_view name) {
  const std::string* value = response.Header(name);
  return value == nullptr ? "(none)" : *value;
}

std::string Lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "line " + std::to_string(i) + "\n";
  return text;
}

std::function<void(BodyWriter&)> WriteLines(int count) {
  return [count](BodyWriter& out) {
    for (int i = 0; i < count; ++i) out.Write("line " + std::to_string(i) + "\n");
  };
}

constexpr int kMany = 200000;  // lines, 2.5 MB

/// GET /lines/{n} and /binary/{n}; GET /fails/{n}, which throws base::Error after n lines, and
/// /throws/{n}, another exception; POST /repeat, the body 1000 times; GET /inline.
std::vector<Route> StreamRoutes() {
  using enum Execution;
  std::vector<Route> routes = ToyRoutes();
  const auto add = [&](Method method, std::string name, std::string parameter, auto handler) {
    routes.push_back(ToyRoute(method, "/" + name + parameter, kBlocking, name, handler));
  };
  add(Method::kGet, "lines", "/{n}",
      [](const Request& r) { return ToyStream(WriteLines(std::stoi(r.parameters[0]))); });
  add(Method::kGet, "binary", "/{n}", [](const Request& r) {
    return ToyStream(WriteLines(std::stoi(r.parameters[0])), "application/octet-stream");
  });
  add(Method::kGet, "fails", "/{n}", [](const Request& r) {
    return ToyStream([&r](BodyWriter& out) {
      WriteLines(std::stoi(r.parameters[0]))(out);
      throw base::Error(base::ErrorCode::kInvalid, "No.").WithDetail("why");
    });
  });
  add(Method::kGet, "throws", "/{n}", [](const Request& r) {
    return ToyStream([&r](BodyWriter& out) {
      WriteLines(std::stoi(r.parameters[0]))(out);
      throw std::runtime_error("Jane Doe, born 1970");
    });
  });
  add(Method::kPost, "repeat", "", [](const Request& r) {
    return ToyStream([&r](BodyWriter& out) {
      for (int i = 0; i < 1000; ++i) out.Write(r.body);
    });
  });
  routes.push_back(ToyRoute(Method::kGet, "/inlined", kInline, "inlined",
                            [](const Request&) { return ToyStream(WriteLines(1)); }));
  return routes;
}

/// A service with StreamRoutes that keeps its access log.
class StreamService {
 public:
  explicit StreamService(Options options = ToyOptions())
      : toy_(WithLog(std::move(options)), nullptr, StreamRoutes()) {}
  ToyService& operator*() { return toy_; }
  ToyService* operator->() { return &toy_; }
  struct Entry {
    std::string operation, detail;
    int status = 0;
    std::uint64_t bytes_out = 0;
  };
  /// The first `count` entries, once they are there.
  std::vector<Entry> Log(std::size_t count) {
    EXPECT_TRUE(ToyAwait([&] {
      const std::lock_guard lock(mutex_);
      return log_.size() >= count;
    }));
    const std::lock_guard lock(mutex_);
    log_.resize(std::max(count, log_.size()));
    return log_;
  }

 private:
  Options WithLog(Options options) {
    options.access_log = [this](const AccessLogEntry& entry) {
      const std::lock_guard lock(mutex_);
      log_.push_back(
          {std::string(entry.operation), std::string(entry.detail), entry.status, entry.bytes_out});
    };
    return options;
  }

  std::mutex mutex_;
  std::vector<Entry> log_;
  ToyService toy_;
};

/// Expects that the answer stops before its end.
void ExpectCutOff(Client& client, const std::string& request) {
  client.Write(request);
  try {
    client.Read();
    ADD_FAILURE() << "The answer was whole.";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::kUnavailable) << error.message();
  }
  client.Close();
}

TEST(ServerStream, ALongBodyArrivesWholeInChunks) {
  StreamService service;
  Client client = service->NewClient();
  const std::string text = Lines(kMany);
  for (int i = 0; i < 3; ++i) {
    const ClientResponse response = client.Get("/lines/" + std::to_string(kMany));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(HeaderOf(response, "Transfer-Encoding"), "chunked");
    EXPECT_EQ(HeaderOf(response, "Content-Length"), "(none)");
    EXPECT_EQ(HeaderOf(response, "Connection"), "(none)");
    EXPECT_TRUE(response.body == text);
  }
  EXPECT_EQ(client.Get("/hello").body, "hello");
  EXPECT_EQ(service->Metric("socle_http_connections_total"), 1);
  const auto log = service.Log(4);
  EXPECT_EQ(log[0].operation, "lines");
  EXPECT_EQ(log[0].detail, "");
  EXPECT_GT(log[0].bytes_out, text.size());
  EXPECT_LT(log[0].bytes_out, text.size() + 10000);
  EXPECT_LT(log[3].bytes_out, 1000u);
  EXPECT_EQ(service->Metric(
                "socle_http_requests_total{operation=\"lines\",method=\"GET\",status=\"200\"}"),
            3);
  EXPECT_TRUE(service->AwaitMetric("socle_http_in_flight", 0));
}

TEST(ServerStream, AShortOneIsAnOrdinaryAnswer) {
  StreamService service;
  Client client = service->NewClient();
  for (const int count : {0, 1, 5000}) {
    const ClientResponse response = client.Get("/lines/" + std::to_string(count));
    EXPECT_EQ(HeaderOf(response, "Content-Length"), std::to_string(Lines(count).size()));
    EXPECT_EQ(HeaderOf(response, "Transfer-Encoding"), "(none)");
    EXPECT_EQ(response.body, Lines(count));
  }
}

TEST(ServerStream, TheRequestLivesAsLong) {
  StreamService service;
  Client client = service->NewClient();
  const std::string part(5000, 'x');
  EXPECT_EQ(client.Post("/repeat", "text/plain", part).body.size(), 5000000u);
  EXPECT_TRUE(service->AwaitMetric("socle_http_buffered_bytes", 0));
}

TEST(ServerStream, AnErrorBeforeAnythingIsSentIsAnAnswer) {
  StreamService service;
  Client client = service->NewClient();
  for (const char* count : {"0", "10", "5000"}) {
    const ClientResponse refused = client.Get(std::string("/fails/") + count);
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.body, "No.\n");
  }
  const ClientResponse thrown = client.Get("/throws/10");
  EXPECT_EQ(thrown.status, 500);
  EXPECT_THAT(thrown.body, testing::Not(HasSubstr("Jane")));
  EXPECT_EQ(client.Get("/hello").body, "hello");
  EXPECT_EQ(service->Metric("socle_http_connections_total"), 1);
  const auto log = service.Log(5);
  EXPECT_EQ(log[0].detail, "why");
  EXPECT_EQ(log[3].detail, "std::runtime_error");
}

TEST(ServerStream, AnErrorLaterCutsTheAnswerOff) {
  StreamService service;
  Client client = service->NewClient();
  ExpectCutOff(client, "GET /fails/100000 HTTP/1.1\r\nHost: h\r\n\r\n");
  ExpectCutOff(client, "GET /throws/100000 HTTP/1.1\r\nHost: h\r\n\r\n");
  ExpectCutOff(client, "GET /fails/100000 HTTP/1.0\r\n\r\n");
  const auto log = service.Log(3);
  EXPECT_EQ(log[0].operation, "fails");
  EXPECT_EQ(log[0].status, 200);
  EXPECT_EQ(log[0].detail, "invalid: why");
  EXPECT_GT(log[0].bytes_out, 64u << 10);
  EXPECT_EQ(log[1].detail, "std::runtime_error");
  EXPECT_TRUE(service->AwaitMetric("socle_http_in_flight", 0));
  EXPECT_TRUE(service->AwaitMetric("socle_http_connections", 0));
}

TEST(ServerStream, ServesHttp10) {
  StreamService service;
  Client client = service->NewClient();
  client.Write("GET /lines/10 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const ClientResponse small = client.Read();
  EXPECT_EQ(HeaderOf(small, "Connection"), "keep-alive");
  EXPECT_EQ(small.body, Lines(10));
  client.Write("GET /lines/100000 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const ClientResponse large = client.Read();
  EXPECT_EQ(HeaderOf(large, "Connection"), "close");
  EXPECT_EQ(HeaderOf(large, "Transfer-Encoding"), "(none)");
  EXPECT_EQ(HeaderOf(large, "Content-Length"), "(none)");
  EXPECT_TRUE(large.body == Lines(100000));
}

TEST(ServerStream, HeadRunsNothing) {
  StreamService service;
  Client client = service->NewClient();
  // Run, it would be 422.
  const ClientResponse head = client.Send({"HEAD", "/fails/0", {}, ""});
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(HeaderOf(head, "Content-Type"), "text/plain");
  EXPECT_EQ(HeaderOf(head, "Content-Length"), "(none)");
  EXPECT_EQ(HeaderOf(head, "Transfer-Encoding"), "(none)");
  EXPECT_EQ(HeaderOf(client.Get("/hello"), "Content-Length"), "5");
  EXPECT_EQ(service->Metric("socle_http_connections_total"), 1);
}

TEST(ServerStream, APipelineGoesOnBehindIt) {
  StreamService service;
  Client client = service->NewClient();
  std::string all;
  for (int i = 0; i < 10; ++i) {
    all += "GET /lines/" + std::to_string(i % 2 == 0 ? 50000 : 5) + " HTTP/1.1\r\nHost: h\r\n\r\n";
    all += "POST /repeat HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
    all += "GET /show/a/" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  }
  client.Write(all);
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(client.Read().body == Lines(i % 2 == 0 ? 50000 : 5));
    EXPECT_EQ(client.Read().body.size(), 3000u);
    const std::string number = std::to_string(i);
    EXPECT_EQ(client.Read().body, "/show/a/" + number + "\na\n" + number + "\n");
  }
}

TEST(ServerStream, CompressesForThoseWhoAsk) {
  StreamService service;
  Client client = service->NewClient();
  const auto get = [&](std::string target, std::string coding) {
    return client.Send({"GET", std::move(target), {{"Accept-Encoding", std::move(coding)}}, ""});
  };
  for (const int count : {kMany, 1000}) {
    const std::string target = "/lines/" + std::to_string(count);
    const ClientResponse gzip = get(target, "gzip");
    EXPECT_EQ(HeaderOf(gzip, "Content-Encoding"), "gzip");
    EXPECT_EQ(HeaderOf(gzip, "Vary"), "Accept-Encoding");
    EXPECT_TRUE(base::GzipDecompress(gzip.body, 10000000) == Lines(count));
    const ClientResponse zstd = get(target, "zstd, gzip");
    EXPECT_EQ(HeaderOf(zstd, "Content-Encoding"), "zstd");
    EXPECT_EQ(HeaderOf(zstd, "Transfer-Encoding"), count == kMany ? "chunked" : "(none)");
    EXPECT_TRUE(base::ZstdDecompress(zstd.body, 10000000) == Lines(count));
    const ClientResponse plain = get(target, "identity");
    EXPECT_EQ(HeaderOf(plain, "Content-Encoding"), "(none)");
    EXPECT_EQ(HeaderOf(plain, "Vary"), "Accept-Encoding");
    EXPECT_TRUE(plain.body == Lines(count));
  }
  const ClientResponse binary = get("/binary/100000", "gzip");
  EXPECT_EQ(HeaderOf(binary, "Content-Encoding"), "(none)");
  EXPECT_TRUE(binary.body == Lines(100000));
}

TEST(ServerStream, AnInlineRouteMayNot) {
  StreamService service;
  Client client = service->NewClient();
  EXPECT_EQ(client.Get("/inlined").status, 500);
  EXPECT_EQ(service.Log(1)[0].detail, "inlined streams and is not blocking");
}

TEST(ServerStream, ManyAtOnce) {
  Options options = ToyOptions();
  options.workers = 3;
  StreamService service(options);
  const std::string text = Lines(50000);
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      Client client = service->NewClient();
      for (int round = 0; round < 5; ++round) EXPECT_TRUE(client.Get("/lines/50000").body == text);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(service->AwaitMetric("socle_http_in_flight", 0));
}

TEST(ServerStream, OverTls) {
  const ToySelfSigned pair;
  StreamService service(pair.ServerOptions());
  Client client = ToyTlsClient(*service);
  EXPECT_TRUE(client.Get("/lines/200000").body == Lines(200000));
  EXPECT_EQ(client.Get("/lines/10").body, Lines(10));
  EXPECT_EQ(client.Get("/fails/10").status, 422);
  const ClientResponse zstd =
      client.Send({"GET", "/lines/100000", {{"Accept-Encoding", "zstd"}}, ""});
  EXPECT_TRUE(base::ZstdDecompress(zstd.body, 10000000) == Lines(100000));
  EXPECT_EQ(service->Metric("socle_http_connections_total"), 1);
  ExpectCutOff(client, "GET /fails/100000 HTTP/1.1\r\nHost: h\r\n\r\n");
  ExpectCutOff(client, "GET /fails/100000 HTTP/1.0\r\n\r\n");
  client.Write("GET /lines/100000 HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(client.Read().body == Lines(100000));
}

}  // namespace
}  // namespace socle::http

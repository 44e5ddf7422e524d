#include "http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>

#include "base/compress.h"
#include "http/basic_auth.h"
#include "http/toy_service.h"

namespace socle::http {
namespace {

using testing::HasSubstr;

std::string HeaderOf(const ClientResponse& response, std::string_view name) {
  const std::string* value = response.Header(name);
  return value == nullptr ? "(none)" : *value;
}

ClientRequest Ask(std::string method, std::string target,
                  std::vector<std::pair<std::string, std::string>> headers = {},
                  std::string body = {}) {
  return {std::move(method), std::move(target), std::move(headers), std::move(body)};
}

TEST(Server, AnswersAndStaysConnected) {
  const ToyService service;
  Client client = service.NewClient();
  for (int i = 0; i < 3; ++i) {
    const ClientResponse response = client.Get("/hello");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "hello");
    EXPECT_EQ(HeaderOf(response, "Connection"), "(none)");
    EXPECT_THAT(HeaderOf(response, "Date"), testing::EndsWith(" GMT"));
  }
  EXPECT_EQ(client.Get("/wait/1").body, "waited");
  EXPECT_EQ(client.Post("/echo", "text/plain", "abc").body, "abc");
  EXPECT_EQ(service.Metric("socle_http_connections_total"), 1);
  EXPECT_EQ(client.Send(Ask("GET", "/hello", {{"Connection", "close"}})).status, 200);
  EXPECT_TRUE(client.IsClosedByServer());
}

TEST(Server, RoutesWithParametersAndQueries) {
  const ToyService service;
  Client client = service.NewClient();
  EXPECT_EQ(client.Get("/show/a%2Fb/%C3%A9?x=1+2&x=%26").body, "/show/a/b/é\na/b\né\nx=1 2\nx=&\n");
  EXPECT_EQ(client.Get("http://somewhere/hello").body, "hello");
  for (const char* bad : {"/show/%/b", "/show/%00/b", "/hello?a=%zz", "/show/%ff/b"}) {
    EXPECT_EQ(client.Get(bad).status, 400) << bad;
  }
  EXPECT_EQ(client.Get("/nowhere").status, 404);
  EXPECT_EQ(client.Get("/hello/").status, 200);
  EXPECT_EQ(client.Get("//hello").status, 404);
}

TEST(Server, KnowsItsMethods) {
  const ToyService service;
  Client client = service.NewClient();
  const ClientResponse head = client.Send(Ask("HEAD", "/size/5000"));
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(HeaderOf(head, "Content-Length"), "5000");
  const ClientResponse wrong = client.Send(Ask("DELETE", "/echo"));
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(HeaderOf(wrong, "Allow"), "POST, PUT, OPTIONS");
  const ClientResponse options = client.Send(Ask("OPTIONS", "/hello"));
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(HeaderOf(options, "Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(client.Send(Ask("OPTIONS", "*")).status, 204);
  EXPECT_EQ(client.Send(Ask("GET", "*")).status, 400);
  EXPECT_EQ(client.Send(Ask("OPTIONS", "/nowhere")).status, 404);
  EXPECT_EQ(client.Send(Ask("BREW", "/hello")).status, 501);
  EXPECT_EQ(client.Get("/hello").status, 200);
}

TEST(Server, AnswersAPipelineInOrder) {
  const ToyService service;
  Client client = service.NewClient();
  std::string all;
  for (int i = 0; i < 50; ++i) {
    all += i % 3 == 0 ? "GET /wait/2 HTTP/1.1\r\nHost: h\r\n\r\n"
                      : "GET /show/a/" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
    all += "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n" + std::to_string(10 + i);
  }
  client.Write(all);
  for (int i = 0; i < 50; ++i) {
    const std::string number = std::to_string(i);
    EXPECT_EQ(client.Read().body,
              i % 3 == 0 ? "waited" : "/show/a/" + number + "\na\n" + number + "\n");
    EXPECT_EQ(client.Read().body, std::to_string(10 + i));
  }
}

TEST(Server, EveryResponseHasARequestId) {
  const ToyService service;
  Client client = service.NewClient();
  const auto id = [&](const ClientRequest& request) {
    return HeaderOf(client.Send(request), "X-Request-Id");
  };
  EXPECT_EQ(id(Ask("GET", "/hello", {{"X-Request-Id", "a-B_9.z"}})), "a-B_9.z");
  const std::string made = id(Ask("GET", "/hello"));
  EXPECT_THAT(made, testing::MatchesRegex("[0-9a-f]{16}"));
  EXPECT_NE(id(Ask("GET", "/hello")), made);
  EXPECT_THAT(id(Ask("GET", "/hello", {{"X-Request-Id", "a b"}})),
              testing::MatchesRegex("[0-9a-f]{16}"));
  EXPECT_THAT(id(Ask("GET", "/nowhere", {{"X-Request-Id", std::string(65, 'a')}})),
              testing::MatchesRegex("[0-9a-f]{16}"));
}

TEST(Server, TurnsExceptionsIntoAnswersWithoutTheirTexts) {
  std::mutex mutex;
  std::vector<std::string> details;
  Options options = ToyOptions();
  options.access_log = [&](const AccessLogEntry& entry) {
    const std::lock_guard lock(mutex);
    details.push_back(std::string(entry.operation) + " " + std::to_string(entry.status) + " " +
                      std::string(entry.detail));
  };
  {
    const ToyService service(options);
    Client client = service.NewClient();
    const ClientResponse thrown = client.Get("/throw");
    EXPECT_EQ(thrown.status, 500);
    EXPECT_THAT(thrown.body, testing::Not(HasSubstr("Jane")));
    EXPECT_THAT(thrown.body, HasSubstr(HeaderOf(thrown, "X-Request-Id")));
    EXPECT_EQ(client.Get("/refuse").status, 422);
    EXPECT_EQ(client.Get("/hello?name=Jane").status, 200);
  }
  EXPECT_THAT(details,
              testing::ElementsAre("throw 500 std::runtime_error", "refuse 422 why", "hello 200 "));
}

TEST(Server, TheRendererSpeaksForEveryError) {
  const ToyService service(ToyOptions(), nullptr, ToyRoutes(),
                           [](const Request& request, const base::Error& error) {
                             if (request.path == "/throw") throw std::runtime_error("no");
                             Response response{.status = base::Describe(error.code()).http_status};
                             response.Set("Content-Type", "application/problem+json");
                             response.body = "{\"path\":\"" + request.path + "\"}";
                             return response;
                           });
  Client client = service.NewClient();
  EXPECT_EQ(client.Get("/nowhere").body, R"({"path":"/nowhere"})");
  EXPECT_EQ(client.Get("/refuse").body, R"({"path":"/refuse"})");
  const ClientResponse failed = client.Get("/throw");
  EXPECT_EQ(failed.status, 500);
  EXPECT_EQ(HeaderOf(failed, "Content-Type"), "text/plain; charset=utf-8");
  client.Write("nonsense\r\n\r\n");
  const ClientResponse garbage = client.Read();
  EXPECT_EQ(garbage.status, 400);
  EXPECT_EQ(garbage.body, R"({"path":""})");
}

TEST(Server, CompressesForThoseWhoAsk) {
  const ToyService service;
  Client client = service.NewClient();
  const std::string plain = '"' + std::string(4998, 'x') + '"';
  const ClientResponse identity = client.Get("/size/5000");
  EXPECT_EQ(identity.body, plain);
  EXPECT_EQ(HeaderOf(identity, "Vary"), "Accept-Encoding");
  const ClientResponse gzip = client.Send(Ask("GET", "/size/5000", {{"Accept-Encoding", "gzip"}}));
  EXPECT_EQ(HeaderOf(gzip, "Content-Encoding"), "gzip");
  EXPECT_EQ(base::GzipDecompress(gzip.body, 10000), plain);
  const ClientResponse zstd =
      client.Send(Ask("GET", "/size/5000", {{"Accept-Encoding", "gzip, zstd"}}));
  EXPECT_EQ(HeaderOf(zstd, "Content-Encoding"), "zstd");
  EXPECT_EQ(base::ZstdDecompress(zstd.body, 10000), plain);
  const ClientResponse small = client.Send(Ask("GET", "/size/1000", {{"Accept-Encoding", "gzip"}}));
  EXPECT_EQ(HeaderOf(small, "Content-Encoding"), "(none)");
  EXPECT_EQ(HeaderOf(small, "Vary"), "(none)");
  // Longer than what the I/O thread compresses itself.
  const ClientResponse large =
      client.Send(Ask("GET", "/size/3000000", {{"Accept-Encoding", "zstd"}}));
  EXPECT_EQ(base::ZstdDecompress(large.body, 4000000).size(), 3000000u);
  EXPECT_EQ(HeaderOf(large, "Vary"), "Accept-Encoding");
  const ClientResponse head = client.Send(Ask("HEAD", "/size/5000", {{"Accept-Encoding", "gzip"}}));
  EXPECT_EQ(HeaderOf(head, "Content-Length"), HeaderOf(gzip, "Content-Length"));
}

TEST(Server, UndoesContentEncodings) {
  Options options = ToyOptions();
  options.max_body_bytes = 1u << 20;
  const ToyService service(options);
  Client client = service.NewClient();
  const std::string text(100000, 'y');
  const auto post = [&](const char* path, const char* coding, std::string body) {
    return client.Send(Ask("POST", path, {{"Content-Encoding", coding}}, std::move(body)));
  };
  EXPECT_EQ(post("/echo", "gzip", base::GzipCompress(text)).body, text);
  EXPECT_EQ(post("/echo", "zstd", base::ZstdCompress(text)).body, text);
  EXPECT_EQ(post("/inline", "zstd", base::ZstdCompress(text)).body, "100000");
  EXPECT_EQ(post("/echo", "identity", "abc").body, "abc");
  EXPECT_EQ(post("/echo", "br", "abc").status, 415);
  EXPECT_EQ(post("/echo", "gzip, gzip", "abc").status, 415);
  EXPECT_EQ(post("/echo", "gzip", "abc").status, 400);
  EXPECT_EQ(post("/echo", "zstd", base::ZstdCompress(text) + "x").status, 400);
  const std::string bomb(64u << 20, '\0');
  EXPECT_EQ(post("/echo", "gzip", base::GzipCompress(bomb)).status, 413);
  EXPECT_EQ(post("/echo", "zstd", base::ZstdCompress(bomb)).status, 413);
  EXPECT_EQ(post("/echo", "identity", "still here").body, "still here");
}

TEST(Server, ReadsChunksAndExpectations) {
  const ToyService service;
  Client client = service.NewClient();
  EXPECT_EQ(client
                .Send(Ask("POST", "/echo", {{"Transfer-Encoding", "chunked"}},
                          "5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nX: y\r\n\r\n"))
                .body,
            "hello world");
  client.Write(
      "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.Read().status, 100);
  client.Write("abc");
  EXPECT_EQ(client.Read().body, "abc");
  // A refusal comes instead of the 100.
  client.Write(
      "POST /nowhere HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.Read().status, 404);
  EXPECT_TRUE(client.IsClosedByServer());
  EXPECT_EQ(client.Send(Ask("POST", "/echo", {{"Expect", "a miracle"}}, "x")).status, 417);
}

TEST(Server, ARefusedSmallBodyDoesNotCostTheConnection) {
  const ToyService service;
  Client client = service.NewClient();
  EXPECT_EQ(client.Post("/nowhere", "text/plain", std::string(60000, 'x')).status, 404);
  EXPECT_EQ(client.Post("/hello", "text/plain", "x").status, 405);
  EXPECT_EQ(client.Get("/hello").body, "hello");
  EXPECT_EQ(service.Metric("socle_http_connections_total"), 1);
}

TEST(Server, RefusesLargeBodiesAtOnce) {
  Options options = ToyOptions();
  options.max_body_bytes = 100000;
  const ToyService service(options);
  Client client = service.NewClient();
  client.Write("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100001\r\n\r\n");
  EXPECT_EQ(client.Read().status, 413);  // before a byte of it
  EXPECT_EQ(client.Post("/echo", "text/plain", std::string(100u << 20, 'x')).status, 413);
  EXPECT_EQ(
      client.Send(Ask("POST", "/echo", {{"Transfer-Encoding", "chunked"}}, "186A1\r\n")).status,
      413);
  EXPECT_EQ(client.Post("/echo", "text/plain", std::string(100000, 'x')).body.size(), 100000u);
  EXPECT_TRUE(service.AwaitMetric("socle_http_buffered_bytes", 0));
}

TEST(Server, BodiesTogetherHaveALimit) {
  Options options = ToyOptions();
  options.max_buffered_bytes = 300000;
  const ToyService service(options);
  Client first = service.NewClient();
  first.Write("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 260000\r\n\r\n" +
              std::string(259999, 'x'));
  ASSERT_TRUE(service.AwaitAtLeast("socle_http_buffered_bytes", 250000));
  Client second = service.NewClient();
  const ClientResponse refused = second.Post("/echo", "text/plain", std::string(200000, 'y'));
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(HeaderOf(refused, "Retry-After"), "1");
  first.Write("x");
  EXPECT_EQ(first.Read().body.size(), 260000u);
  EXPECT_TRUE(service.AwaitMetric("socle_http_buffered_bytes", 0));
}

TEST(Server, LargeResponsesArriveWhole) {
  const ToyService service;
  Client client = service.NewClient();
  EXPECT_EQ(client.Get("/size/20000000").body.size(), 20000000u);
  EXPECT_EQ(client.Get("/hello").body, "hello");
}

TEST(Server, ServesHttp10) {
  const ToyService service;
  Client client = service.NewClient();
  client.Write("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(HeaderOf(client.Read(), "Connection"), "keep-alive");
  client.Write("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_EQ(HeaderOf(client.Read(), "Connection"), "close");
  EXPECT_TRUE(client.IsClosedByServer());
}

TEST(Server, RefusesLongHeadersAndTargets) {
  const ToyService service;
  Client client = service.NewClient();
  EXPECT_EQ(client.Get("/hello?" + std::string(20000, 'a')).status, 414);
  EXPECT_EQ(client.Send(Ask("GET", "/hello", {{"X", std::string(20000, 'a')}})).status, 431);
  EXPECT_EQ(client.Get("/hello?" + std::string(15000, 'a')).status, 200);
}

TEST(Server, SaysBusyWhenTheQueueIsFull) {
  ToyGate gate;
  Options options = ToyOptions();
  options.workers = 1;
  options.max_queue = 1;
  const ToyService service(options, nullptr, ToyRoutesWith(gate));
  const ToyOpener opener(gate);
  std::vector<Client> clients;
  for (int i = 0; i < 6; ++i) {
    clients.push_back(service.NewClient());
    clients.back().Write("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  // Inline requests are served all the while.
  EXPECT_EQ(service.NewClient().Get("/hello").status, 200);
  // One runs, and one waits if the worker took the first before the second came.
  EXPECT_TRUE(service.AwaitAtLeast(
      "socle_http_requests_total{operation=\"hold\",method=\"GET\",status=\"503\"}", 4));
  gate.Open();
  int busy = 0, served = 0;
  for (Client& client : clients) {
    const ClientResponse response = client.Read();
    if (response.status == 503) {
      ++busy;
      EXPECT_EQ(HeaderOf(response, "Retry-After"), "1");
    } else {
      ++served;
      EXPECT_EQ(response.body, "held");
    }
  }
  EXPECT_GE(busy, 4);
  EXPECT_GE(served, 1);
}

TEST(Server, CountsWhatItDoes) {
  const ToyService service;
  Client client = service.NewClient();
  for (int i = 0; i < 5; ++i) client.Get("/hello");
  client.Send(Ask("HEAD", "/hello"));
  client.Get("/nowhere");
  EXPECT_TRUE(service.AwaitMetric(
      "socle_http_requests_total{operation=\"none\",method=\"\",status=\"404\"}", 1));
  EXPECT_EQ(service.Metric(
                "socle_http_requests_total{operation=\"hello\",method=\"GET\",status=\"200\"}"),
            5);
  EXPECT_EQ(service.Metric(
                "socle_http_requests_total{operation=\"hello\",method=\"HEAD\",status=\"200\"}"),
            1);
  EXPECT_EQ(service.Metric("socle_http_request_seconds_count{operation=\"hello\"}"), 6);
  EXPECT_EQ(service.Metric("socle_http_request_seconds_bucket{operation=\"hello\",le=\"+Inf\"}"),
            6);
  EXPECT_EQ(service.Metric("socle_http_in_flight"), 0);
  EXPECT_EQ(service.Metric("socle_http_connections"), 1);
  EXPECT_GT(service.Metric("socle_http_sent_bytes_total"), 500);
}

/// Knows "quick" at once and "slow" after asking; refuses the rest.
struct ToyAuthenticator : Authenticator {
  std::optional<std::string> Quick(const Request& request) override {
    const auto credentials = Credentials(request);
    if (credentials.user == "quick") return "quick";
    return std::nullopt;
  }
  std::string Authenticate(const Request& request) override {
    const auto credentials = Credentials(request);
    if (credentials.user == "slow" && credentials.password == "right") return "slow";
    throw base::Error(base::ErrorCode::kUnauthenticated, "Who are you?");
  }
  std::string Challenge() const override { return BasicChallenge("toy"); }

  static BasicCredentials Credentials(const Request& request) {
    const std::string* header = request.Header("Authorization");
    if (header == nullptr) return {};
    return ParseBasicAuthorization(*header).value_or(BasicCredentials{});
  }
};

TEST(Server, AsksWhoIsThere) {
  std::vector<Route> routes = ToyRoutes();
  routes.push_back(ToyRoute(Method::kGet, "/who", Execution::kInline, "who",
                            [](const Request& r) { return ToyText(r.principal); }));
  routes.push_back(
      ToyRoute(Method::kGet, "/open", Execution::kInline, "open",
               [](const Request& r) { return ToyText("for " + r.principal + "all"); }));
  routes.back().door = Door::kOpen;
  const ToyService service(ToyOptions(), std::make_unique<ToyAuthenticator>(), std::move(routes));
  Client client = service.NewClient();
  const auto as = [](const char* value) {
    return std::vector<std::pair<std::string, std::string>>{{"Authorization", value}};
  };
  EXPECT_EQ(client.Send(Ask("GET", "/open")).body, "for all");
  EXPECT_EQ(client.Send(Ask("GET", "/who", as("Basic cXVpY2s6"))).body, "quick");
  EXPECT_EQ(client.Send(Ask("GET", "/who", as("Basic c2xvdzpyaWdodA=="))).body, "slow");
  EXPECT_EQ(client.Send(Ask("POST", "/echo", as("Basic c2xvdzpyaWdodA=="), "abc")).body, "abc");
  for (const char* wrong : {"Basic c2xvdzp3cm9uZw==", "Bearer x", ""}) {
    const ClientResponse refused = client.Send(Ask("GET", "/who", as(wrong)));
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(HeaderOf(refused, "WWW-Authenticate"), "Basic realm=\"toy\", charset=\"UTF-8\"");
  }
  // The body of one who is not known is not read.
  client.Write("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 50000000\r\n\r\n");
  EXPECT_EQ(client.Read().status, 401);
}

TEST(Server, SaysWhyItCannotStart) {
  const ToyService first;
  const auto reason = [](Options options) -> std::string {
    try {
      Server(std::move(options), ToyRoutes(), {}, nullptr).Start();
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), base::ErrorCode::kUsage);
      return error.message();
    }
    return "(started)";
  };
  Options options = ToyOptions();
  options.host = "not an address";
  EXPECT_THAT(reason(options), HasSubstr("not an IP address"));
  options = ToyOptions();
  options.port = first.port();
  EXPECT_THAT(reason(options), HasSubstr("in use"));
  options = ToyOptions();
  options.tls_certificate = "/nowhere.pem";
  EXPECT_THAT(reason(options), HasSubstr("a certificate and a key"));
  options.tls_key = "/nowhere.pem";
  EXPECT_THAT(reason(options), HasSubstr("/nowhere.pem"));
  options = ToyOptions();
  options.host = "localhost";
  EXPECT_EQ(reason(options), "(started)");
}

}  // namespace
}  // namespace socle::http

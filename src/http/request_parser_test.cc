#include "http/request_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace socle::http {
namespace {

using testing::ElementsAre;
using testing::Pair;
using State = RequestParser::State;

struct Parsed {
  Request request;
  State state = State::kHeader;
  std::size_t used = 0;
  int status = 0;
};

/// Feeds `bytes`, at most `step` more at a time, as a connection does.
Parsed Parse(std::string_view bytes, std::size_t step = 1u << 20,
             RequestParser::Limits limits = {}) {
  Parsed parsed;
  RequestParser parser(limits);
  parser.Begin(parsed.request);
  std::size_t end = 0;
  while (parser.state() < State::kDone) {
    const std::size_t used = parser.Feed(bytes.substr(parsed.used, end - parsed.used));
    parsed.used += used;
    if (used == 0 && end == bytes.size()) break;
    end = std::min(bytes.size(), end + step);
  }
  parsed.state = parser.state();
  if (parsed.state == State::kFault) parsed.status = parser.fault().status;
  return parsed;
}

int StatusOf(std::string_view bytes) {
  const Parsed whole = Parse(bytes);
  const Parsed slowly = Parse(bytes, 1);
  if (slowly.state >= State::kDone) {
    EXPECT_EQ(slowly.status, whole.status) << bytes;
  }
  if (whole.state == State::kDone) return 200;
  return whole.status;
}

TEST(RequestParser, ReadsAtAnyPace) {
  const std::string text =
      "POST /a?b=c HTTP/1.1\r\nHost: h\r\nX-One:  1 \r\nx-one: 2\r\nContent-Length: 5\r\n\r\nhello"
      "GET /next HTTP/1.1\r\n";
  for (std::size_t step : {1, 2, 3, 7, 50, 1000}) {
    const Parsed parsed = Parse(text, step);
    EXPECT_EQ(parsed.state, State::kDone);
    EXPECT_EQ(text.substr(parsed.used), "GET /next HTTP/1.1\r\n");
    EXPECT_EQ(parsed.request.target, "/a?b=c");
    EXPECT_EQ(parsed.request.body, "hello");
    EXPECT_THAT(parsed.request.headers,
                ElementsAre(Pair("Host", "h"), Pair("X-One", "1"), Pair("x-one", "2"),
                            Pair("Content-Length", "5")));
    EXPECT_EQ(parsed.request.Headers("X-ONE").size(), 2u);
  }
}

TEST(RequestParser, PutsChunksTogetherAndDropsTrailers) {
  const std::string text =
      "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nAuthorization: Basic eA==\r\n\r\n";
  for (std::size_t step : {1, 5, 1000}) {
    const Parsed parsed = Parse(text, step);
    EXPECT_EQ(parsed.state, State::kDone);
    EXPECT_EQ(parsed.request.body, "abc0123456789");
    EXPECT_EQ(parsed.request.Header("Authorization"), nullptr);
  }
}

TEST(RequestParser, RefusesSmuggling) {
  const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
  for (std::string_view fields : {
           "Content-Length: 1\r\nContent-Length: 2\r\n\r\na",
           "Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
           "Content-Length: 1, 1\r\n\r\na",
           "Content-Length: +1\r\n\r\na",
           "Content-Length: -1\r\n\r\na",
           "Content-Length: 0x1\r\n\r\na",
           "Content-Length: 1 1\r\n\r\na",
           "Content-Length:\r\n\r\na",
           "Content-Length: 99999999999999999999999\r\n\r\na",
           "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
           "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
           "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
           "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
           "Transfer-Encoding: identity\r\n\r\n",
           "Transfer-Encoding:\r\n\r\n",
           "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
           "Content-Length : 1\r\n\r\na",
           "Host: other\r\n\r\n",
       }) {
    EXPECT_EQ(StatusOf(post + std::string(fields)), 400) << fields;
  }
  EXPECT_EQ(StatusOf("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
  EXPECT_EQ(StatusOf(post + "Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n"), 200);
}

TEST(RequestParser, RefusesWhatIsNoRequest) {
  for (std::string_view text : {
           "GET /\r\n\r\n",
           "GET  / HTTP/1.1\r\n\r\n",
           "\x16\x03\x01\x02\x00\x01",
           "GET / HTTP/1.1\n\n",
           "GET / HTTP/1.1\r\n\r\n",
           "GET / HTTP/1.1\r\nHost h\r\n\r\n",
           "GET / HTTX/1.1\r\nHost: h\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: h\r\n: x\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: h\r\nA: \x01\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: h\r\nA: b\nB: c\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: h\rA: b\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
           "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
       }) {
    EXPECT_EQ(StatusOf(text), 400) << text;
  }
  EXPECT_EQ(StatusOf("GET / HTTP/2.0\r\nHost: h\r\n\r\n"), 505);
  EXPECT_EQ(StatusOf("BREW /pot HTTP/1.1\r\nHost: h\r\n\r\n"), 501);
  EXPECT_EQ(StatusOf("GET / HTTP/1.1\r\nHost: h\r\nExpect: a miracle\r\n\r\n"), 417);
  EXPECT_EQ(StatusOf("GET / HTTP/1.0\r\n\r\n"), 200);
}

TEST(RequestParser, HoldsItsLimits) {
  const RequestParser::Limits limits{.header_bytes = 1000, .body_bytes = 100};
  const std::string host = "Host: h\r\n";
  for (std::size_t step : {1, 100, 100000}) {
    const std::string line(2000, 'a');
    EXPECT_EQ(Parse("GET /" + line + " HTTP/1.1\r\n" + host + "\r\n", step, limits).status, 414);
    EXPECT_EQ(Parse("GET /" + line, step, limits).status, 414);
    EXPECT_EQ(Parse("GET / HTTP/1.1\r\n" + host + "A: " + line + "\r\n\r\n", step, limits).status,
              431);
    std::string many = "GET / HTTP/1.1\r\n" + host;
    for (int i = 0; i < 400; ++i) many += "A: b\r\n";
    EXPECT_EQ(Parse(many + "\r\n", step, limits).status, 431);
    EXPECT_EQ(
        Parse("PUT / HTTP/1.1\r\n" + host + "Content-Length: 101\r\n\r\n", step, limits).status,
        413);
    const std::string chunked = "PUT / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n";
    EXPECT_EQ(Parse(chunked + "65\r\n", step, limits).status, 413);
    EXPECT_EQ(Parse(chunked + "32\r\n" + std::string(50, 'x') + "\r\n33\r\n" + std::string(51, 'x'),
                    step, limits)
                  .status,
              413);
    EXPECT_EQ(
        Parse("PUT / HTTP/1.1\r\n" + host + "Content-Length: 100\r\n\r\n" + std::string(100, 'x'),
              step, limits)
            .state,
        State::kDone);
  }
}

TEST(RequestParser, WhatIsTakenDoesNotDependOnThePace) {
  std::mt19937 random(11);
  const std::string seed =
      "POST /a/b?c=d HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  for (int round = 0; round < 3000; ++round) {
    std::string text = seed;
    for (unsigned i = 0; i <= random() % 3; ++i) {
      text[random() % text.size()] = static_cast<char>(random() % 256);
    }
    const Parsed whole = Parse(text), slowly = Parse(text, 1 + random() % 9);
    // A fault may show late, when more would have to come; what is taken is the same.
    EXPECT_EQ(whole.state == State::kDone, slowly.state == State::kDone) << text;
    if (whole.state == State::kDone) {
      EXPECT_EQ(whole.request.body, slowly.request.body);
      EXPECT_EQ(whole.used, slowly.used);
    }
  }
}

}  // namespace
}  // namespace socle::http

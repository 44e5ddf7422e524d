#include "http/response_head.h"

#include <gtest/gtest.h>

namespace socle::http {
namespace {

std::string Head(const Response& response, bool close = false) {
  std::string out;
  AppendHead(response, {.date = "D", .request_id = "r", .close = close}, out);
  return out;
}

TEST(ResponseHead, HoldsWhatIsNeeded) {
  Response response{.status = 201};
  response.Set("ETag", "W/\"1\"").Set("Content-Length", "99").Set("date", "x");
  response.body = "abc";
  EXPECT_EQ(Head(response),
            "HTTP/1.1 201 Created\r\nDate: D\r\nETag: W/\"1\"\r\nContent-Length: 3\r\n"
            "X-Request-Id: r\r\n\r\n");
  EXPECT_NE(Head(response, true).find("\r\nConnection: close\r\n"), std::string::npos);
}

TEST(ResponseHead, SomeStatusesHaveNoLength) {
  for (int status : {204, 304}) {
    EXPECT_EQ(Head(Response{.status = status}).find("Content-Length"), std::string::npos) << status;
  }
  EXPECT_NE(Head(Response{.status = 200}).find("Content-Length: 0"), std::string::npos);
}

TEST(ResponseHead, OnlyAFramingByLengthHasOne) {
  for (const Framing framing : {Framing::kChunked, Framing::kUntilClose, Framing::kUnsaid}) {
    std::string out;
    AppendHead(Response{}, {.date = "D", .request_id = "r", .framing = framing}, out);
    EXPECT_EQ(out.find("Content-Length"), std::string::npos);
    EXPECT_EQ(out.find("\r\nTransfer-Encoding: chunked\r\n") != std::string::npos,
              framing == Framing::kChunked);
  }
}

TEST(ResponseHead, AValueCannotBeginAnotherHeader) {
  Response response;
  response.Set("Location", "/x\r\nSet-Cookie: evil\r\n\r\n<html>");
  EXPECT_NE(Head(response).find("Location: /x  Set-Cookie: evil    <html>\r\n"), std::string::npos);
}

}  // namespace
}  // namespace socle::http

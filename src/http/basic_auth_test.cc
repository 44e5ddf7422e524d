#include "http/basic_auth.h"

#include <gtest/gtest.h>

#include "base/bytes.h"

namespace socle::http {
namespace {

TEST(BasicAuth, ReadsNameAndPassword) {
  // RFC 7617, 2 and 2.1.
  auto credentials = ParseBasicAuthorization("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->user, "Aladdin");
  EXPECT_EQ(credentials->password, "open sesame");
  credentials = ParseBasicAuthorization("basic   dGVzdDoxMjPCow== ");
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->password, "123£");
  credentials = ParseBasicAuthorization("Basic " + base::ToBase64("a:b:c:"));
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->user, "a");
  EXPECT_EQ(credentials->password, "b:c:");
}

TEST(BasicAuth, RefusesTheRest) {
  using std::string_literals::operator""s;
  for (const std::string& text : {"a"s, ":b"s, ""s, "a:\xff"s, "a\n:b"s, "a:b\0"s, "a:\x7f"s,
                                  "a:" + std::string(2000, 'x')}) {
    EXPECT_FALSE(ParseBasicAuthorization("Basic " + base::ToBase64(text))) << text;
  }
  for (const char* value :
       {"", "Basic", "Basic ", "Basic !!!!", "Bearer YTpi", "BasicYTpi", "Basic YTpi YTpi"}) {
    EXPECT_FALSE(ParseBasicAuthorization(value)) << value;
  }
}

TEST(BasicAuth, Challenges) {
  EXPECT_EQ(BasicChallenge("Socle"), "Basic realm=\"Socle\", charset=\"UTF-8\"");
}

}  // namespace
}  // namespace socle::http

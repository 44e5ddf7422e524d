#include "base/http_date.h"

#include <gtest/gtest.h>

namespace socle::base {
namespace {

// RFC 9110, 5.6.7.
TEST(HttpDate, IsReadAsItIsWritten) {
  EXPECT_EQ(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT"), Instant{784111777000000});
  EXPECT_EQ(ParseHttpDate(FormatHttpDate({0})), Instant{0});
}

TEST(HttpDate, OtherTextsAreNone) {
  for (const char* text : {"", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET",
                           "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
                           "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
                           "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, -6 Nov 1994 08:49:37 GMT"}) {
    EXPECT_EQ(ParseHttpDate(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace socle::base

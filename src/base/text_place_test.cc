#include "base/text_place.h"

#include <gtest/gtest.h>

namespace socle::base {
namespace {

TEST(TextPlace, CountsCharactersAndLines) {
  TextPlace place;
  EXPECT_EQ(FormatPlace(place), "1:1");
  Advance(place, "aé€");
  EXPECT_EQ(FormatPlace(place), "1:4");
  Advance(place, "\r\n\nx");
  EXPECT_EQ(FormatPlace(place), "3:2");
}

TEST(TextPlace, AFaultSaysWhereAndWhat) {
  const Error error =
      FaultAt(ErrorCode::kBadRequest, "At ", {2, 5}, "syntax", "a name", std::string(200, 'x'));
  EXPECT_EQ(error.place(), "2:5");
  ASSERT_EQ(error.issues().size(), 1u);
  EXPECT_EQ(error.issues()[0].rule, "syntax");
  EXPECT_EQ(error.issues()[0].found, std::string(80, 'x') + "…");
  EXPECT_EQ(error.message(), "At 2:5: expected a name, found " + std::string(80, 'x') + "…");
  EXPECT_EQ(FaultAt(ErrorCode::kMalformed, "At ", {}, "syntax", "a name", "").message(),
            "At 1:1: expected a name");
}

}  // namespace
}  // namespace socle::base

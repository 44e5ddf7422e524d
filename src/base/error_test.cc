#include "base/error.h"

#include <gtest/gtest.h>

namespace socle::base {
namespace {

TEST(Error, CatalogueStandsInTheOrderOfTheCodes) {
  EXPECT_EQ(Describe(ErrorCode::kBadRequest).name, "bad_request");
  EXPECT_EQ(Describe(ErrorCode::kNotFound).http_status, 404);
  EXPECT_EQ(Describe(ErrorCode::kPreconditionFailed).http_status, 412);
  EXPECT_EQ(Describe(ErrorCode::kInvalid).http_status, 422);
  EXPECT_EQ(Describe(ErrorCode::kHeaderTooLarge).http_status, 431);
  EXPECT_EQ(Describe(ErrorCode::kCorrupt).name, "corrupt");
  EXPECT_EQ(Describe(ErrorCode::kStorageFull).http_status, 507);
  EXPECT_EQ(Describe(ErrorCode::kUsage).name, "usage");
}

TEST(Error, CarriesWhatItWasGiven) {
  Error error(ErrorCode::kConflict, "it exists");
  error.WithDetail("log").At("3:4").WithLatest("uid").WithIssues({{"/a", "rule", "x", "y", "m"}});
  EXPECT_STREQ(error.what(), "it exists");
  EXPECT_EQ(error.detail(), "log");
  EXPECT_EQ(error.place(), "3:4");
  EXPECT_EQ(error.latest(), "uid");
  ASSERT_EQ(error.issues().size(), 1u);
  EXPECT_EQ(error.issues()[0].rule, "rule");
}

}  // namespace
}  // namespace socle::base

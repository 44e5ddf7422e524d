#include "ehr/version_uid.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace socle::ehr {
namespace {

constexpr char kUid[] = "8849182c-82ad-4088-a07f-48ead4180515::local.ehr::12";

TEST(VersionUid, ReadsAndWrites) {
  const auto uid = ParseVersionUid(kUid);
  ASSERT_TRUE(uid);
  EXPECT_EQ(uid->object.value(), "8849182c-82ad-4088-a07f-48ead4180515");
  EXPECT_EQ(uid->system, "local.ehr");
  EXPECT_EQ(uid->number, 12u);
  EXPECT_EQ(uid->ToString(), kUid);
}

TEST(VersionUid, UuidsAreLowerCase) {
  EXPECT_EQ(ParseVersionUid("8849182C-82AD-4088-A07F-48EAD4180515::s::1")->object.value(),
            "8849182c-82ad-4088-a07f-48ead4180515");
  EXPECT_EQ(ParseVersionUid("1.2.250.1::s::1")->object.value(), "1.2.250.1");
}

TEST(VersionUid, RefusesWhatIsNone) {
  for (const char* text : {"", "::", "a::b", "a::b::", "a::b::0", "a::b::-1", "a::b::1.1.2",
                           "a::b::1x", "::b::1", "a::::1", "a b::c::1", "a::b::99999999999",
                           "a::b::1::2", "a::b::01", "a::b::00", "a/b::c::1"}) {
    EXPECT_FALSE(ParseVersionUid(text)) << text;
  }
  EXPECT_FALSE(ParseVersionUid(std::string(300, 'a') + "::b::1"));
}

TEST(VersionUid, IfMatchInAllItsSpellings) {
  const std::string uid = kUid;
  for (const std::string& header : {uid, "\"" + uid + "\"", "W/\"" + uid + "\"",
                                    "w/\"" + uid + "\"", "  \"" + uid + "\" ", "W/" + uid}) {
    EXPECT_EQ(ParseIfMatch(header).ToString(), uid) << header;
  }
  for (const char* header : {"", "*", "\"\"", "W/\"\"", "8849182c-82ad-4088-a07f-48ead4180515"}) {
    EXPECT_THROW(ParseIfMatch(header), base::Error) << header;
  }
}

TEST(VersionUid, UidBasedIds) {
  EXPECT_TRUE(ParseUidBasedId(kUid).version);
  EXPECT_FALSE(ParseUidBasedId("8849182c-82ad-4088-a07f-48ead4180515").version);
  EXPECT_THROW(ParseUidBasedId("8849182c::"), base::Error);
  EXPECT_THROW(ParseUidBasedId("a b"), base::Error);
}

}  // namespace
}  // namespace socle::ehr

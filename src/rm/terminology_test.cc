#include "rm/terminology.h"

#include <gtest/gtest.h>

namespace socle::rm {
namespace {

TEST(Terminology, GroupsByIdAndName) {
  for (const char* group :
       {"null_flavours", "null flavours", "Null Flavours", "setting", "composition category",
        "instruction states", "instruction_transitions", "version lifecycle state",
        "audit change type", "event math function", "subject relationship", "participation mode",
        "term mapping purpose", "attestation reason", "property", "participation function"}) {
    EXPECT_TRUE(HasGroup(group)) << group;
  }
  EXPECT_FALSE(HasGroup(""));
  EXPECT_FALSE(HasGroup("settings"));
  for (const char* code : {"271", "253", "272", "273"}) {
    EXPECT_TRUE(GroupHasCode("null flavours", code));
  }
  EXPECT_FALSE(GroupHasCode("null flavours", "270"));
  EXPECT_FALSE(GroupHasCode("null flavours", ""));
  EXPECT_FALSE(GroupHasCode("no such group", "271"));
  EXPECT_TRUE(GroupHasCode("composition category", "433"));
  EXPECT_TRUE(GroupHasCode("subject relationship", "0"));
}

TEST(Terminology, Rubrics) {
  EXPECT_EQ(Rubric("433"), "event");
  EXPECT_EQ(Rubric("999999"), "");
  EXPECT_EQ(Rubric("version lifecycle state", "532"), "complete");
  EXPECT_EQ(Rubric("instruction states", "532"), "completed");
  EXPECT_EQ(Rubric("setting", "532"), "");
}

TEST(Terminology, CodeSetsByBothNamesAndInAnyCase) {
  EXPECT_TRUE(CodeSetHasCode("languages", "fr"));
  EXPECT_TRUE(CodeSetHasCode("ISO_639-1", "EN"));
  EXPECT_TRUE(CodeSetHasCode("languages", "en-US"));
  EXPECT_TRUE(CodeSetHasCode("ISO_3166-1", "FR"));
  EXPECT_TRUE(CodeSetHasCode("countries", "ZW"));
  EXPECT_TRUE(CodeSetHasCode("countries", "AF"));
  EXPECT_FALSE(CodeSetHasCode("countries", "XX"));
  EXPECT_FALSE(CodeSetHasCode("countries", ""));
  EXPECT_TRUE(CodeSetHasCode("IANA_character-sets", "UTF-8"));
  EXPECT_TRUE(CodeSetHasCode("character sets", "utf-8"));
  EXPECT_TRUE(CodeSetHasCode("media types", "application/zip"));
  EXPECT_TRUE(CodeSetHasCode("normal statuses", "HHH"));
  EXPECT_TRUE(CodeSetHasCode("integrity check algorithms", "SHA-256"));
  EXPECT_TRUE(CodeSetHasCode("openehr_compression_algorithms", "gzip"));
  EXPECT_FALSE(CodeSetHasCode("no such set", "gzip"));
  EXPECT_TRUE(HasCodeSet("languages"));
  EXPECT_FALSE(HasCodeSet("language"));
}

TEST(Terminology, UnitsOfProperties) {
  EXPECT_TRUE(HasUnitsOfProperty("127"));
  EXPECT_TRUE(PropertyHasUnit("127", "Cel"));
  EXPECT_TRUE(PropertyHasUnit("125", "mm[Hg]"));
  EXPECT_FALSE(PropertyHasUnit("127", "mm[Hg]"));
  EXPECT_FALSE(PropertyHasUnit("", "Cel"));
  EXPECT_FALSE(HasUnitsOfProperty("0"));
}

}  // namespace
}  // namespace socle::rm

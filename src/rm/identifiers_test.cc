#include "rm/identifiers.h"

#include <gtest/gtest.h>

namespace socle::rm {
namespace {

TEST(Identifiers, Uids) {
  for (const char* good : {"9624982A-9F42-41A5-9318-AE13D5F5031F", "1.2.840.113554",
                           "org.openehr.a", "a", "NODE_NAME"}) {
    EXPECT_TRUE(IsUid(good)) << good;
    EXPECT_TRUE(IsHierObjectId(good)) << good;
  }
  for (const char* bad : {"", " a", "a ", "-a", "a.", "a b", "a/b", "${x}"}) {
    EXPECT_FALSE(IsUid(bad)) << bad;
    EXPECT_FALSE(IsHierObjectId(bad)) << bad;
  }
  EXPECT_TRUE(IsHierObjectId("a::any thing"));
  EXPECT_FALSE(IsHierObjectId("a::"));
  EXPECT_FALSE(IsHierObjectId("::a"));
}

TEST(Identifiers, Versions) {
  for (const char* good : {"1", "10", "1.1.1", "2.10.3"})
    EXPECT_TRUE(IsVersionTreeId(good)) << good;
  for (const char* bad : {"", "0", "01", "1.1", "1.0.1", "1.1.1.1", "a", "1.", "1..1", "-1"}) {
    EXPECT_FALSE(IsVersionTreeId(bad)) << bad;
  }
  EXPECT_TRUE(IsObjectVersionId("9624982a-9f42-41a5-9318-ae13d5f5031f::local.ehr::1"));
  for (const char* bad :
       {"", "a", "a::b", "a::b::", "::b::1", "a::::1", "a::b::1::2", "a::b c::1"}) {
    EXPECT_FALSE(IsObjectVersionId(bad)) << bad;
  }
}

TEST(Identifiers, Archetypes) {
  for (const char* good :
       {"openEHR-EHR-OBSERVATION.blood_pressure.v2", "openEHR-EHR-CLUSTER.laboratory_test-panel.v0",
        "openEHR-DEMOGRAPHIC-PERSON.person.v1.0.0-alpha.1+8",
        "org.openehr::openEHR-EHR-ACTION.service.v1",
        "openEHR-EHR-CLUSTER.stra\xC3\x9F"
        "e.v1"}) {
    EXPECT_TRUE(IsArchetypeId(good)) << good;
  }
  for (const char* bad :
       {"", "at0001", "openEHR-EHR-OBSERVATION", "openEHR-EHR-OBSERVATION.a",
        "openEHR-EHR-OBSERVATION..v1", "openEHR-EHR.a.v1", "openEHR--OBSERVATION.a.v1",
        "openEHR-EHR-OBSERVATION.a.1", "openEHR-EHR-OBSERVATION.a b.v1",
        "::openEHR-EHR-OBSERVATION.a.v1", "-EHR-OBSERVATION.a.v1"}) {
    EXPECT_FALSE(IsArchetypeId(bad)) << bad;
  }
}

TEST(Identifiers, Namespaces) {
  for (const char* good :
       {"local", "unknown", "1.2.3", "demographic", "urn:oid:1.2", "a/b?c=d&e"}) {
    EXPECT_TRUE(IsNamespace(good)) << good;
  }
  for (const char* bad : {"", " ", "a b", "-a", ".a", "a\n"}) EXPECT_FALSE(IsNamespace(bad)) << bad;
}

}  // namespace
}  // namespace socle::rm

#include "fhir/json_patch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "fhir/json.h"

namespace socle::fhir {
namespace {

using base::ErrorCode;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kPatient =
    R"({"resourceType":"Patient","id":"p","active":true,"name":[{"family":"Doe","given":["A","B"]},)"
    R"({"family":"Roe"}],"birthDate":"1974-12-25","maritalStatus":{"text":"x"}})";

std::string Written(const Node& resource) {
  std::string text;
  WriteJson(resource, text);
  return text;
}

std::string Patched(std::string_view patch, std::string_view resource = kPatient) {
  const ReadResult read = ReadJson(resource);
  EXPECT_TRUE(read.issues.empty());
  const Tree result = ApplyJsonPatch(read.tree.root(), patch);
  EXPECT_EQ(Written(read.tree.root()), resource);
  return Written(result.root());
}

base::Error Refused(std::string_view patch, std::string_view resource = kPatient) {
  const ReadResult read = ReadJson(resource);
  try {
    ApplyJsonPatch(read.tree.root(), patch);
  } catch (const base::Error& error) {
    EXPECT_EQ(Written(read.tree.root()), resource);
    return error;
  }
  ADD_FAILURE() << "was applied: " << patch;
  return {ErrorCode::kInternal, ""};
}

void ExpectRefused(std::string_view patch, ErrorCode code, std::string_view place,
                   std::string_view text) {
  const base::Error error = Refused(patch);
  EXPECT_EQ(error.code(), code) << patch << error.message();
  EXPECT_EQ(error.place(), place) << patch;
  EXPECT_THAT(error.message(), HasSubstr(std::string(text))) << patch;
}

TEST(JsonPatch, AddsMembersAndItems) {
  EXPECT_THAT(Patched(R"([{"op":"add","path":"/gender","value":"female"}])"),
              HasSubstr(R"("gender":"female","birthDate")"));
  EXPECT_THAT(Patched(R"([{"op":"add","path":"/name/0/given/1","value":"C"}])"),
              HasSubstr(R"("given":["A","C","B"])"));
  EXPECT_THAT(Patched(R"([{"op":"add","path":"/name/0/given/2","value":"C"}])"),
              HasSubstr(R"("given":["A","B","C"])"));
  EXPECT_THAT(Patched(R"([{"op":"add","path":"/name/-","value":{"text":"y"}}])"),
              HasSubstr(R"({"family":"Roe"},{"text":"y"}])"));
  // An existing member is replaced.
  EXPECT_THAT(Patched(R"([{"op":"add","path":"/active","value":false}])"),
              HasSubstr(R"("active":false)"));
}

TEST(JsonPatch, RemovesReplacesMovesAndCopies) {
  EXPECT_THAT(Patched(R"([{"op":"remove","path":"/birthDate"}])"), Not(HasSubstr("birthDate")));
  EXPECT_THAT(Patched(R"([{"op":"remove","path":"/name/0"}])"),
              HasSubstr(R"("name":[{"family":"Roe"}])"));
  EXPECT_THAT(Patched(R"([{"op":"replace","path":"/birthDate","value":"1975"}])"),
              HasSubstr(R"("birthDate":"1975")"));
  EXPECT_THAT(Patched(R"([{"op":"move","from":"/name/0/given/0","path":"/name/0/given/1"}])"),
              HasSubstr(R"("given":["B","A"])"));
  EXPECT_THAT(Patched(R"([{"op":"move","from":"/maritalStatus/text","path":"/name/1/text"}])"),
              HasSubstr(R"({"text":"x","family":"Roe"})"));
  EXPECT_THAT(Patched(R"([{"op":"copy","from":"/name/0/given","path":"/name/1/given"}])"),
              HasSubstr(R"({"family":"Roe","given":["A","B"]})"));
  EXPECT_EQ(Patched(R"([{"op":"move","from":"/name/0","path":"/name/0"}])"), kPatient);
}

TEST(JsonPatch, OperationsSeeWhatEarlierOnesDid) {
  EXPECT_THAT(Patched(R"([{"op":"remove","path":"/name/0"},{"op":"remove","path":"/name/0"},)"
                      R"({"op":"add","path":"/name/-","value":{"text":"z"}}])"),
              HasSubstr(R"("name":[{"text":"z"}])"));
}

TEST(JsonPatch, WhatIsEmptiedGoes) {
  EXPECT_THAT(Patched(R"([{"op":"remove","path":"/maritalStatus/text"}])"),
              Not(HasSubstr("maritalStatus")));
  EXPECT_THAT(Patched(R"([{"op":"remove","path":"/name/1"},{"op":"remove","path":"/name/0"}])"),
              Not(HasSubstr("name")));
  // An empty array that the patch itself says is a fault as in any resource.
  EXPECT_EQ(Refused(R"([{"op":"replace","path":"/name","value":[]}])").code(), ErrorCode::kInvalid);
}

TEST(JsonPatch, TestsCompareValues) {
  EXPECT_EQ(Patched(R"([{"op":"test","path":"/birthDate","value":"1974-12-25"}])"), kPatient);
  EXPECT_EQ(Patched(R"([{"op":"test","path":"/name/0","value":{"given":["\u0041","B"],)"
                    R"("family":"Doe"}}])"),
            kPatient);
  EXPECT_EQ(Patched("[]"), kPatient);
  constexpr std::string_view kQuantity =
      R"({"resourceType":"Observation","id":"o","valueQuantity":{"value":1.50}})";
  EXPECT_EQ(Patched(R"([{"op":"test","path":"/valueQuantity/value","value":15e-1}])", kQuantity),
            kQuantity);
  EXPECT_EQ(
      Refused(R"([{"op":"test","path":"/valueQuantity/value","value":1.51}])", kQuantity).code(),
      ErrorCode::kInvalid);
  for (const std::string_view value : {"\"1974\"", "null", "1974", "[]", "{}", "true"}) {
    ExpectRefused(R"([{"op":"test","path":"/birthDate","value":)" + std::string(value) + "}]",
                  ErrorCode::kInvalid, "/0/value", "operation 0: the test failed");
  }
  ExpectRefused(R"([{"op":"test","path":"/name/0","value":{"family":"Doe"}}])", ErrorCode::kInvalid,
                "/0/value", "failed");
  ExpectRefused(R"([{"op":"test","path":"/name/0/given","value":["B","A"]}])", ErrorCode::kInvalid,
                "/0/value", "failed");
}

TEST(JsonPatch, PointersAreUnescaped) {
  // "a/b" and "m~n" are no members of a resource: they are moved away within the patch.
  EXPECT_THAT(Patched(R"([{"op":"add","path":"/a~1b","value":"1975"},)"
                      R"({"op":"add","path":"/m~0n","value":"1976"},)"
                      R"({"op":"add","path":"/","value":"1977"},)"
                      R"({"op":"test","path":"/a~1b","value":"1975"},)"
                      R"({"op":"move","from":"/m~0n","path":"/birthDate"},)"
                      R"({"op":"remove","path":"/"},{"op":"remove","path":"/a~1b"}])"),
              HasSubstr(R"("birthDate":"1976")"));
  for (const std::string_view pointer : {"name", "/a~2", "/a~", "#/name"}) {
    ExpectRefused(R"([{"op":"remove","path":")" + std::string(pointer) + "\"}]",
                  ErrorCode::kBadRequest, "/0/path", "JSON Pointer");
  }
}

TEST(JsonPatch, WhatIsNoPatchIsABadRequest) {
  EXPECT_EQ(Refused("[{").code(), ErrorCode::kMalformed);
  ExpectRefused("{}", ErrorCode::kBadRequest, "/0", "an array of operations");
  ExpectRefused("[1]", ErrorCode::kBadRequest, "/0", "no object");
  ExpectRefused(R"([{"path":"/a"}])", ErrorCode::kBadRequest, "/0/op", "found nothing");
  ExpectRefused(R"([{"op":1,"path":"/a"}])", ErrorCode::kBadRequest, "/0/op", "another value");
  ExpectRefused(R"([{"op":"remvoe","path":"/a"}])", ErrorCode::kBadRequest, "/0/op",
                "did you mean remove?");
  ExpectRefused(R"([{"op":"test","path":"/id","value":"p"},{"op":"remove"}])",
                ErrorCode::kBadRequest, "/1/path", "found nothing");
  ExpectRefused(R"([{"op":"add","path":"/gender"}])", ErrorCode::kBadRequest, "/0/value",
                "expected a value");
  ExpectRefused(R"([{"op":"move","path":"/gender"}])", ErrorCode::kBadRequest, "/0/from",
                "found nothing");
}

TEST(JsonPatch, PathsThatLeadNowhereAreInvalid) {
  ExpectRefused(R"([{"op":"remove","path":"/name/0/famly"}])", ErrorCode::kInvalid, "/0/path",
                "step 3 of the path leads nowhere: the object has no such member; did you mean "
                "family?");
  ExpectRefused(R"([{"op":"replace","path":"/name/2","value":1}])", ErrorCode::kInvalid, "/0/path",
                "expected the index of an item, of which there are 2");
  for (const std::string_view index : {"3", "-1", "01", "1e0", "x", "", "99999999999999999999"}) {
    ExpectRefused(R"([{"op":"add","path":"/name/)" + std::string(index) + R"(","value":{}}])",
                  ErrorCode::kInvalid, "/0/path", "leads nowhere");
  }
  ExpectRefused(R"([{"op":"remove","path":"/name/-"}])", ErrorCode::kInvalid, "/0/path", "index");
  ExpectRefused(R"([{"op":"add","path":"/active/x","value":1}])", ErrorCode::kInvalid, "/0/path",
                "no members and no items");
  ExpectRefused(R"([{"op":"copy","from":"/gender","path":"/x"}])", ErrorCode::kInvalid, "/0/from",
                "no such member");
  ExpectRefused(R"([{"op":"move","from":"/name","path":"/name/0"}])", ErrorCode::kInvalid,
                "/0/path", "into itself");
  ExpectRefused(R"([{"op":"remove","path":""}])", ErrorCode::kInvalid, "/0/path", "whole");
}

TEST(JsonPatch, TheResultIsAResourceWithTheSameTypeAndId) {
  const base::Error error = Refused(R"([{"op":"add","path":"/nmae","value":"x"},)"
                                    R"({"op":"replace","path":"/active","value":"x"}])");
  EXPECT_EQ(error.code(), ErrorCode::kInvalid);
  ASSERT_EQ(error.issues().size(), 2u);
  EXPECT_EQ(error.issues()[0].path, "Patient.nmae");
  EXPECT_EQ(error.issues()[1].path, "Patient.active");
  ExpectRefused(R"([{"op":"replace","path":"/id","value":"q"}])", ErrorCode::kInvalid, "Patient.id",
                "changes it");
  ExpectRefused(R"([{"op":"remove","path":"/id"}])", ErrorCode::kInvalid, "Patient.id",
                "changes it");
  ExpectRefused(R"([{"op":"replace","path":"","value":{"resourceType":"Basic","id":"p"}}])",
                ErrorCode::kInvalid, "Patient", "leaves the type");
  ExpectRefused(R"([{"op":"replace","path":"","value":null}])", ErrorCode::kInvalid, "Resource",
                "result is none");
  EXPECT_EQ(Patched(R"([{"op":"replace","path":"","value":{"id":"p","resourceType":"Patient"}}])"),
            R"({"resourceType":"Patient","id":"p"})");
}

TEST(JsonPatch, WorkIsBounded) {
  std::string doubling = "[";
  for (int i = 0; i < 40; ++i) {
    doubling += R"({"op":"copy","from":"","path":"/a)" + std::to_string(i) + "\"},";
  }
  doubling.back() = ']';
  EXPECT_EQ(Refused(doubling).code(), ErrorCode::kTooLarge);
  std::string deepening = R"([{"op":"add","path":"/a","value":{}},)";
  for (std::size_t levels = 1; levels < 128; levels *= 2) {
    deepening += R"({"op":"copy","from":"/a","path":")";
    for (std::size_t i = 0; i <= levels; ++i) deepening += "/a";
    deepening += "\"},";
  }
  deepening.back() = ']';
  ExpectRefused(deepening, ErrorCode::kInvalid, "/7/path", "levels");
  std::string many = "[";
  for (int i = 0; i < 1001; ++i) many += R"({"op":"test","path":"/id","value":"p"},)";
  many.back() = ']';
  EXPECT_EQ(Refused(many).code(), ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace socle::fhir

#include "fhir/path_patch.h"

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
    R"({"family":"Roe"}],"birthDate":"1974-12-25","contact":[{"name":{"text":"x"}}]})";

std::string Written(const Node& resource) {
  std::string text;
  WriteJson(resource, text);
  return text;
}

/// A parameter "operation" with those parts besides type and path.
std::string Operation(std::string_view type, std::string_view path, std::string_view parts = {}) {
  std::string text = R"({"name":"operation","part":[{"name":"type","valueCode":")";
  text.append(type).append(R"("},{"name":"path","valueString":")").append(path).append("\"}");
  if (!parts.empty()) text.append(",").append(parts);
  return text + "]}";
}
std::string Name(std::string_view name) {
  return R"({"name":"name","valueString":")" + std::string(name) + "\"}";
}
std::string Value(std::string_view value) {
  return R"({"name":"value",)" + std::string(value) + "}";
}
std::string Index(std::string_view name, int value) {
  return R"({"name":")" + std::string(name) + R"(","valueInteger":)" + std::to_string(value) + "}";
}
std::string Add(std::string_view path, std::string_view name, std::string_view value) {
  return Operation("add", path, Name(name) + "," + Value(value));
}
std::string Insert(std::string_view path, int index, std::string_view value) {
  return Operation("insert", path, Index("index", index) + "," + Value(value));
}
std::string Move(std::string_view path, int source, int destination) {
  return Operation("move", path, Index("source", source) + "," + Index("destination", destination));
}

Tree Apply(const Node& resource, const std::string& operations) {
  const ReadResult patch =
      ReadJson(R"({"resourceType":"Parameters","parameter":[)" + operations + "]}");
  EXPECT_TRUE(patch.issues.empty()) << operations.substr(0, 500);
  return ApplyPathPatch(resource, patch.tree.root());
}

std::string Patched(const std::string& operations, std::string_view resource = kPatient) {
  const ReadResult read = ReadJson(resource);
  EXPECT_TRUE(read.issues.empty());
  const Tree result = Apply(read.tree.root(), operations);
  EXPECT_EQ(Written(read.tree.root()), resource);
  const std::string text = Written(result.root());
  EXPECT_TRUE(ReadJson(text).issues.empty()) << text;
  return text;
}

void ExpectRefused(const std::string& operations, ErrorCode code, std::string_view place,
                   std::string_view text) {
  const ReadResult read = ReadJson(kPatient);
  try {
    Apply(read.tree.root(), operations);
    ADD_FAILURE() << "was applied: " << operations.substr(0, 500);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), code) << operations.substr(0, 500) << error.message();
    EXPECT_EQ(error.place(), place) << operations.substr(0, 500);
    EXPECT_THAT(error.message(), HasSubstr(std::string(text))) << operations.substr(0, 500);
  }
  EXPECT_EQ(Written(read.tree.root()), kPatient);
}

TEST(PathPatch, AddsElements) {
  EXPECT_THAT(Patched(Add("Patient", "gender", R"("valueCode":"female")")),
              HasSubstr(R"("gender":"female","birthDate")"));
  EXPECT_THAT(Patched(Add("Patient.name[0]", "given", R"("valueString":"C")")),
              HasSubstr(R"("given":["A","B","C"])"));
  EXPECT_THAT(Patched(Add("Patient", "name", R"("valueHumanName":{"family":"Poe"})")),
              HasSubstr(R"({"family":"Roe"},{"family":"Poe"}])"));
  EXPECT_THAT(
      Patched(Add("Patient", "contained", R"("resource":{"resourceType":"Basic","id":"b"})")),
      HasSubstr(R"("contained":[{"resourceType":"Basic","id":"b"}])"));
  EXPECT_THAT(Patched(Add("Patient.birthDate", "extension",
                          R"("part":[{"name":"url","valueUri":"http://e.org"},)"
                          R"({"name":"value","valueCode":"x"}])")),
              HasSubstr(R"("_birthDate":{"extension":[{"url":"http://e.org","valueCode":"x"}]})"));
}

TEST(PathPatch, ChoicesTakeTheTypeOfTheirValue) {
  for (const std::string_view name : {"deceased", "deceased[x]", "deceasedDateTime"}) {
    EXPECT_THAT(Patched(Add("Patient", name, R"("valueDateTime":"2020-01-01")")),
                HasSubstr(R"("deceasedDateTime":"2020-01-01")"));
  }
  const std::string replaced =
      Patched(Add("Patient", "deceased", R"("valueBoolean":false)") + "," +
              Operation("replace", "Patient.deceased", Value(R"("valueDateTime":"2020-01")")));
  EXPECT_THAT(replaced, HasSubstr(R"("deceasedDateTime":"2020-01")"));
  EXPECT_THAT(replaced, Not(HasSubstr("deceasedBoolean")));
}

TEST(PathPatch, PartsMakeWhatHasNoTypeOfItsOwn) {
  EXPECT_THAT(
      Patched(Add("Patient", "contact",
                  R"("part":[{"name":"gender","valueCode":"male"},)"
                  R"({"name":"name","part":[{"name":"family","valueString":"F"},)"
                  R"({"name":"given","valueString":"G"},{"name":"given","valueString":"H"}]},)"
                  R"({"name":"relationship","valueCodeableConcept":{"text":"aunt"}}])")),
      HasSubstr(R"({"relationship":[{"text":"aunt"}],"name":{"family":"F","given":["G","H"]},)"
                R"("gender":"male"}])"));
  EXPECT_THAT(
      Patched(Add("Patient", "extension",
                  R"("part":[{"name":"url","valueUri":"http://e.org"},)"
                  R"({"name":"valueQuantity","part":[{"name":"value","valueDecimal":1.50}]}])")),
      HasSubstr(R"({"url":"http://e.org","valueQuantity":{"value":1.50}})"));
}

TEST(PathPatch, PrimitivesOfTheSameFormAreTaken) {
  EXPECT_THAT(Patched(Add("Patient", "gender", R"("valueString":"female")")),
              HasSubstr(R"("gender":"female")"));
  EXPECT_THAT(Patched(Operation("replace", "Patient.birthDate", Value(R"("valueString":"1975")"))),
              HasSubstr(R"("birthDate":"1975")"));
  ExpectRefused(Operation("replace", "Patient.birthDate", Value(R"("valueString":"x")")),
                ErrorCode::kInvalid, "Parameters.parameter[0].part[2]",
                "expected a value of type date, found a string");
  ExpectRefused(Operation("replace", "Patient.active", Value(R"("valueString":"true")")),
                ErrorCode::kInvalid, "Parameters.parameter[0].part[2]",
                "expected a value of type boolean, found a string");
}

TEST(PathPatch, InsertsIntoLists) {
  const auto given = [](int index) {
    return Patched(Insert("Patient.name[0].given", index, R"("valueString":"C")"));
  };
  EXPECT_THAT(given(0), HasSubstr(R"("given":["C","A","B"])"));
  EXPECT_THAT(given(1), HasSubstr(R"("given":["A","C","B"])"));
  EXPECT_THAT(given(2), HasSubstr(R"("given":["A","B","C"])"));
  EXPECT_THAT(Patched(Insert("Patient.name[1].given", 0, R"("valueString":"C")")),
              HasSubstr(R"({"family":"Roe","given":["C"]})"));
  ExpectRefused(Insert("Patient.name[0].given", 3, R"("valueString":"C")"), ErrorCode::kInvalid,
                "Parameters.parameter[0].part[1]", "expected the index below 3, found 3");
  ExpectRefused(Insert("Patient.name.given.first()", 0, R"("valueString":"C")"),
                ErrorCode::kInvalid, "Parameters.parameter[0].part[1]", "all items of one list");
  ExpectRefused(Insert("Patient.birthDate", 0, R"("valueDate":"1975")"), ErrorCode::kInvalid,
                "Parameters.parameter[0].part[1]", "all items of one list");
}

TEST(PathPatch, DeletesOneElementOrNone) {
  EXPECT_THAT(Patched(Operation("delete", "Patient.birthDate")), Not(HasSubstr("birthDate")));
  EXPECT_THAT(Patched(Operation("delete", "Patient.name.where(family = 'Doe')")),
              HasSubstr(R"("name":[{"family":"Roe"}])"));
  EXPECT_EQ(Patched(Operation("delete", "Patient.gender")), kPatient);
  EXPECT_THAT(Patched(Operation("delete", "Patient.contact[0].name.text")),
              Not(HasSubstr("contact")));
  ExpectRefused(Operation("delete", "Patient.name"), ErrorCode::kInvalid,
                "Parameters.parameter[0].part[1]", "expected a path to one element, found 2");
  ExpectRefused(Operation("delete", "Patient"), ErrorCode::kInvalid,
                "Parameters.parameter[0].part[1]", "whole resource");
}

TEST(PathPatch, Replaces) {
  EXPECT_THAT(
      Patched(Operation("replace", "Patient.name[0].given[0]", Value(R"("valueString":"Z")"))),
      HasSubstr(R"("given":["Z","B"])"));
  EXPECT_THAT(
      Patched(Operation("replace", "Patient.name[1]", Value(R"("valueHumanName":{"text":"T"})"))),
      HasSubstr(R"({"family":"Doe","given":["A","B"]},{"text":"T"}])"));
  ExpectRefused(Operation("replace", "Patient.gender", Value(R"("valueCode":"male")")),
                ErrorCode::kInvalid, "Parameters.parameter[0].part[1]", "found none");
  ExpectRefused(Operation("replace", "Patient", Value(R"("valueCode":"male")")),
                ErrorCode::kInvalid, "Parameters.parameter[0].part[1]", "to the resource");
  ExpectRefused(Operation("replace", "Patient.name.count()", Value(R"("valueCode":"male")")),
                ErrorCode::kInvalid, "Parameters.parameter[0].part[1]", "to a value");
}

TEST(PathPatch, MovesWithinAList) {
  constexpr std::string_view kFour =
      R"({"resourceType":"Patient","id":"p","name":[{"given":["1","2","3","4"]}]})";
  const auto moved = [&](int source, int destination) {
    return Patched(Move("Patient.name[0].given", source, destination), kFour);
  };
  EXPECT_THAT(moved(3, 1), HasSubstr(R"(["1","4","2","3"])"));
  EXPECT_THAT(moved(0, 3), HasSubstr(R"(["2","3","4","1"])"));
  EXPECT_THAT(moved(0, 2), HasSubstr(R"(["2","3","1","4"])"));
  EXPECT_THAT(moved(3, 0), HasSubstr(R"(["4","1","2","3"])"));
  EXPECT_EQ(moved(2, 2), kFour);
  ExpectRefused(Move("Patient.name", 2, 0), ErrorCode::kInvalid, "Parameters.parameter[0].part[1]",
                "expected the source below 2, found 2");
  ExpectRefused(Move("Patient.name", 0, 2), ErrorCode::kInvalid, "Parameters.parameter[0].part[1]",
                "expected the destination below 2");
  EXPECT_EQ(Patched(Move("Patient.contact", 0, 0)), kPatient);
  ExpectRefused(Move("Patient.telecom", 0, 0), ErrorCode::kInvalid,
                "Parameters.parameter[0].part[1]", "expected the source below 0");
}

TEST(PathPatch, OperationsSeeWhatEarlierOnesDid) {
  EXPECT_THAT(
      Patched(Add("Patient", "contact", R"("part":[{"name":"gender","valueCode":"male"}])") + "," +
              Add("Patient.contact.where(gender = 'male')", "telecom",
                  R"("valueContactPoint":{"value":"1"})") +
              "," + Operation("delete", "Patient.contact[0]")),
      HasSubstr(R"("contact":[{"telecom":[{"value":"1"}],"gender":"male"}])"));
}

TEST(PathPatch, AddNeedsOnePlaceThatIsFree) {
  ExpectRefused(Add("Patient", "birthDate", R"("valueDate":"1975")"), ErrorCode::kInvalid,
                "Parameters.parameter[0].part[2]", "birthDate, which does not repeat");
  ExpectRefused(Add("Patient.name", "given", R"("valueString":"C")"), ErrorCode::kInvalid,
                "Parameters.parameter[0].part[1]", "found 2");
  ExpectRefused(Add("Patient.photo", "title", R"("valueString":"C")"), ErrorCode::kInvalid,
                "Parameters.parameter[0].part[1]", "found none");
  ExpectRefused(Add("Patient", "gendr", R"("valueCode":"male")"), ErrorCode::kInvalid,
                "Parameters.parameter[0].part[2]", "did you mean gender?");
  ExpectRefused(Add("Patient", "name", R"("valueAddress":{"city":"C"})"), ErrorCode::kInvalid,
                "Parameters.parameter[0].part[3]", "type HumanName, found a Address");
  ExpectRefused(Add("Patient", "deceased", R"("valueString":"C")"), ErrorCode::kInvalid,
                "Parameters.parameter[0].part[3]", "type boolean or dateTime, found a string");
  ExpectRefused(Add("Patient", "contact",
                    R"("part":[{"name":"gender","valueCode":"male"},)"
                    R"({"name":"gender","valueCode":"male"}])"),
                ErrorCode::kInvalid, "Parameters.parameter[0].part[3].part[1]", "found two");
}

TEST(PathPatch, WhatIsNoPatchIsABadRequest) {
  const std::string good = Operation("delete", "Patient.birthDate");
  ExpectRefused(good + "," + Operation("ad", "Patient"), ErrorCode::kBadRequest,
                "Parameters.parameter[1].part[0]", "operation 1: expected add, insert");
  ExpectRefused(R"({"name":"x","valueCode":"y"})", ErrorCode::kBadRequest,
                "Parameters.parameter[0]", "named operation");
  ExpectRefused(Operation("delete", "Patient", Name("x") + "," + Name("y")), ErrorCode::kBadRequest,
                "Parameters.parameter[0].part[3]", "found two");
  ExpectRefused(Operation("delete", "Patient", R"({"name":"pth","valueString":"x"})"),
                ErrorCode::kBadRequest, "Parameters.parameter[0].part[2]", "did you mean path?");
  ExpectRefused(Operation("add", "Patient", Name("gender")), ErrorCode::kBadRequest,
                "Parameters.parameter[0]", "a part named value");
  ExpectRefused(
      Operation("move", "Patient.name", Index("source", -1) + "," + Index("destination", 0)),
      ErrorCode::kBadRequest, "Parameters.parameter[0].part[2]", "an index");
  ExpectRefused(Operation("delete", "Patient.name["), ErrorCode::kBadRequest,
                "Parameters.parameter[0].part[1]", "operation 0: 1:14");
  ExpectRefused(Operation("delete", "Patient.name.single()"), ErrorCode::kBadRequest,
                "Parameters.parameter[0].part[1]", "operation 0: 1:");
  const ReadResult read = ReadJson(kPatient);
  EXPECT_THROW(ApplyPathPatch(read.tree.root(), read.tree.root()), base::Error);
}

TEST(PathPatch, TheIdStays) {
  ExpectRefused(Operation("delete", "Patient.id"), ErrorCode::kInvalid, "Patient.id", "leaves");
  ExpectRefused(Operation("replace", "Patient.id", Value(R"("valueId":"q")")), ErrorCode::kInvalid,
                "Patient.id", "leaves");
}

TEST(PathPatch, WorkIsBounded) {
  std::string many = Operation("delete", "Patient.gender");
  for (int i = 0; i < 1000; ++i) many += "," + Operation("delete", "Patient.gender");
  ExpectRefused(many, ErrorCode::kTooLarge, "", "1000 operations");
  std::string parts = R"("part":[{"name":"value","valueCode":"x"}])";
  for (int i = 0; i < 50; ++i) parts = R"("part":[{"name":"extension",)" + parts + "}]";
  const std::string deepest = "descendants().where(extension.empty() and value.exists())";
  const std::string deep = Add("Patient", "extension", parts) + "," +
                           Add(deepest, "extension", parts) + "," +
                           Add(deepest, "extension", parts);
  ExpectRefused(deep, ErrorCode::kInvalid, "Parameters.parameter[2].part[1]", "128 levels");
}

}  // namespace
}  // namespace socle::fhir

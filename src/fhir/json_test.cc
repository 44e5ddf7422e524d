#include "fhir/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.h"
#include "fhir/location.h"

namespace socle::fhir {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Written(const ReadResult& result, int indent = 0) {
  std::string text;
  WriteJson(result.tree.root(), text, indent);
  return text;
}

/// "code where: text" of each issue.
std::vector<std::string> Issues(std::string_view json) {
  std::vector<std::string> found;
  for (const Issue& issue : ReadJson(json).issues) {
    EXPECT_EQ(issue.severity, Severity::kError);
    found.push_back(std::string(issue.code) + " " + issue.expression + ": " + issue.text);
  }
  return found;
}

/// Reads `json`, which has no faults and stands in the order of the definition.
void ExpectSame(std::string_view json) {
  const ReadResult result = ReadJson(json);
  EXPECT_THAT(Issues(json), IsEmpty());
  EXPECT_EQ(Written(result), json);
}

TEST(FhirJson, WhatIsReadIsWritten) {
  ExpectSame(R"({"resourceType":"Patient"})");
  ExpectSame(R"({"resourceType":"Patient","active":true,"name":[{"family":"A","given":["B","C"]}],)"
             R"("multipleBirthInteger":2})");
  ExpectSame(R"({"resourceType":"Observation","status":"final","code":{"text":"x\n\"é\""},)"
             R"("valueQuantity":{"value":1.50,"unit":"mg"},"component":[{"code":{"text":"y"},)"
             R"("valueDateTime":"2020-01-01T10:00:00+01:00"}]})");
}

TEST(FhirJson, DecimalsKeepTheirDigits) {
  for (const std::string digits :
       {"1.0", "1.00", "0.10e3", "-0.0", "1E-7", "100", "0.000000000000000000000012"}) {
    ExpectSame(R"({"resourceType":"Observation","valueQuantity":{"value":)" + digits + "}}");
  }
}

TEST(FhirJson, ChildrenStandInTheOrderOfTheDefinition) {
  const ReadResult result = ReadJson(
      R"({"birthDate":"1951","name":[{"given":["B"],"family":"A"}],"_birthDate":{"id":"a"},)"
      R"("resourceType":"Patient","id":"x"})");
  EXPECT_THAT(result.issues, IsEmpty());
  EXPECT_EQ(Written(result),
            R"({"resourceType":"Patient","id":"x","name":[{"family":"A","given":["B"]}],)"
            R"("birthDate":"1951","_birthDate":{"id":"a"}})");
  const Node& root = result.tree.root();
  EXPECT_EQ(root.order, 0u);
  EXPECT_EQ(root.Child("id")->order, 1u);
  EXPECT_EQ(root.Child("birthDate")->order, 5u);
  EXPECT_EQ(root.ChildText("birthDate"), "1951");
}

TEST(FhirJson, PrimitivesWithExtensionsAreOneNode) {
  const std::string text =
      R"({"resourceType":"Patient","birthDate":"1951","_birthDate":{"id":"a","extension":[)"
      R"({"url":"http://example.org/t","valueString":"x"}]},"_deceasedBoolean":{"extension":[)"
      R"({"url":"http://example.org/u","valueCode":"unknown"}]}})";
  ExpectSame(text);
  const ReadResult result = ReadJson(text);
  const Node* date = result.tree.root().Child("birthDate");
  EXPECT_TRUE(date->has_value);
  EXPECT_EQ(date->Child("extension")->ChildText("url"), "http://example.org/t");
  const Node* deceased = result.tree.root().Child("deceased");
  EXPECT_FALSE(deceased->has_value);
  EXPECT_TRUE(deceased->is_choice);
  EXPECT_EQ(Get(deceased->type).name, "boolean");
}

TEST(FhirJson, NullsKeepValuesAndExtensionsAligned) {
  ExpectSame(R"({"resourceType":"Patient","name":[{"given":["A",null,"C"],)"
             R"("_given":[null,{"id":"b"},{"id":"c"}]}]})");
  ExpectSame(R"({"resourceType":"Patient","name":[{"_given":[{"id":"b"}]}]})");
  const ReadResult shorter =
      ReadJson(R"({"resourceType":"Patient","name":[{"given":["A","B"],"_given":[{"id":"a"}]}]})");
  EXPECT_THAT(shorter.issues, IsEmpty());
  EXPECT_EQ(Written(shorter), R"({"resourceType":"Patient","name":[{"given":["A","B"],)"
                              R"("_given":[{"id":"a"},null]}]})");
}

TEST(FhirJson, ResourcesStandInResources) {
  ExpectSame(
      R"({"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o"}]})");
  ExpectSame(R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":)"
             R"({"resourceType":"Patient","id":"p"}}]})");
  ExpectSame(
      R"({"resourceType":"Parameters","parameter":[{"name":"a","resource":)"
      R"({"resourceType":"Patient"}},{"name":"b","part":[{"name":"c","valueString":"d"}]}]})");
}

TEST(FhirJson, IndentedTextIsTheSame) {
  const std::string text = R"({"resourceType":"Patient","name":[{"given":["A"]}]})";
  const std::string indented = Written(ReadJson(text), 2);
  EXPECT_THAT(indented, HasSubstr("\n  \"name\": ["));
  EXPECT_EQ(Written(ReadJson(indented)), text);
}

TEST(FhirJson, LocationsAreFhirPath) {
  const ReadResult result =
      ReadJson(R"({"resourceType":"Bundle","entry":[{},{"resource":{"resourceType":"Observation",)"
               R"("component":[{"valueString":"x"}]}}]})");
  const Node* entry = result.tree.root().Child("entry")->next_sibling;
  const Node* component = entry->Child("resource")->Child("component");
  EXPECT_EQ(LocationOf(result.tree.root()), "Bundle");
  EXPECT_EQ(LocationOf(*component->Child("value")), "Bundle.entry[1].resource.component[0].value");
}

TEST(FhirJson, UnknownPropertiesAreNamedWithTheNearest) {
  EXPECT_THAT(
      Issues(R"({"resourceType":"Patient","birthdate":"1951","name":[{},{"familly":"A"}]})"),
      ElementsAre("structure Patient.birthdate: expected a property of Patient, found "
                  "another; did you mean birthDate?",
                  "structure Patient.name[0]: expected an object with members, found an "
                  "empty one",
                  "structure Patient.name[1].familly: expected a property of HumanName, "
                  "found another; did you mean family?"));
  EXPECT_THAT(Issues(R"({"resourceType":"Observation","value":"x"})"),
              ElementsAre("structure Observation.value: expected a property of Observation, found "
                          "another; value is written with its type, as in valueQuantity"));
  EXPECT_THAT(Issues(R"({"resourceType":"Patient","contact":[{"resourceType":"Patient"}]})"),
              ElementsAre(HasSubstr("Patient.contact[0].resourceType: expected a property")));
  EXPECT_THAT(Issues(R"({"resourceType":"Patient","fhir_comments":["x"]})"),
              ElementsAre(HasSubstr("Patient.fhir_comments: expected a property")));
}

TEST(FhirJson, WhatIsNotAnElementCannotBeExtended) {
  EXPECT_THAT(Issues(R"({"resourceType":"Patient","_name":[{"id":"a"}],"_id":{"id":"b"},)"
                     R"("extension":[{"url":"a:b","_url":{"id":"c"},"_id":{"id":"d"}}]})"),
              ElementsAre(HasSubstr("Patient._name: "), HasSubstr("Patient.extension[0]._url: "),
                          HasSubstr("Patient.extension[0]._id: ")));
}

TEST(FhirJson, WrongKindsOfJson) {
  EXPECT_THAT(
      Issues(R"({"resourceType":"Patient","active":"true","name":{"family":"A"},"gender":["male"],)"
             R"("birthDate":1951,"contact":["x"],"telecom":[],"photo":null,)"
             R"("multipleBirthInteger":"2","link":[null]})"),
      ElementsAre("structure Patient.active: expected true or false for boolean, found a text",
                  "structure Patient.name: expected an array, found an object",
                  "structure Patient.telecom: expected an array with items, found an empty one",
                  "structure Patient.gender: expected one value, found an array",
                  "structure Patient.birthDate: expected a text for date, found a number",
                  "structure Patient.multipleBirth: expected a number for integer, found a text",
                  "structure Patient.photo: expected an array, found null",
                  "structure Patient.contact[0]: expected an object, found a text",
                  "structure Patient.link[0]: expected an object, found null"));
}

TEST(FhirJson, PrimitivesWithoutValueOrExtension) {
  EXPECT_THAT(
      Issues(R"({"resourceType":"Patient","birthDate":null,"gender":"","_active":{},)"
             R"("name":[{"given":["A",null],"_given":[null,null]}],"_id":"x"})"),
      ElementsAre("structure Patient.id: expected an object with id or extension, found a text",
                  "structure Patient.active: expected an object with members, found an empty one",
                  "structure Patient.name[0].given[1]: expected a value, found null",
                  "value Patient.gender: expected a code (no white space at either end, "
                  "single spaces inside), found an empty text",
                  "structure Patient.birthDate: expected a value, found null"));
}

TEST(FhirJson, TextsThatDoNotFitTheirType) {
  EXPECT_THAT(
      Issues(R"({"resourceType":"Patient","birthDate":"04.06.1951","text":)"
             R"({"status":"generated","div":"<p>x</p>"}})"),
      ElementsAre("value Patient.text.div: expected a div of XHTML: it does not begin with <div>",
                  "value Patient.birthDate: expected a date (YYYY, YYYY-MM or YYYY-MM-DD), "
                  "found what does not look so"));
}

TEST(FhirJson, AChoiceIsGivenOnce) {
  EXPECT_THAT(
      Issues(R"({"resourceType":"Patient","deceasedBoolean":true,"deceasedDateTime":"2020"})"),
      ElementsAre("structure Patient.deceased: expected one type of a choice, found more "
                  "than one"));
}

TEST(FhirJson, RootsWithoutAType) {
  for (const std::string_view text :
       {"[]", "1", "{}", R"({"resourceType":1})", R"({"resourceType":"Patiant"})",
        R"({"resourceType":"Resource"})", R"({"resourceType":"HumanName"})"}) {
    const ReadResult result = ReadJson(text);
    EXPECT_TRUE(result.tree.empty()) << text;
    ASSERT_EQ(result.issues.size(), 1u) << text;
    EXPECT_EQ(result.issues[0].code, "structure");
    EXPECT_EQ(result.issues[0].expression, "Resource");
  }
  EXPECT_THAT(Issues(R"({"resourceType":"Patiant"})"), ElementsAre(HasSubstr("mean Patient?")));
  EXPECT_THAT(Issues(R"({"resourceType":"Bundle","entry":[{"resource":{"id":"a"}}]})"),
              ElementsAre(HasSubstr("Bundle.entry[0].resource: expected a resource, which names")));
}

TEST(FhirJson, TheReaderStopsAfterSoManyIssues) {
  std::string text = R"({"resourceType":"Patient")";
  for (int i = 0; i < 200; ++i) text += ",\"x" + std::to_string(i) + "\":1";
  EXPECT_EQ(ReadJson(text + "}").issues.size(), 100u);
  EXPECT_EQ(ReadJson(text + "}", {.issues = 3}).issues.size(), 3u);
}

TEST(FhirJson, LimitsAndSyntax) {
  const auto code = [](std::string_view text, const ReadLimits& limits = {}) {
    try {
      ReadJson(text, limits);
    } catch (const base::Error& error) {
      return error.code();
    }
    return base::ErrorCode::kInternal;
  };
  EXPECT_EQ(code("{"), base::ErrorCode::kMalformed);
  EXPECT_EQ(code(R"({"resourceType":"Patient","id":"a","id":"b"})"), base::ErrorCode::kMalformed);
  EXPECT_EQ(code("{\"resourceType\":\"Patient\"}", {.bytes = 10}), base::ErrorCode::kTooLarge);
  EXPECT_EQ(code(std::string(200, '[') + std::string(200, ']')), base::ErrorCode::kMalformed);
}

TEST(FhirTree, NodesAreInsertedRemovedAndCopied) {
  ReadResult result = ReadJson(R"({"resourceType":"Patient","id":"a","name":[{"family":"A"}],)"
                               R"("birthDate":"1951"})");
  Tree& tree = result.tree;
  Node* root = tree.Mutable(tree.root());
  Node* copy = tree.Copy(*root->Child("name"));
  tree.Insert(root, copy);
  tree.Mutable(*copy->first_child)->text = tree.Intern("B");
  tree.Remove(tree.Mutable(*root->Child("birthDate")));
  EXPECT_EQ(Written(result),
            R"({"resourceType":"Patient","id":"a","name":[{"family":"A"},{"family":"B"}]})");
  tree.Remove(tree.Mutable(*root->Child("id")));
  Tree other;
  other.SetRoot(other.Copy(*root));
  EXPECT_EQ(other.root().Child("name")->ChildText("family"), "A");
  EXPECT_EQ(other.root().first_child->name, FindName("name"));
}

}  // namespace
}  // namespace socle::fhir

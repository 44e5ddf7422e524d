#include "fhir/xml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.h"

namespace socle::fhir {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kDiv = "<div xmlns=\"http://www.w3.org/1999/xhtml\">";

/// `content` inside a resource of that type.
std::string Resource(std::string_view type, std::string_view content) {
  std::string text = "<" + std::string(type) + " xmlns=\"http://hl7.org/fhir\"";
  if (content.empty()) return text + "/>";
  return text + ">" + std::string(content) + "</" + std::string(type) + ">";
}

std::string Patient(std::string_view content) { return Resource("Patient", content); }

/// "where: text" of each issue.
std::vector<std::string> Issues(std::string_view xml) {
  std::vector<std::string> found;
  for (const Issue& issue : ReadXml(xml).issues) {
    EXPECT_EQ(issue.severity, Severity::kError);
    found.push_back(issue.expression + ": " + issue.text);
  }
  return found;
}

std::string Xml(const Tree& tree, int indent = 0) {
  std::string text;
  WriteXml(tree.root(), text, indent);
  return text;
}

std::string Json(const Tree& tree) {
  std::string text;
  WriteJson(tree.root(), text);
  return text;
}

/// Reads `xml`, which has no faults and is written as the writer does.
void ExpectSame(const std::string& xml) {
  EXPECT_THAT(Issues(xml), IsEmpty());
  EXPECT_EQ(Xml(ReadXml(xml).tree), xml);
}

void ExpectJson(const std::string& xml, std::string_view json) {
  EXPECT_THAT(Issues(xml), IsEmpty());
  const Tree tree = ReadXml(xml).tree;
  EXPECT_EQ(Json(tree), json);
  const ReadResult again = ReadJson(json);
  EXPECT_THAT(again.issues, IsEmpty());
  EXPECT_EQ(Xml(again.tree), Xml(tree));
}

base::Error Refusal(std::string_view xml, const ReadLimits& limits = {}) {
  try {
    ReadXml(xml, limits);
  } catch (const base::Error& error) {
    return error;
  }
  ADD_FAILURE() << "accepted: " << xml;
  return {base::ErrorCode::kInternal, ""};
}

TEST(FhirXml, WhatIsReadIsWritten) {
  ExpectSame(Patient(""));
  ExpectSame(Patient(
      "<id value=\"a\"/><active value=\"true\"/><name><family value=\"A\"/>"
      "<given value=\"B\"/><given value=\"C\"/></name><multipleBirthInteger value=\"2\"/>"));
  ExpectSame(
      Resource("Observation",
               "<status value=\"final\"/><code><text value=\"&lt;a&gt; &amp; &quot;b&quot;"
               "&#10;&#9;c\"/></code><valueQuantity><value value=\"1.50\"/></valueQuantity>"));
}

TEST(FhirXml, AttributesAndExtensions) {
  ExpectJson(
      Patient("<name id=\"n\"><family value=\"A\"/></name><birthDate id=\"b\" value=\"1951\">"
              "<extension url=\"http://a\"><valueString value=\"x\"/></extension></birthDate>"
              "<deceasedBoolean><extension id=\"e\" url=\"http://b\"><valueCode value=\"y\"/>"
              "</extension></deceasedBoolean>"),
      R"({"resourceType":"Patient","name":[{"id":"n","family":"A"}],"birthDate":"1951",)"
      R"("_birthDate":{"id":"b","extension":[{"url":"http://a","valueString":"x"}]},)"
      R"("_deceasedBoolean":{"extension":[{"id":"e","url":"http://b","valueCode":"y"}]}})");
}

TEST(FhirXml, ContainedResourcesAreWrapped) {
  ExpectJson(Patient("<contained><Organization><id value=\"o\"/></Organization></contained>"
                     "<contained><Organization><id value=\"p\"/></Organization></contained>"),
             R"({"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o"},)"
             R"({"resourceType":"Organization","id":"p"}]})");
  ExpectJson(Resource("Bundle",
                      "<type value=\"collection\"/><entry><resource><Patient><active "
                      "value=\"true\"/></Patient></resource></entry>"),
             R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":)"
             R"({"resourceType":"Patient","active":true}}]})");
}

TEST(FhirXml, TheNarrativeIsMarkup) {
  ExpectSame(Patient("<text><status value=\"generated\"/>" + std::string(kDiv) +
                     "a <b>c</b> d<br/><!-- e --> &lt; &#169;</div></text>"));
  const auto div = [](const std::string& xml) {
    EXPECT_THAT(Issues(xml), IsEmpty());
    const Tree tree = ReadXml(xml).tree;
    return std::string(tree.root().Child("text")->ChildText("div"));
  };
  EXPECT_EQ(div("<f:Patient xmlns:f='http://hl7.org/fhir' xmlns='http://www.w3.org/1999/xhtml'>"
                "<f:text><f:status value='empty'/><div>x</div></f:text></f:Patient>"),
            std::string(kDiv) + "x</div>");
  EXPECT_EQ(div(Patient("<text><status value=\"empty\"/>" + std::string(kDiv) +
                        "\r\n<![CDATA[1 < 2 & 3]]>\r</div></text>")),
            std::string(kDiv) + "\n1 &lt; 2 &amp; 3\n</div>");
}

TEST(FhirXml, NamespacesCommentsAndSchemaLocations) {
  const std::string_view json = R"({"resourceType":"Patient","active":true})";
  ExpectJson(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- a --><Patient "
      "xmlns=\"http://hl7.org/fhir\"\n  xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
      "xsi:schemaLocation=\"http://hl7.org/fhir ../patient.xsd\">\n  <!-- b -->\n  <active "
      "value=\"true\"/>\n</Patient>\n",
      json);
  ExpectJson("<f:Patient xmlns:f='http://hl7.org/fhir'><f:active value='true'/></f:Patient>", json);
  EXPECT_THAT(
      Issues("<Patient/>"),
      ElementsAre("Resource: expected a resource in the namespace http://hl7.org/fhir, found "
                  "another namespace"));
  EXPECT_THAT(
      Issues(Patient("<active xmlns='urn:x' value='true'/>")),
      ElementsAre("Patient.active: expected an element in the namespace http://hl7.org/fhir, "
                  "found another namespace"));
  EXPECT_THAT(Issues(Patient("<text><status value='empty'/><div>x</div></text>")),
              ElementsAre(HasSubstr("in the namespace http://www.w3.org/1999/xhtml")));
  EXPECT_THAT(Issues(Patient("<active xml:lang='en' value='true'/>")),
              ElementsAre("Patient.active: expected no attribute of another namespace, found one"));
}

TEST(FhirXml, WhatIsUnknownIsRefusedWithItsPath) {
  EXPECT_THAT(
      Issues(Resource("Patientt", "<active value='true'/>")),
      ElementsAre("Resource: expected the name of a resource type as the root element, found "
                  "another; did you mean Patient?"));
  EXPECT_TRUE(ReadXml(Resource("Element", "")).tree.empty());
  EXPECT_THAT(
      Issues(Patient("<activ value='true'/>")),
      ElementsAre("Patient.activ: expected an element of Patient, found another; did you mean "
                  "active?"));
  EXPECT_THAT(
      Issues(Patient("<name use='x'><family value='a'/></name>")),
      ElementsAre("Patient.name[0].use: expected an element of that name in HumanName, found "
                  "an attribute"));
  EXPECT_THAT(Issues(Patient("<active value='true' sure='yes'/>")),
              ElementsAre("Patient.active.sure: expected an attribute of boolean, found another"));
  EXPECT_THAT(
      Issues(Patient("<name><id value='a'/></name>")),
      ElementsAre("Patient.name[0].id: expected an attribute of that name, found an element"));
  EXPECT_THAT(Issues(Patient("<name>Jim<family value='a'/></name>")),
              ElementsAre("Patient.name[0]: expected elements only, found text among them"));
  EXPECT_THAT(Issues(Resource("Observation", "<value value='1'/>")),
              ElementsAre(HasSubstr("value is written with its type, as in valueQuantity")));
}

TEST(FhirXml, ElementsStandInTheOrderOfTheDefinition) {
  const std::string xml = Patient(
      "<birthDate value='1951'/><name><family value='A'/></name><name><family value='B'/>"
      "</name><active value='true'/>");
  EXPECT_THAT(
      Issues(xml),
      ElementsAre(
          "Patient.name: expected the order of the definition, found it behind birthDate",
          "Patient.name: expected the order of the definition, found it behind birthDate",
          "Patient.active: expected the order of the definition, found it behind birthDate"));
  EXPECT_EQ(Json(ReadXml(xml).tree),
            R"({"resourceType":"Patient","active":true,"name":[{"family":"A"},{"family":"B"}],)"
            R"("birthDate":"1951"})");
}

TEST(FhirXml, WhatDoesNotRepeatStandsOnce) {
  EXPECT_THAT(
      Issues(Patient("<active value='true'/><active value='false'/>")),
      ElementsAre("Patient.active: expected one element of that name, found more than one"));
  EXPECT_THAT(
      Issues(Patient("<active value='true'/><gender value='male'/><active value='false'/>")),
      ElementsAre(HasSubstr("order of the definition"), HasSubstr("found more than one")));
  EXPECT_THAT(Issues(Patient("<deceasedBoolean value='true'/><deceasedDateTime value='2020'/>")),
              ElementsAre("Patient.deceased: expected one type of a choice, found more than one"));
}

TEST(FhirXml, ValuesFitTheirTypes) {
  EXPECT_THAT(Issues(Patient("<active value='yes'/>")), ElementsAre(HasSubstr("Patient.active: ")));
  EXPECT_THAT(Issues(Patient("<birthDate value='1951-02-30'/>")),
              ElementsAre(HasSubstr("Patient.birthDate: expected a date")));
  EXPECT_THAT(Issues(Patient("<name><given value=''/></name>")),
              ElementsAre(HasSubstr("Patient.name[0].given[0]: ")));
  EXPECT_THAT(Issues(Patient("<active/>")),
              ElementsAre("Patient.active: expected a value or elements inside, found an empty "
                          "element"));
  EXPECT_THAT(Issues(Patient("<name/>")), ElementsAre(HasSubstr("found an empty element")));
  EXPECT_THAT(Issues(Patient("<contained/>")),
              ElementsAre("Patient.contained[0]: expected one resource inside, found none"));
  EXPECT_THAT(Issues(Patient("<contained><Quantity/></contained>")),
              ElementsAre(HasSubstr("expected the name of a resource type as the element inside")));
  EXPECT_THAT(Issues(Patient("<text><status value='empty'/>" + std::string(kDiv) +
                             "<script/></div></text>")),
              ElementsAre(HasSubstr("Patient.text.div: expected a div of XHTML")));
}

TEST(FhirXml, IssuesAreLimited) {
  std::string content;
  for (int i = 0; i < 200; ++i) content += "<foo/>";
  EXPECT_EQ(ReadXml(Patient(content)).issues.size(), 100u);
  EXPECT_EQ(ReadXml(Patient(content), {.issues = 3}).issues.size(), 3u);
}

TEST(FhirXml, AttacksAndBrokenDocumentsAreRefused) {
  EXPECT_EQ(Refusal("<Patient").code(), base::ErrorCode::kMalformed);
  EXPECT_EQ(Refusal("").code(), base::ErrorCode::kMalformed);
  EXPECT_EQ(Refusal("<!DOCTYPE Patient [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;\">]>" +
                    Patient("<id value=\"&c;\"/>"))
                .code(),
            base::ErrorCode::kMalformed);
  EXPECT_EQ(Refusal("<!DOCTYPE Patient SYSTEM \"file:///etc/passwd\">" + Patient("")).code(),
            base::ErrorCode::kMalformed);
  EXPECT_EQ(Refusal(Patient("<id value=\"&nbsp;\"/>")).place(), "1:49");
  EXPECT_EQ(Refusal(Patient("<?php x?>")).code(), base::ErrorCode::kMalformed);
  EXPECT_EQ(Refusal(Patient(""), {.bytes = 10}).code(), base::ErrorCode::kTooLarge);
  std::string nested;
  for (int i = 0; i < 200; ++i) nested += "<extension url='u'>";
  for (int i = 0; i < 200; ++i) nested += "</extension>";
  EXPECT_EQ(Refusal(Patient(nested)).code(), base::ErrorCode::kMalformed);
}

TEST(FhirXml, IndentingMakesLines) {
  const std::string xml = Patient(
      "<contained><Group><id value=\"g\"/></Group></contained><name>"
      "<family value=\"A\"/></name>");
  EXPECT_EQ(Xml(ReadXml(xml).tree, 2),
            "<Patient xmlns=\"http://hl7.org/fhir\">\n"
            "  <contained>\n"
            "    <Group>\n"
            "      <id value=\"g\"/>\n"
            "    </Group>\n"
            "  </contained>\n"
            "  <name>\n"
            "    <family value=\"A\"/>\n"
            "  </name>\n"
            "</Patient>");
}

TEST(FhirXml, ControlCharactersCannotBreakTheDocument) {
  const ReadResult result = ReadJson(
      "{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"a\\u0001b\\r\\n\\uffff\\uff5e\"}]}");
  const std::string xml = Xml(result.tree);
  EXPECT_EQ(xml, Patient("<name><text value=\"a\xef\xbf\xbd"
                         "b&#13;&#10;\xef\xbf\xbd\xef\xbd\x9e\"/></name>"));
  EXPECT_EQ(ReadXml(xml).tree.root().Child("name")->ChildText("text"),
            "a\xef\xbf\xbd"
            "b\r\n\xef\xbf\xbd\xef\xbd\x9e");
}

}  // namespace
}  // namespace socle::fhir

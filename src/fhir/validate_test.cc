#include "fhir/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "fhir/ids.h"
#include "fhir/json.h"

namespace socle::fhir {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

const Validator& TheValidator() {
  static const Validator validator;
  return validator;
}

/// "code where: text" of each error; warnings are left out.
std::vector<std::string> Errors(std::string_view json) {
  const ReadResult result = ReadJson(json);
  EXPECT_THAT(result.issues.size(), 0u) << json;
  std::vector<std::string> found;
  for (const Issue& issue : TheValidator().Validate(result.tree.root())) {
    if (issue.severity != Severity::kError) continue;
    found.push_back(std::string(issue.code) + " " + issue.expression + ": " + issue.text);
  }
  return found;
}

/// The errors of a resource of that type with these other members.
std::vector<std::string> Errors(std::string_view type, std::string_view members) {
  return Errors(R"({"resourceType":")" + std::string(type) + "\"," + std::string(members) + "}");
}

TEST(Validate, WhatIsValidHasNoErrors) {
  EXPECT_THAT(Errors("Patient", R"("gender":"female","contact":[{"name":{"family":"A"}}])"),
              IsEmpty());
  EXPECT_THAT(Errors("Observation", R"("status":"final","code":{"text":"x"},"valueString":"y")"),
              IsEmpty());
}

TEST(Validate, WhatIsRequired) {
  EXPECT_THAT(Errors("Observation", R"("valueString":"y")"),
              ElementsAre("required Observation: expected status (Observation), found none",
                          "required Observation: expected code (Observation), found none"));
  EXPECT_THAT(
      Errors("Bundle", R"("type":"collection","entry":[{"resource":{"resourceType":)"
                       R"("Patient"}},{"resource":{"resourceType":"Observation",)"
                       R"("status":"final"}}])"),
      ElementsAre("required Bundle.entry[1].resource: expected code (Observation), found none"));
  EXPECT_THAT(Errors("Patient", R"("link":[{"type":"seealso"}])"),
              ElementsAre("required Patient.link[0]: expected other (Patient.link), found none"));
  EXPECT_THAT(Errors("Linkage", R"("active":true)"),
              Contains("required Linkage: expected at least one item (Linkage), found none"));
}

TEST(Validate, TreesThatNoReaderMade) {
  ReadResult result = ReadJson(R"({"resourceType":"Patient","birthDate":"1951"})");
  Tree& tree = result.tree;
  Node* root = tree.Mutable(tree.root());
  tree.Insert(root, tree.Copy(*root->Child("birthDate")));
  Node* name = tree.NewNode(type::kPeriod);
  name->name = name::kName;
  for (const Element& element : Get(type::kPatient).elements) {
    if (element.name != name::kName) continue;
    name->element = static_cast<std::uint16_t>(&element - Get(type::kPatient).elements.data());
  }
  tree.Insert(root, name);
  std::vector<std::string> texts;
  for (const Issue& issue : TheValidator().Validate(*root)) {
    if (issue.severity == Severity::kError) texts.push_back(issue.expression + ": " + issue.text);
  }
  EXPECT_THAT(texts,
              ElementsAre("Patient.name[0]: expected another type, found Period",
                          "Patient.name[0]: expected a value or children, found none (ele-1)",
                          "Patient.birthDate: expected at most one, found more"));
}

TEST(Validate, CodesOfRequiredBindings) {
  EXPECT_THAT(Errors("Patient", R"("gender":"femal")"),
              ElementsAre("code-invalid Patient.gender: expected a code of "
                          "http://hl7.org/fhir/ValueSet/administrative-gender, found another; did "
                          "you mean female?"));
  const std::string system = "http://terminology.hl7.org/CodeSystem/condition-clinical";
  const auto condition = [&](std::string_view coding) {
    return Errors("Condition", R"("subject":{"reference":"Patient/1"},"clinicalStatus":{)" +
                                   std::string(coding) + "}");
  };
  EXPECT_THAT(condition(R"("coding":[{"system":"urn:x","code":"y"},{"system":")" + system +
                        R"(","code":"active"}])"),
              IsEmpty());
  EXPECT_THAT(condition(R"("text":"active")"), ElementsAre(HasSubstr("found none of them")));
  EXPECT_THAT(condition(R"("coding":[{"system":"urn:x","code":"active"}])"),
              ElementsAre(HasSubstr("Condition.clinicalStatus: expected a code of")));
  // MIME types cannot be enumerated.
  EXPECT_THAT(Errors("Binary", R"("contentType":"application/x-anything")"), IsEmpty());
  // A value that is absent is no wrong code.
  EXPECT_THAT(Errors("Patient", R"("_gender":{"extension":[{"url":"urn:x","valueCode":"y"}]})"),
              IsEmpty());
}

TEST(Validate, TargetsOfReferences) {
  const auto encounter = [](std::string_view subject) {
    return Errors("Encounter", R"("status":"finished","class":{"code":"AMB"},"subject":{)" +
                                   std::string(subject) + "}");
  };
  for (const std::string_view good :
       {R"("reference":"Patient/1")", R"("reference":"http://example.org/fhir/Group/1/_history/2")",
        R"("reference":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520")",
        R"("reference":"http://example.org/anything/1")", R"("display":"x")",
        R"("reference":"Patient?identifier=a/b|Device/1")", R"("type":"Patient")"}) {
    EXPECT_THAT(encounter(good), IsEmpty()) << good;
  }
  for (const std::string_view bad :
       {R"("reference":"Device/1")",
        R"("reference":"https://example.org/fhir/Device/1/_history/2")",
        R"("reference":"Device?identifier=x")", R"("type":"Device","display":"x")"}) {
    EXPECT_THAT(encounter(bad),
                ElementsAre("value Encounter.subject: expected a reference to Group, "
                            "Patient, found one to Device"))
        << bad;
  }
}

TEST(Validate, TargetsInTheDocument) {
  EXPECT_THAT(Errors("Encounter", R"("status":"finished","class":{"code":"AMB"},"contained":[)"
                                  R"({"resourceType":"Organization","id":"o","name":"x"}],)"
                                  R"("subject":{"reference":"#o"})"),
              ElementsAre(HasSubstr("Encounter.subject: expected a reference to Group, Patient, "
                                    "found one to Organization")));
  const std::string id = "urn:uuid:c757873d-ec9a-4326-a141-556f43239520";
  EXPECT_THAT(
      Errors("Bundle",
             R"("type":"collection","entry":[{"fullUrl":")" + id +
                 R"(","resource":{"resourceType":"Organization","name":"x"}},{"resource":)"
                 R"({"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},)"
                 R"("subject":{"reference":")" +
                 id + R"("}}}])"),
      ElementsAre(HasSubstr("Bundle.entry[1].resource.subject: expected a reference to Group")));
}

TEST(Validate, ContainedResources) {
  const auto patient = [](std::string_view contained, std::string_view reference) {
    return Errors("Patient", R"("contained":[{"resourceType":"Organization","name":"x")" +
                                 std::string(contained) +
                                 R"(}],"managingOrganization":{"reference":")" +
                                 std::string(reference) + "\"}");
  };
  EXPECT_THAT(patient(R"(,"id":"o")", "#o"), IsEmpty());
  EXPECT_THAT(patient(R"(,"id":"o")", "Organization/o"), ElementsAre(HasSubstr("(dom-3)")));
  EXPECT_THAT(patient(R"(,"id":"o")", "#p"),
              testing::UnorderedElementsAre(HasSubstr("(dom-3)"), HasSubstr("(ref-1)")));
  EXPECT_THAT(patient(R"(,"id":"o","meta":{"versionId":"1"})", "#o"),
              ElementsAre(HasSubstr("(dom-4)")));
  EXPECT_THAT(patient(R"(,"id":"o","meta":{"security":[{"code":"R"}]})", "#o"),
              ElementsAre(HasSubstr("(dom-5)")));
  EXPECT_THAT(patient(R"(,"id":"o","contained":[{"resourceType":"Patient"}])", "#o"),
              Contains(HasSubstr("(dom-2)")));
  // One that refers to what contains it needs no reference to it.
  EXPECT_THAT(Errors("Patient", R"("contained":[{"resourceType":"Provenance","id":"p","target":[)"
                                R"({"reference":"#"}],"recorded":"2020-01-01T00:00:00Z","agent":[)"
                                R"({"who":{"display":"x"}}]}])"),
              IsEmpty());
}

/// Would take an hour if each reference looked at each contained resource.
TEST(Validate, ManyContainedResourcesAndReferences) {
  std::string contained;
  std::string links;
  for (int i = 0; i < 100'000; ++i) {
    const std::string number = std::to_string(i);
    contained += R"({"resourceType":"Patient","id":")" + number + "\"},";
    links += R"({"type":"seealso","other":{"reference":"#)" + number + "\"}},";
  }
  contained.pop_back();
  links.pop_back();
  EXPECT_THAT(Errors("Patient", "\"contained\":[" + contained + "],\"link\":[" + links + "]"),
              IsEmpty());
}

TEST(Validate, Narratives) {
  const auto warnings = [](std::string_view json) {
    std::vector<std::string> found;
    for (const Issue& issue : TheValidator().Validate(ReadJson(json).tree.root())) {
      if (issue.severity == Severity::kWarning)
        found.push_back(issue.expression + " " + issue.text);
    }
    return found;
  };
  EXPECT_THAT(warnings(R"({"resourceType":"Patient","contained":[{"resourceType":"Patient"}]})"),
              ElementsAre(AllOf(StartsWith("Patient "), HasSubstr("(dom-6)"))));
  EXPECT_THAT(warnings(R"({"resourceType":"Patient","text":{"status":"generated","div":)"
                       R"("<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"}})"),
              IsEmpty());
}

TEST(Validate, Periods) {
  const auto period = [](std::string_view start, std::string_view end) {
    return Errors("Patient", R"("name":[{"period":{"start":")" + std::string(start) +
                                 R"(","end":")" + std::string(end) + "\"}}]");
  };
  for (const auto& [start, end] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"2020", "2020"},
           {"2020-06-01", "2020"},
           {"2020-02-29T10:00:00Z", "2020-02-29"},
           {"2020-01-01T10:00:00+02:00", "2020-01-01T08:00:00Z"},
           {"2020-01-02T05:00:00+10:00", "2020-01-01"},
           {"2020-12-31", "2020-12"}}) {
    EXPECT_THAT(period(start, end), IsEmpty()) << start << " " << end;
  }
  for (const auto& [start, end] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"2021", "2020"},
           {"2020-02-01", "2020-01"},
           {"2020-01-01T10:00:00+01:00", "2020-01-01T09:59:59+01:00"},
           {"2020-01-01T10:00:00+02:00", "2020-01-01T07:59:59Z"}}) {
    EXPECT_THAT(period(start, end),
                ElementsAre(HasSubstr("Patient.name[0].period: If present, start")))
        << start << " " << end;
  }
}

TEST(Validate, InvariantsByTheirExpressions) {
  EXPECT_THAT(Errors("Linkage", R"("item":[{"type":"source","resource":{"display":"x"}}])"),
              ElementsAre("invariant Linkage: Must have at least two items (lnk-1)"));
  const auto task = [](std::string_view modified) {
    return Errors("Task", R"("status":"draft","intent":"plan","authoredOn":"2020-01-02",)"
                          R"("lastModified":")" +
                              std::string(modified) + "\"");
  };
  EXPECT_THAT(task("2020-01-03"), IsEmpty());
  EXPECT_THAT(task("2020-01-01"), ElementsAre(HasSubstr("(inv-1)")));
  EXPECT_THAT(task("2020"), IsEmpty());  // cannot be compared
}

struct InvariantCase {
  std::string_view key, type, good, bad;
};

class CodedInvariant : public testing::TestWithParam<InvariantCase> {};

TEST_P(CodedInvariant, HoldsOrDoesNot) {
  const InvariantCase& one = GetParam();
  const std::string mark = "(" + std::string(one.key) + ")";
  EXPECT_THAT(Errors(one.type, one.good), Not(Contains(HasSubstr(mark))));
  EXPECT_THAT(Errors(one.type, one.bad), Contains(HasSubstr(mark)));
}

#define SUBJECT R"("subject":{"reference":"Patient/1"},)"

INSTANTIATE_TEST_SUITE_P(
    Validate, CodedInvariant,
    testing::Values(
        InvariantCase{"ext-1", "Patient", R"("extension":[{"url":"urn:x","valueCode":"y"}])",
                      R"("extension":[{"url":"urn:x"}])"},
        InvariantCase{"ext-1", "Patient",
                      R"("_gender":{"extension":[{"url":"urn:x","valueCode":"y"}]})",
                      R"("_gender":{"extension":[{"url":"urn:x"}]})"},
        InvariantCase{"qty-3", "Observation", R"("valueQuantity":{"code":"mg","system":"urn:x"})",
                      R"("valueQuantity":{"code":"mg"})"},
        InvariantCase{"sqty-1", "Observation", R"("referenceRange":[{"low":{"value":1}}])",
                      R"("referenceRange":[{"low":{"value":1,"comparator":"<"}}])"},
        InvariantCase{"att-1", "Patient", R"("photo":[{"data":"QUJD","contentType":"image/png"}])",
                      R"("photo":[{"data":"QUJD"}])"},
        InvariantCase{"cpt-2", "Patient", R"("telecom":[{"system":"phone","value":"1"}])",
                      R"("telecom":[{"value":"1"}])"},
        InvariantCase{"rat-1", "Observation",
                      R"("valueRatio":{"numerator":{"value":1},"denominator":{"value":2}})",
                      R"("valueRatio":{"numerator":{"value":1}})"},
        InvariantCase{"tim-2", "ServiceRequest",
                      R"("occurrenceTiming":{"repeat":{"period":1,"periodUnit":"d"}})",
                      R"("occurrenceTiming":{"repeat":{"period":1}})"},
        InvariantCase{"tim-5", "ServiceRequest",
                      R"("occurrenceTiming":{"repeat":{"period":-0.0,"periodUnit":"d"}})",
                      R"("occurrenceTiming":{"repeat":{"period":-0.1,"periodUnit":"d"}})"},
        InvariantCase{"tim-9", "ServiceRequest",
                      R"("occurrenceTiming":{"repeat":{"offset":1,"when":["HS"]}})",
                      R"("occurrenceTiming":{"repeat":{"offset":1,"when":["HS","C"]}})"},
        InvariantCase{"pat-1", "Patient", R"("contact":[{"telecom":[{"system":"url"}]}])",
                      R"("contact":[{"gender":"male"}])"},
        InvariantCase{"org-1", "Organization", R"("name":"x")", R"("active":true)"},
        InvariantCase{"org-2", "Organization", R"("address":[{"use":"work"}])",
                      R"("address":[{"use":"work"},{"use":"home"}])"},
        InvariantCase{"obs-3", "Observation", R"("referenceRange":[{"text":"x"}])",
                      R"("referenceRange":[{"type":{"text":"x"}}])"},
        InvariantCase{"obs-6", "Observation", R"("dataAbsentReason":{"text":"x"})",
                      R"("dataAbsentReason":{"text":"x"},"valueString":"y")"},
        InvariantCase{"obs-7", "Observation",
                      R"("valueString":"y","code":{"coding":[{"code":"a"}]},"component":[{"code":)"
                      R"({"coding":[{"code":"a","system":"urn:x"}]}}])",
                      R"("valueString":"y","code":{"coding":[{"code":"a"}]},"component":[{"code":)"
                      R"({"coding":[{"code":"b"},{"code":"a"}]}}])"},
        InvariantCase{
            "con-4", "Condition",
            SUBJECT R"("abatementString":"x","clinicalStatus":{"coding":[{"system":)"
                    R"("http://terminology.hl7.org/CodeSystem/condition-clinical","code":)"
                    R"("resolved"}]})",
            SUBJECT R"("abatementString":"x","clinicalStatus":{"coding":[{"system":)"
                    R"("http://terminology.hl7.org/CodeSystem/condition-clinical","code":)"
                    R"("active"}]})"},
        InvariantCase{"con-5", "Condition", R"("clinicalStatus":{"text":"x"})",
                      R"("clinicalStatus":{"text":"x"},"verificationStatus":{"coding":[{"system":)"
                      R"("http://terminology.hl7.org/CodeSystem/condition-ver-status","code":)"
                      R"("entered-in-error"}]})"},
        InvariantCase{"ait-2", "AllergyIntolerance", R"("clinicalStatus":{"text":"x"})",
                      R"("clinicalStatus":{"text":"x"},"verificationStatus":{"coding":[{"system":)"
                      R"("http://terminology.hl7.org/CodeSystem/allergyintolerance-verification",)"
                      R"("code":"entered-in-error"}]})"},
        InvariantCase{
            "cpl-3", "CarePlan", R"("activity":[{"reference":{"display":"x"}}])",
            R"("activity":[{"reference":{"display":"x"},"detail":{"status":"scheduled"}}])"},
        InvariantCase{"fhs-1", "FamilyMemberHistory", R"("ageString":"5","estimatedAge":true)",
                      R"("ageString":"5","bornString":"x")"},
        InvariantCase{"ait-1", "AllergyIntolerance", R"("clinicalStatus":{"text":"x"})",
                      R"("code":{"text":"x"})"},
        InvariantCase{"app-2", "Appointment",
                      R"("start":"2020-01-01T00:00:00Z","end":"2020-01-01T00:00:00Z")",
                      R"("start":"2020-01-01T00:00:00Z")"},
        InvariantCase{"app-3", "Appointment", R"("status":"proposed")", R"("status":"booked")"},
        InvariantCase{"bdl-1", "Bundle", R"("type":"searchset","total":1)",
                      R"("type":"collection","total":1)"},
        InvariantCase{"bdl-3", "Bundle",
                      R"("type":"batch","entry":[{"request":{"method":"GET","url":"Patient"}}])",
                      R"("type":"batch","entry":[{"fullUrl":"urn:x"}])"},
        InvariantCase{"bdl-4", "Bundle",
                      R"("type":"batch-response","entry":[{"response":{"status":"200"}}])",
                      R"("type":"collection","entry":[{"response":{"status":"200"}}])"},
        InvariantCase{"bdl-5", "Bundle",
                      R"("type":"collection","entry":[{"resource":{"resourceType":"Patient"}}])",
                      R"("type":"collection","entry":[{"fullUrl":"urn:x"}])"},
        InvariantCase{
            "bdl-8", "Bundle", R"("type":"collection","entry":[{"fullUrl":"http://x/Patient/1"}])",
            R"("type":"collection","entry":[{"fullUrl":"http://x/Patient/1/_history/1"}])"}));

TEST(Validate, ComputerNamesAreAWarning) {
  const auto count = [](std::string_view name) {
    const ReadResult result =
        ReadJson(R"({"resourceType":"Library","name":")" + std::string(name) + "\"}");
    std::size_t found = 0;
    for (const Issue& issue : TheValidator().Validate(result.tree.root())) {
      if (issue.text.ends_with("(lib-0)")) {
        EXPECT_EQ(issue.severity, Severity::kWarning);
        ++found;
      }
    }
    return found;
  };
  EXPECT_EQ(count("Good_1"), 0u);
  EXPECT_EQ(count("bad"), 1u);
  EXPECT_EQ(count("Bad name"), 1u);
  EXPECT_EQ(count(std::string(256, 'A')), 1u);
}

TEST(Validate, ErrorsComeFirstAndTheLimitHolds) {
  const ReadResult result =
      ReadJson(R"({"resourceType":"Bundle","type":"collection","entry":[)"
               R"({"resource":{"resourceType":"Patient"}},{"fullUrl":"urn:x"}]})");
  const auto all = TheValidator().Validate(result.tree.root());
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].severity, Severity::kError);
  EXPECT_EQ(all[1].severity, Severity::kWarning);
  const auto first = TheValidator().Validate(result.tree.root(), 1);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].severity, Severity::kError);
  EXPECT_THAT(TheValidator().Validate(result.tree.root(), 0), IsEmpty());
}

}  // namespace
}  // namespace socle::fhir

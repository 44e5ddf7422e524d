#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "template/definition.h"
#include "template/opt_text.h"
#include "template/template.h"

namespace socle::tmpl {
namespace {

using namespace text;
using testing::HasSubstr;

constexpr std::string_view kArchetype = "openEHR-EHR-EVALUATION.check.v1";
const std::string kTree = "/content[openEHR-EHR-EVALUATION.check.v1]/data[at0001]";

/// A template of one evaluation whose tree has `items`.
std::string WithItems(const std::string& items, std::string_view cardinality = "0..*") {
  return Opt(Multiple("content", "0..1", "0..*",
                      Root("EVALUATION", kArchetype, "0..1",
                           Single("data", "1..1",
                                  Complex("ITEM_TREE", "at0001", "1..1",
                                          Multiple("items", "0..1", cardinality, items))),
                           {"at0001", "at0002", "at0003", "at0010", "at0011"})));
}

std::vector<base::Issue> FaultsOf(const std::string& xml) {
  try {
    Template::Parse(xml);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::kInvalid) << error.message();
    return error.issues();
  }
  return {};
}

void ExpectFault(const std::string& xml, std::string_view rule, const std::string& path) {
  const auto faults = FaultsOf(xml);
  ASSERT_EQ(faults.size(), 1u) << rule << " " << (faults.empty() ? "" : faults[1].message);
  EXPECT_EQ(faults[0].rule, rule);
  EXPECT_EQ(faults[0].path, path);
  EXPECT_FALSE(faults[0].expected.empty());
  EXPECT_FALSE(faults[0].message.empty());
}

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return at == text.npos ? text : text.replace(at, from.size(), to);
}

const std::string kElement = Element("at0002", "0..1", Complex("DV_TEXT", "", "1..1"));

TEST(OptCheck, AcceptsWhatIsWhole) { EXPECT_TRUE(FaultsOf(WithItems(kElement)).empty()); }

TEST(OptCheck, NamesWhatIsMissingAtTheTop) {
  const std::string whole = WithItems(kElement);
  ExpectFault(Replaced(whole, "<concept>Rules</concept>", ""), "missing", "/");
  ExpectFault(Replaced(whole, "<concept>Rules</concept>", "<concept> </concept>"), "missing", "/");
  ExpectFault(Replaced(whole, "<template_id><value>rules.v1</value></template_id>", ""), "missing",
              "/");
  ExpectFault(Replaced(whole, "<code_string>en</code_string>", ""), "missing", "/");
  const std::size_t start = whole.find("<definition>"), end = whole.find("</definition>") + 13;
  ExpectFault(whole.substr(0, start) + whole.substr(end), "missing", "/");
}

TEST(OptCheck, FindsAlienAndRepeatedElements) {
  const std::string whole = WithItems(kElement);
  ExpectFault(Replaced(whole, "<concept>", "<bullfrog/><concept>"), "alien_element", "/");
  ExpectFault(Replaced(whole, "<concept>", "<concept>Again</concept><concept>"),
              "duplicate_element", "/");
  ExpectFault(Replaced(whole, "<node_id>at0002</node_id>", "<node_id>at0002</node_id><frog/>"),
              "alien_element", kTree + "/items[at0002]");
  ExpectFault(Replaced(whole, "<node_id>at0002</node_id>",
                       "<node_id>at0002</node_id><node_id>at0002</node_id>"),
              "duplicate_element", kTree + "/items[at0002]");
  EXPECT_TRUE(FaultsOf(Replaced(whole, "<concept>", "<v:extra xmlns:v='u'/><concept>")).empty())
      << "a vendor's extension in its own name space passes";
}

TEST(OptCheck, FindsMissingTerms) {
  ExpectFault(WithItems(Element("at0099", "0..1", Complex("DV_TEXT", "", "1..1"))), "term",
              kTree + "/items[at0099]");
  ExpectFault(WithItems(Element("at0002", "0..1", CodedText("local", {"at0010", "at0012"}))),
              "code", kTree + "/items[at0002]/value/defining_code");
  EXPECT_TRUE(FaultsOf(WithItems(Slot("CLUSTER", "at0098", "0..1", ".*"))).empty())
      << "the id of a slot never stands in data";
}

TEST(OptCheck, FindsUnknownTypesAndAttributes) {
  ExpectFault(WithItems(Complex("ELEMENTS", "at0002", "0..1")), "unknown_type",
              kTree + "/items[at0002]");
  ExpectFault(WithItems(Complex("ELEMENT", "at0002", "0..1",
                                Single("valve", "0..1", Complex("DV_TEXT", "", "1..1")))),
              "unknown_attribute", kTree + "/items[at0002]/valve");
  ExpectFault(WithItems(Complex("ELEMENT", "at0002", "0..1",
                                Single("items", "0..1", Complex("DV_TEXT", "", "1..1")))),
              "unknown_attribute", kTree + "/items[at0002]/items");
  ExpectFault(WithItems(Element("at0002", "0..1", Complex("DV_INTERVAL<DV_COUNTS>", "", "1..1"))),
              "unknown_type", kTree + "/items[at0002]/value");
}

TEST(OptCheck, FindsTypesThatDoNotFit) {
  ExpectFault(WithItems(Complex("DV_TEXT", "at0002", "0..1")), "type", kTree + "/items[at0002]");
  ExpectFault(WithItems(Element("at0002", "0..1", Complex("CLUSTER", "at0003", "1..1"))), "type",
              kTree + "/items[at0002]/value[at0003]");
  ExpectFault(
      WithItems(Element(
          "at0002", "0..1",
          Complex("DV_TEXT", "", "1..1",
                  Single("value", "1..1",
                         Primitive("INTEGER", "C_INTEGER", Tag("range", Interval("0..1"))))))),
      "type", kTree + "/items[at0002]/value/value");
  ExpectFault(
      WithItems(Element("at0002", "0..1",
                        Complex("DV_INTERVAL<DV_COUNT>", "", "1..1",
                                Single("lower", "0..1", Complex("DV_QUANTITY", "", "1..1"))))),
      "type", kTree + "/items[at0002]/value/lower");
}

TEST(OptCheck, FindsContradictions) {
  ExpectFault(WithItems(Element("at0002", "2..1", Complex("DV_TEXT", "", "1..1"))), "occurrences",
              kTree + "/items[at0002]");
  ExpectFault(WithItems(Complex("ELEMENT", "at0002", "0..1",
                                Single("value", "1..0", Complex("DV_TEXT", "", "1..1")))),
              "existence", kTree + "/items[at0002]/value");
  ExpectFault(WithItems(Element("at0002", "2..3", Complex("DV_TEXT", "", "1..1")), "0..1"),
              "cardinality", kTree + "/items");
  ExpectFault(WithItems(Element("at0002", "0..3", Complex("DV_TEXT", "", "1..1")), "4..*"),
              "cardinality", kTree + "/items");
  ExpectFault(WithItems(kElement, "3..2"), "cardinality", kTree + "/items");
  ExpectFault(WithItems(Complex("ELEMENT", "at0002", "0..1",
                                Single("value", "0..1", Complex("DV_TEXT", "", "1..1")) +
                                    Single("value", "0..1", Complex("DV_URI", "", "1..1")))),
              "duplicate_element", kTree + "/items[at0002]/value");
}

std::string WithPrimitive(std::string_view type, std::string_view attribute, std::string item) {
  return WithItems(
      Element("at0002", "0..1", Complex(type, "", "1..1", Single(attribute, "1..1", item))));
}

TEST(OptCheck, FindsEmptyRanges) {
  const std::string at = kTree + "/items[at0002]/value";
  for (const char* range : {"10..5", "(5..5]", "5..5)", "0.2..0.1"}) {
    ExpectFault(WithPrimitive("DV_COUNT", "magnitude",
                              Primitive("INTEGER", "C_INTEGER", Tag("range", Interval(range)))),
                "range", at + "/magnitude");
  }
  ExpectFault(
      WithPrimitive("DV_DATE", "value",
                    Primitive("DATE", "C_DATE", Tag("range", Interval("2020-01-02..2020-01-01")))),
      "range", at + "/value");
  ExpectFault(
      WithPrimitive("DV_DURATION", "value",
                    Primitive("DURATION", "C_DURATION", Tag("range", Interval("P1Y..P11M")))),
      "range", at + "/value");
  ExpectFault(WithPrimitive("DV_DURATION", "value",
                            Primitive("DURATION", "C_DURATION", Tag("range", Interval("1Y..*")))),
              "range", at + "/value");
  ExpectFault(WithItems(Element(
                  "at0002", "0..1",
                  Node("C_DV_QUANTITY", "DV_QUANTITY", "", "1..1",
                       Tag("list", Tag("magnitude", Interval("3..2")) + Tag("units", "kg"))))),
              "range", at);
  ExpectFault(WithPrimitive("DV_BOOLEAN", "value",
                            Primitive("BOOLEAN", "C_BOOLEAN",
                                      "<true_valid>false</true_valid>"
                                      "<false_valid>false</false_valid>")),
              "boolean", at + "/value");
}

TEST(OptCheck, FindsPatternsThatCannotRun) {
  const std::string at = kTree + "/items[at0002]/value/value";
  for (const char* pattern : {"(", "[a", "a(?=b)", "(a)\\1", "*"}) {
    ExpectFault(
        WithPrimitive("DV_TEXT", "value", Primitive("STRING", "C_STRING", Tag("pattern", pattern))),
        "pattern", at);
  }
  ExpectFault(
      WithPrimitive("DV_DATE", "value", Primitive("DATE", "C_DATE", Tag("pattern", "dd.mm.yyyy"))),
      "pattern", at);
  ExpectFault(WithPrimitive("DV_DURATION", "value",
                            Primitive("DURATION", "C_DURATION", Tag("pattern", "YMD"))),
              "pattern", at);
  ExpectFault(WithItems(Slot("CLUSTER", "at0003", "0..1", "openEHR-EHR-CLUSTER\\.(")), "pattern",
              kTree + "/items[at0003]");
}

TEST(OptCheck, FindsConstraintsOfNoKind) {
  ExpectFault(WithItems(Node("C_MIRACLE", "ELEMENT", "at0002", "0..1")), "type",
              kTree + "/items[at0002]");
  ExpectFault(WithPrimitive("DV_TEXT", "value", Primitive("STRING", "C_POEM", "")), "type",
              kTree + "/items[at0002]/value/value");
  ExpectFault(WithItems(Node("ARCHETYPE_INTERNAL_REF", "ELEMENT", "at0003", "0..1",
                             Tag("target_path", "/data[at0001]/items[at0077]"))),
              "reference", kTree + "/items[at0003]");
}

TEST(OptCheck, RefusesMoreSiblingsThanAnybodyNeeds) {
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "<children xsi:type=\"C_COMPLEX_OBJECT\"/>";
  ExpectFault(WithItems(many), "too_many", kTree + "/items");
}

TEST(OptCheck, ReportsEveryFaultAtOnce) {
  const std::string xml =
      Replaced(WithItems(Element("at0099", "2..1", Complex("DV_TEXTS", "", "1..1")) +
                         Slot("CLUSTER", "at0003", "0..1", "(")),
               "<concept>Rules</concept>", "");
  std::vector<std::string> rules;
  for (const base::Issue& fault : FaultsOf(xml)) rules.push_back(fault.rule);
  EXPECT_THAT(rules, testing::UnorderedElementsAre("missing", "term", "occurrences", "unknown_type",
                                                   "pattern"));
}

TEST(OptCheck, ToleratesTheHabitsOfEditors) {
  const std::string whole = WithItems(kElement);
  // Flags that contradict the bound.
  EXPECT_TRUE(FaultsOf(Replaced(whole, "<upper_unbounded>false</upper_unbounded><lower>0</lower>",
                                "<upper_unbounded>true</upper_unbounded><lower>0</lower>"))
                  .empty());
  EXPECT_TRUE(FaultsOf("\xEF\xBB\xBF" + whole).empty());
  EXPECT_TRUE(FaultsOf(WithItems(Element("at0002", "0..1", Complex("", "", "1..1")))).empty())
      << "no type: any";
  EXPECT_TRUE(FaultsOf(WithItems(Element("at0002", "0..1",
                                         Node("C_CODE_REFERENCE", "CODE_PHRASE", "", "0..1"))))
                  .size() == 1)
      << "a code phrase is no data value";
  EXPECT_TRUE(
      FaultsOf(WithItems(Element("at0002", "0..1",
                                 Complex("DV_CODED_TEXT", "", "1..1",
                                         Single("defining_code", "0..1",
                                                Node("C_CODE_REFERENCE", "CODE_PHRASE", "", "0..1",
                                                     Tag("referenceSetUri", "terminology:X")))))))
          .empty());
  EXPECT_TRUE(FaultsOf(WithItems(Element("at0002", "0..1",
                                         Complex("DV_INTERVAL<DV_QUANTITY>", "", "1..1"))))
                  .empty());
}

TEST(OptCheck, RefusesOtherDocumentsAsMalformed) {
  for (const char* xml : {"<composition/>", "<archetype/>", "", "{}", "<template"}) {
    try {
      Template::Parse(xml);
      ADD_FAILURE() << xml;
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), base::ErrorCode::kMalformed) << xml;
    }
  }
}

TEST(Definition, GivesPathsTermsAndNames) {
  const auto parsed = Template::Parse(
      WithItems(Element("at0002", "0..1", Complex("DV_TEXT", "", "1..1"), Named("First")) +
                Element("at0002", "0..1", Complex("DV_TEXT", "", "1..1"), Named("Second")) +
                Element("at0003", "0..*", Complex("DV_TEXT", "", "1..1"))));
  EXPECT_EQ(parsed->template_id(), "rules.v1");
  EXPECT_EQ(parsed->concept_name(), "Rules");
  EXPECT_EQ(parsed->archetype_id(), "openEHR-EHR-COMPOSITION.rules.v1");
  EXPECT_EQ(parsed->root_type(), "COMPOSITION");
  EXPECT_EQ(parsed->language(), "en");
  const Definition& definition = parsed->definition();
  EXPECT_EQ(definition.PathOf(definition.root()), "/");
  std::vector<std::string> paths;
  for (const Object& object : definition.objects) {
    if (object.type_name == "ELEMENT") paths.push_back(definition.PathOf(object));
  }
  EXPECT_THAT(paths, testing::ElementsAre(kTree + "/items[at0002 and name/value='First']",
                                          kTree + "/items[at0002 and name/value='Second']",
                                          kTree + "/items[at0003]"));
  const Object& evaluation =
      definition.ChildrenOf(*definition.FindAttribute(definition.root(), "content")).front();
  EXPECT_TRUE(evaluation.is_root());
  EXPECT_EQ(definition.NameOf(evaluation), "Name of at0000");
  const Object& tree = definition.ChildrenOf(*definition.FindAttribute(evaluation, "data")).front();
  const auto items = definition.ChildrenOf(*definition.FindAttribute(tree, "items"));
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(definition.NameOf(items[1]), "Second");
  EXPECT_EQ(definition.NameOf(items[2]), "Name of at0003");
  EXPECT_EQ(definition.FindTerm(items[2], "at0077"), nullptr);
  EXPECT_EQ(definition.FindTerm(items[2], "at0003", "fr"), nullptr);
  EXPECT_EQ(items[2].occurrences.upper, kUnbounded);
}

}  // namespace
}  // namespace socle::tmpl

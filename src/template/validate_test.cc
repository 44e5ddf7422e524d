#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "json/document.h"
#include "rm/json.h"
#include "template/opt_text.h"
#include "template/template.h"

namespace socle::tmpl {
namespace {

using namespace text;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kOpt = "openEHR-EHR-OBSERVATION.rules.v1";

std::string Quantity(std::string_view units, std::string_view magnitude,
                     std::string_view precision) {
  return Tag("list", Tag("magnitude", Interval(magnitude)) + Tag("precision", Interval(precision)) +
                         Tag("units", units));
}
std::string Ordinal(std::string_view value, std::string_view code) {
  return Tag("list",
             Tag("value", value) +
                 Tag("symbol", Tag("value", "") + Tag("defining_code",
                                                      Tag("terminology_id", Tag("value", "local")) +
                                                          Tag("code_string", code))));
}
std::string Value(std::string_view type, std::string_view attribute, const std::string& primitive) {
  return Complex(type, "", "1..1", Single(attribute, "1..1", primitive));
}
std::string Range(std::string_view type, std::string_view kind, std::string_view range) {
  return Primitive(type, kind, Tag("range", Interval(range)));
}
std::string Shape(std::string_view type, std::string_view kind, std::string_view pattern) {
  return Primitive(type, kind, Tag("pattern", pattern));
}

/// A template with one element for each rule.
const Template& Rules() {
  static const auto parsed = [] {
    const std::string items =
        Element("at0004", "1..1",
                Node("C_DV_QUANTITY", "DV_QUANTITY", "", "1..1",
                     Quantity("mm[Hg]", "0..1000)", "0..1") + Quantity("kPa", "0..130", "0..3"))) +
        Element("at0005", "0..1",
                CodedText("local", {"at0050", "at0051"}) + Complex("DV_TEXT", "", "1..1")) +
        Element("at0006", "0..1",
                Node("C_DV_ORDINAL", "DV_ORDINAL", "", "1..1",
                     Ordinal("0", "at0050") + Ordinal("1", "at0051"))) +
        Element("at0007", "0..2",
                Value("DV_COUNT", "magnitude", Range("INTEGER", "C_INTEGER", "0..10"))) +
        Element("at0008", "0..1",
                Value("DV_DURATION", "value",
                      Primitive("DURATION", "C_DURATION",
                                Tag("pattern", "PTHM") + Tag("range", Interval("PT0S..PT24H"))))) +
        Element("at0009", "0..1",
                Value("DV_DATE_TIME", "value",
                      Shape("DATE_TIME", "C_DATE_TIME", "yyyy-mm-ddTHH:MM:??"))) +
        Element("at0010", "0..1",
                Value("DV_BOOLEAN", "value",
                      Primitive("BOOLEAN", "C_BOOLEAN",
                                "<true_valid>true</true_valid><false_valid>false</false_valid>"))) +
        Element(
            "at0011", "0..1",
            Complex(
                "DV_INTERVAL<DV_COUNT>", "", "1..1",
                Single("lower", "1..1",
                       Value("DV_COUNT", "magnitude", Range("INTEGER", "C_INTEGER", "0..100"))) +
                    Single(
                        "upper", "1..1",
                        Value("DV_COUNT", "magnitude", Range("INTEGER", "C_INTEGER", "0..100"))))) +
        Element("at0012", "0..1",
                Value("DV_TEXT", "value", Shape("STRING", "C_STRING", "[A-Z]{2}\\d+"))) +
        Element("at0013", "0..1", Value("DV_TEXT", "value", Strings({"red", "blue"})),
                Named("First")) +
        Element("at0013", "0..1", Value("DV_TEXT", "value", Strings({"green"})), Named("Second")) +
        Element("at0014", "0..1",
                Complex("DV_PROPORTION", "", "1..1",
                        Single("numerator", "1..1", Range("REAL", "C_REAL", "0..100")) +
                            Single("type", "1..1",
                                   Primitive("INTEGER", "C_INTEGER", Tag("list", "2"))))) +
        Element("at0015", "0..1", CodedText("local", {"at0050", "at0051"})) +
        Complex("ELEMENT", "at0016", "0..1",
                Single("value", "1..1", Complex("DV_TEXT", "", "1..1")) +
                    Single("null_flavour", "0..1", CodedText("openehr", {"271"}))) +
        Slot("CLUSTER", "at0017", "0..1", "openEHR-EHR-CLUSTER\\.device(-[a-z]+)*\\.v1", ".*") +
        Element("at0018", "0..1",
                Value("DV_IDENTIFIER", "id", Shape("STRING", "C_STRING", "XYZ.*"))) +
        Element("at0019", "0..1",
                Complex("DV_MULTIMEDIA", "", "1..1",
                        Single("media_type", "1..1",
                               Codes("IANA_media-types", {"image/png", "image/jpeg"})))) +
        Element("at0020", "0..1",
                Value("DV_DATE", "value", Shape("DATE", "C_DATE", "yyyy-mm-XX"))) +
        Element("at0021", "0..1",
                Value("DV_TIME", "value",
                      Primitive("TIME", "C_TIME",
                                Tag("pattern", "HH:MM:SS") + Tag("timezone_validity", "1001")))) +
        Element("at0022", "0..1",
                Node("C_DV_SCALE", "DV_SCALE", "", "1..1",
                     Ordinal("0.5", "at0050") + Ordinal("1.5", "at0051"))) +
        Element("at0023", "0..1", CodedText("SNOMED-CT", {})) +
        Element("at0028", "0..1", CodedText("openehr", {})) +
        Element("at0029", "0..1", CodedText("local", {})) +
        Element("at0024", "0..1",
                Value("DV_DATE", "value", Range("DATE", "C_DATE", "2020-01-01..2020-12-31"))) +
        Complex("CLUSTER", "at0025", "0..1",
                Multiple("items", "1..1", "2..3",
                         Element("at0026", "0..*", Complex("DV_TEXT", "", "1..1")), true)) +
        Complex("ELEMENT", "at0027", "0..1",
                Single("value", "1..1", Complex("DV_URI", "", "1..1")) +
                    Single("null_reason", "0..0", ""));
    const std::string observation = Root(
        "OBSERVATION", kOpt, "1..2",
        Single(
            "data", "1..1",
            Complex("HISTORY", "at0001", "1..1",
                    Multiple("events", "1..1", "1..*",
                             Complex("POINT_EVENT", "at0002", "1..2",
                                     Single("data", "1..1",
                                            Complex("ITEM_TREE", "at0003", "1..1",
                                                    Multiple("items", "0..1", "1..8", items))))))),
        {"at0001", "at0002", "at0003", "at0004", "at0005", "at0006", "at0007", "at0008",
         "at0009", "at0010", "at0011", "at0012", "at0013", "at0014", "at0015", "at0016",
         "at0018", "at0019", "at0020", "at0021", "at0022", "at0023", "at0024", "at0025",
         "at0026", "at0027", "at0028", "at0029", "at0050", "at0051"});
    return Template::Parse(
        Opt(Single("category", "1..1", CodedText("openehr", {"433"})) +
            Single("context", "0..1",
                   Complex("EVENT_CONTEXT", "", "1..1",
                           Single("setting", "0..1", CodedText("openehr", {})))) +
            Multiple("content", "0..1", "0..*",
                     observation + Slot("EVALUATION", "at0001", "0..*", ".*"))));
  }();
  return *parsed;
}

std::string Text(std::string_view value) {
  return R"({"_type":"DV_TEXT","value":")" + std::string(value) + "\"}";
}
std::string Code(std::string_view terminology, std::string_view code) {
  return R"({"_type":"CODE_PHRASE","terminology_id":{"_type":"TERMINOLOGY_ID","value":")" +
         std::string(terminology) + R"("},"code_string":")" + std::string(code) + "\"}";
}
std::string Coded(std::string_view terminology, std::string_view code) {
  return R"({"_type":"DV_CODED_TEXT","value":"x","defining_code":)" + Code(terminology, code) + "}";
}
std::string ElementOf(std::string_view id, std::string_view value, std::string_view name = "n") {
  return R"({"_type":"ELEMENT","name":)" + Text(name) + R"(,"archetype_node_id":")" +
         std::string(id) + "\"," + std::string(value) + "}";
}
std::string With(std::string_view value) { return "\"value\":" + std::string(value); }

const std::string kPressure =
    ElementOf("at0004", With(R"({"_type":"DV_QUANTITY","magnitude":120.0,"units":"mm[Hg]"})"));

struct Parts {
  std::string items = kPressure;
  std::string event = "at0002";
  std::string event_type = "POINT_EVENT";
  std::string tree = "at0003";
  std::string category = Coded("openehr", "433");
  std::string setting = Coded("openehr", "229");
  std::string template_id = "rules.v1";
  std::string archetype = "openEHR-EHR-COMPOSITION.rules.v1";
  std::string more_events = {};
  std::string more_content = {};
};

std::string Details(std::string_view archetype, std::string_view template_id = {}) {
  std::string json =
      R"("archetype_details":{"_type":"ARCHETYPED","archetype_id":{"_type":"ARCHETYPE_ID","value":")" +
      std::string(archetype) + "\"}";
  if (!template_id.empty()) {
    json += R"(,"template_id":{"_type":"TEMPLATE_ID","value":")" + std::string(template_id) + "\"}";
  }
  return json + R"(,"rm_version":"1.1.0"})";
}

std::string EventOf(const Parts& parts) {
  return R"({"_type":")" + parts.event_type + R"(","name":)" + Text("e") +
         R"(,"archetype_node_id":")" + parts.event +
         R"(","time":{"_type":"DV_DATE_TIME","value":"2020-01-01T10:00:00Z"},)" +
         (parts.event_type == "INTERVAL_EVENT"
              ? R"("width":{"_type":"DV_DURATION","value":"PT1H"},"math_function":)" +
                    Coded("openehr", "146") + ","
              : std::string()) +
         R"("data":{"_type":"ITEM_TREE","name":)" + Text("t") + R"(,"archetype_node_id":")" +
         parts.tree + R"(","items":[)" + parts.items + "]}}";
}

std::string Composition(const Parts& parts) {
  return R"({"_type":"COMPOSITION","name":)" + Text("c") + R"(,"archetype_node_id":")" +
         parts.archetype + "\"," + Details(parts.archetype, parts.template_id) + R"(,"language":)" +
         Code("ISO_639-1", "en") + R"(,"territory":)" + Code("ISO_3166-1", "FR") +
         R"(,"category":)" + parts.category +
         R"(,"composer":{"_type":"PARTY_SELF"},"context":{"_type":"EVENT_CONTEXT","start_time":{"_type":"DV_DATE_TIME","value":"2020-01-01T10:00:00Z"},"setting":)" +
         parts.setting + R"(},"content":[{"_type":"OBSERVATION","name":)" + Text("o") +
         R"(,"archetype_node_id":")" + std::string(kOpt) + "\"," + Details(kOpt) +
         R"(,"language":)" + Code("ISO_639-1", "en") + R"(,"encoding":)" +
         Code("IANA_character-sets", "UTF-8") +
         R"(,"subject":{"_type":"PARTY_SELF"},"data":{"_type":"HISTORY","name":)" + Text("h") +
         R"(,"archetype_node_id":"at0001","origin":{"_type":"DV_DATE_TIME","value":"2020-01-01T10:00:00Z"},"events":[)" +
         EventOf(parts) + parts.more_events + "]}}" + parts.more_content + "]}";
}

const std::string kItems =
    "/content[openEHR-EHR-OBSERVATION.rules.v1]/data[at0001]/events[at0002]/data[at0003]/items";

std::vector<base::Issue> Violations(const Parts& parts) {
  const json::Document document = json::Document::Parse(Composition(parts));
  try {
    const rm::Tree tree = rm::ReadJson(document.root(), "COMPOSITION");
    return Rules().Validate(tree.root());
  } catch (const base::Error& error) {
    ADD_FAILURE() << error.message() << " "
                  << (error.issues().empty() ? ""
                                             : error.issues()[0].path + error.issues()[0].rule);
    return {{"unread", "", "", "", ""}};
  }
}

/// "path rule" of each violation, the path without `kItems`.
std::vector<std::string> Found(const Parts& parts) {
  std::vector<std::string> found;
  for (const base::Issue& issue : Violations(parts)) {
    EXPECT_FALSE(issue.expected.empty()) << issue.rule;
    EXPECT_FALSE(issue.found.empty()) << issue.rule;
    EXPECT_FALSE(issue.message.empty()) << issue.rule;
    const std::string path =
        issue.path.starts_with(kItems) ? issue.path.substr(kItems.size()) : issue.path;
    found.push_back(path + " " + issue.rule);
  }
  return found;
}

/// The violations when the element `id` with the members `value` stands beside the pressure.
std::vector<std::string> FoundIn(std::string_view id, std::string_view value,
                                 std::string_view name = "n") {
  return Found({.items = kPressure + "," + ElementOf(id, value, name)});
}

TEST(Validate, AcceptsTheSmallestComposition) { EXPECT_THAT(Found({}), IsEmpty()); }

TEST(Validate, Template) {
  EXPECT_THAT(Found({.template_id = "other.v1"}),
              ElementsAre("/archetype_details/template_id template"));
  EXPECT_THAT(Found({.archetype = "openEHR-EHR-COMPOSITION.other.v1"}),
              ElementsAre("/archetype_node_id template"));
}

TEST(Validate, Occurrences) {
  EXPECT_THAT(Found({.items = ElementOf("at0023", With(Coded("SNOMED-CT", "1")))}),
              ElementsAre("[at0004] occurrences"));
  EXPECT_THAT(Found({.items = kPressure + "," + kPressure}),
              ElementsAre("[at0004][2] occurrences"));
  const std::string count =
      "," + ElementOf("at0007", With(R"({"_type":"DV_COUNT","magnitude":3})"));
  EXPECT_THAT(Found({.items = kPressure + count + count}), IsEmpty());
  EXPECT_THAT(Found({.items = kPressure + count + count + count}),
              ElementsAre("[at0007][3] occurrences"));
  const std::string event = "," + EventOf({});
  EXPECT_THAT(Found({.more_events = event}), IsEmpty());
  EXPECT_EQ(Found({.more_events = event + event}).size(), 1u);
}

TEST(Validate, Cardinality) {
  const auto cluster = [](int count) {
    std::string items;
    for (int i = 0; i < count; ++i) {
      items += (i > 0 ? "," : "") + ElementOf("at0026", With(Text(std::to_string(i))));
    }
    return kPressure + R"(,{"_type":"CLUSTER","name":)" + Text("c") +
           R"(,"archetype_node_id":"at0025","items":[)" + items + "]}";
  };
  EXPECT_THAT(Found({.items = cluster(2)}), IsEmpty());
  EXPECT_THAT(Found({.items = cluster(1)}), ElementsAre("[at0025]/items cardinality"));
  EXPECT_THAT(Found({.items = cluster(4)}), ElementsAre("[at0025]/items cardinality"));
  const std::string same = ElementOf("at0026", With(Text("same")));
  EXPECT_THAT(
      Found({.items = kPressure + R"(,{"_type":"CLUSTER","name":)" + Text("c") +
                      R"(,"archetype_node_id":"at0025","items":[)" + same + "," + same + "]}"}),
      ElementsAre("[at0025]/items[at0026][2] unique"));
}

TEST(Validate, Existence) {
  const std::string missing = R"("null_reason":)" + Text("why") + R"(,"null_flavour":)";
  EXPECT_THAT(FoundIn("at0016", missing + Coded("openehr", "271")), IsEmpty())
      << "a null flavour stands for the value";
  EXPECT_THAT(FoundIn("at0016", missing + Coded("openehr", "253")),
              ElementsAre("[at0016]/null_flavour/defining_code code"));
  EXPECT_THAT(FoundIn("at0027", missing + Coded("openehr", "253")),
              ElementsAre("[at0027]/null_reason existence"))
      << "0..0 rules an attribute out";
  EXPECT_THAT(FoundIn("at0011", With(R"({"_type":"DV_INTERVAL","lower_unbounded":false,)"
                                     R"("upper_unbounded":true,"lower_included":true,)"
                                     R"("upper_included":false,)"
                                     R"("lower":{"_type":"DV_COUNT","magnitude":1}})")),
              IsEmpty())
      << "an end that is unbounded is absent";
}

TEST(Validate, Type) {
  EXPECT_THAT(FoundIn("at0007", With(Text("three"))), ElementsAre("[at0007]/value type"));
  EXPECT_THAT(FoundIn("at0015", With(Text("x"))), ElementsAre("[at0015]/value type"))
      << "DV_TEXT is no DV_CODED_TEXT";
  EXPECT_THAT(FoundIn("at0012", With(Coded("local", "at0050"))),
              ElementsAre("[at0012]/value/value pattern"))
      << "DV_CODED_TEXT is a DV_TEXT";
  EXPECT_THAT(
      Found({.event_type = "INTERVAL_EVENT"}),
      ElementsAre("/content[openEHR-EHR-OBSERVATION.rules.v1]/data[at0001]/events[at0002] type"));
}

TEST(Validate, UnknownNode) {
  EXPECT_THAT(FoundIn("at0099", With(Text("x"))), ElementsAre("[at0099] unknown_node"));
  EXPECT_THAT(Found({.tree = "at0099"}),
              ElementsAre("/content[openEHR-EHR-OBSERVATION.rules.v1]/data[at0001]/events[at0002]/"
                          "data[at0099] unknown_node"));
  const auto issues = Violations({.items = kPressure + "," + ElementOf("at0099", With(Text("x")))});
  ASSERT_EQ(issues.size(), 1u);
  EXPECT_THAT(issues[0].expected, testing::HasSubstr("at0004"));
  EXPECT_EQ(issues[0].found, "at0099");
  EXPECT_THAT(issues[0].message, testing::HasSubstr("the nearest is at0009"));
}

std::string Measure(std::string_view magnitude, std::string_view units,
                    std::string_view precision = {}) {
  return R"({"_type":"DV_QUANTITY","magnitude":)" + std::string(magnitude) + R"(,"units":")" +
         std::string(units) + "\"" +
         (precision.empty() ? "" : ",\"precision\":" + std::string(precision)) + "}";
}
std::vector<std::string> FoundForPressure(const std::string& quantity) {
  return Found({.items = ElementOf("at0004", With(quantity))});
}

TEST(Validate, Quantity) {
  EXPECT_THAT(FoundForPressure(Measure("999.999", "mm[Hg]")), IsEmpty());
  EXPECT_THAT(FoundForPressure(Measure("1000", "mm[Hg]")),
              ElementsAre("[at0004]/value/magnitude range"));
  EXPECT_THAT(FoundForPressure(Measure("-0.1", "mm[Hg]")),
              ElementsAre("[at0004]/value/magnitude range"));
  EXPECT_THAT(FoundForPressure(Measure("130.0000000000000000001", "kPa")),
              ElementsAre("[at0004]/value/magnitude range"))
      << "exact";
  EXPECT_THAT(FoundForPressure(Measure("130.000", "kPa")), IsEmpty());
  EXPECT_THAT(FoundForPressure(Measure("120", "mmHg")), ElementsAre("[at0004]/value/units units"));
  EXPECT_THAT(FoundForPressure(Measure("120", "mm[Hg]", "1")), IsEmpty());
  EXPECT_THAT(FoundForPressure(Measure("120", "mm[Hg]", "-1")), IsEmpty());
  EXPECT_THAT(FoundForPressure(Measure("120", "mm[Hg]", "2")),
              ElementsAre("[at0004]/value/precision precision"));
  EXPECT_THAT(FoundForPressure(Measure("2000", "mm[Hg]", "2")),
              ElementsAre("[at0004]/value/magnitude range", "[at0004]/value/precision precision"));
}

TEST(Validate, ChoiceOfTypes) {
  EXPECT_THAT(FoundIn("at0005", With(Coded("local", "at0050"))), IsEmpty());
  EXPECT_THAT(FoundIn("at0005", With(Text("free"))), IsEmpty());
  EXPECT_THAT(FoundIn("at0005", With(Coded("LOINC", "1234-5"))), IsEmpty())
      << "a coded text is a text";
  EXPECT_THAT(FoundIn("at0005", With(Coded("local", "at0099"))),
              ElementsAre("[at0005]/value/defining_code code"))
      << "but a code of the archetype is to be one";
  EXPECT_THAT(FoundIn("at0005", With(Measure("1", "kg"))), ElementsAre("[at0005]/value type"));
}

TEST(Validate, CodesAndTerminologies) {
  EXPECT_THAT(FoundIn("at0015", With(Coded("local", "at0052"))),
              ElementsAre("[at0015]/value/defining_code code"));
  EXPECT_THAT(FoundIn("at0015", With(Coded("LOINC", "at0050"))),
              ElementsAre("[at0015]/value/defining_code terminology"));
  EXPECT_THAT(FoundIn("at0023", With(Coded("SNOMED-CT", "anything"))), IsEmpty());
  EXPECT_THAT(FoundIn("at0023", With(Coded("SNOMEDCT(2023-09)", "anything"))), IsEmpty());
  EXPECT_THAT(FoundIn("at0023", With(Coded("LOINC", "1"))),
              ElementsAre("[at0023]/value/defining_code terminology"));
  EXPECT_THAT(Found({.category = Coded("openehr", "431")}),
              ElementsAre("/category/defining_code code"));
  EXPECT_THAT(FoundIn("at0028", With(Coded("openehr", "433"))), IsEmpty());
  EXPECT_THAT(FoundIn("at0028", With(Coded("openehr", "99999"))),
              ElementsAre("[at0028]/value/defining_code terminology"));
  EXPECT_THAT(FoundIn("at0029", With(Coded("local", "at0050"))), IsEmpty());
  EXPECT_THAT(FoundIn("at0029", With(Coded("local", "at0777"))),
              ElementsAre("[at0029]/value/defining_code code"));
  const std::string media = R"({"_type":"DV_MULTIMEDIA","size":1,"media_type":)";
  const std::string uri = R"(,"uri":{"_type":"DV_URI","value":"http://a.b/c"}})";
  EXPECT_THAT(FoundIn("at0019", With(media + Code("IANA_media-types", "image/png") + uri)),
              IsEmpty());
  EXPECT_THAT(FoundIn("at0019", With(media + Code("IANA_media-types", "image/gif") + uri)),
              ElementsAre("[at0019]/value/media_type code"));
}

std::string OrdinalOf(std::string_view type, std::string_view value, std::string_view code) {
  return R"({"_type":")" + std::string(type) + R"(","value":)" + std::string(value) +
         R"(,"symbol":)" + Coded("local", code) + "}";
}

TEST(Validate, OrdinalsAndScales) {
  EXPECT_THAT(FoundIn("at0006", With(OrdinalOf("DV_ORDINAL", "1", "at0051"))), IsEmpty());
  EXPECT_THAT(FoundIn("at0006", With(OrdinalOf("DV_ORDINAL", "0", "at0051"))),
              ElementsAre("[at0006]/value/value ordinal"));
  EXPECT_THAT(FoundIn("at0006", With(OrdinalOf("DV_ORDINAL", "1", "at0052"))),
              ElementsAre("[at0006]/value/symbol ordinal"));
  EXPECT_THAT(FoundIn("at0022", With(OrdinalOf("DV_SCALE", "1.50", "at0051"))), IsEmpty());
  EXPECT_THAT(FoundIn("at0022", With(OrdinalOf("DV_SCALE", "1.4", "at0051"))),
              ElementsAre("[at0022]/value/value ordinal"));
  EXPECT_THAT(FoundIn("at0022", With(OrdinalOf("DV_ORDINAL", "1", "at0051"))),
              ElementsAre("[at0022]/value type"));
}

TEST(Validate, NumbersAndBooleans) {
  EXPECT_THAT(FoundIn("at0007", With(R"({"_type":"DV_COUNT","magnitude":10})")), IsEmpty());
  EXPECT_THAT(FoundIn("at0007", With(R"({"_type":"DV_COUNT","magnitude":11})")),
              ElementsAre("[at0007]/value/magnitude range"));
  EXPECT_THAT(FoundIn("at0010", With(R"({"_type":"DV_BOOLEAN","value":true})")), IsEmpty());
  EXPECT_THAT(FoundIn("at0010", With(R"({"_type":"DV_BOOLEAN","value":false})")),
              ElementsAre("[at0010]/value/value boolean"));
  const auto proportion = [](std::string_view numerator, std::string_view type) {
    return R"("value":{"_type":"DV_PROPORTION","numerator":)" + std::string(numerator) +
           R"(,"denominator":)" + (type == "2" ? "100" : "1") + R"(,"type":)" + std::string(type) +
           "}";
  };
  EXPECT_THAT(FoundIn("at0014", proportion("50.5", "2")), IsEmpty());
  EXPECT_THAT(FoundIn("at0014", proportion("100.5", "2")),
              ElementsAre("[at0014]/value/numerator range"));
  EXPECT_THAT(FoundIn("at0014", proportion("50", "1")), ElementsAre("[at0014]/value/type list"));
}

TEST(Validate, Intervals) {
  const auto interval = [](std::string_view lower, std::string_view upper) {
    return R"("value":{"_type":"DV_INTERVAL","lower_unbounded":false,"upper_unbounded":false,)"
           R"("lower_included":true,"upper_included":true,"lower":)" +
           std::string(lower) + R"(,"upper":)" + std::string(upper) + "}";
  };
  const std::string one = R"({"_type":"DV_COUNT","magnitude":1})";
  const std::string many = R"({"_type":"DV_COUNT","magnitude":200})";
  const std::string less = R"({"_type":"DV_COUNT","magnitude":-5})";
  EXPECT_THAT(FoundIn("at0011", interval(one, one)), IsEmpty());
  EXPECT_THAT(FoundIn("at0011", interval(one, many)),
              ElementsAre("[at0011]/value/upper/magnitude range"));
  EXPECT_THAT(
      FoundIn("at0011", interval(less, many)),
      ElementsAre("[at0011]/value/lower/magnitude range", "[at0011]/value/upper/magnitude range"));
  EXPECT_THAT(FoundIn("at0011", interval(Measure("1", "kg"), Measure("2", "kg"))),
              ElementsAre("[at0011]/value type"));
}

TEST(Validate, TextsAndIdentifiers) {
  EXPECT_THAT(FoundIn("at0012", With(Text("AB12"))), IsEmpty());
  EXPECT_THAT(FoundIn("at0012", With(Text("AB12x"))), ElementsAre("[at0012]/value/value pattern"));
  EXPECT_THAT(FoundIn("at0018", With(R"({"_type":"DV_IDENTIFIER","id":"XYZ1"})")), IsEmpty());
  EXPECT_THAT(FoundIn("at0018", With(R"({"_type":"DV_IDENTIFIER","id":"ABC"})")),
              ElementsAre("[at0018]/value/id pattern"));
}

TEST(Validate, NamesTellSiblingsApart) {
  EXPECT_THAT(FoundIn("at0013", With(Text("red")), "First"), IsEmpty());
  EXPECT_THAT(FoundIn("at0013", With(Text("green")), "Second"), IsEmpty());
  EXPECT_THAT(FoundIn("at0013", With(Text("green")), "First"),
              ElementsAre("[at0013]/value/value list"));
  EXPECT_THAT(FoundIn("at0013", With(Text("red")), "Third"),
              ElementsAre("[at0013]/name/value name"));
  EXPECT_THAT(FoundIn("at0013", With(Text("red")), "First #2"), IsEmpty());
  const std::string first = "," + ElementOf("at0013", With(Text("red")), "First");
  const std::string second = "," + ElementOf("at0013", With(Text("green")), "Second");
  EXPECT_THAT(Found({.items = kPressure + second + first}), IsEmpty());
  EXPECT_THAT(Found({.items = kPressure + first + first + second}),
              ElementsAre("[at0013][2] occurrences"));
}

TEST(Validate, DatesTimesAndDurations) {
  const auto value = [](std::string_view type, std::string_view text) {
    return R"("value":{"_type":")" + std::string(type) + R"(","value":")" + std::string(text) +
           "\"}";
  };
  EXPECT_THAT(FoundIn("at0009", value("DV_DATE_TIME", "2020-01-01T10:00")), IsEmpty());
  EXPECT_THAT(FoundIn("at0009", value("DV_DATE_TIME", "2020-01-01T10:00:00.5+02:00")), IsEmpty());
  EXPECT_THAT(FoundIn("at0009", value("DV_DATE_TIME", "2020-01-01T10")),
              ElementsAre("[at0009]/value/value pattern"));
  EXPECT_THAT(FoundIn("at0009", value("DV_DATE_TIME", "2020-01")),
              ElementsAre("[at0009]/value/value pattern"));
  EXPECT_THAT(FoundIn("at0020", value("DV_DATE", "2020-01")), IsEmpty());
  EXPECT_THAT(FoundIn("at0020", value("DV_DATE", "2020-01-01")),
              ElementsAre("[at0020]/value/value pattern"));
  EXPECT_THAT(FoundIn("at0020", value("DV_DATE", "2020")),
              ElementsAre("[at0020]/value/value pattern"));
  EXPECT_THAT(FoundIn("at0021", value("DV_TIME", "10:00:00Z")), IsEmpty());
  EXPECT_THAT(FoundIn("at0021", value("DV_TIME", "10:00:00")),
              ElementsAre("[at0021]/value/value pattern"));
  EXPECT_THAT(FoundIn("at0024", value("DV_DATE", "2020-12-31")), IsEmpty());
  EXPECT_THAT(FoundIn("at0024", value("DV_DATE", "2021-01-01")),
              ElementsAre("[at0024]/value/value range"));
  EXPECT_THAT(FoundIn("at0008", value("DV_DURATION", "PT1H30M")), IsEmpty());
  EXPECT_THAT(FoundIn("at0008", value("DV_DURATION", "PT0S")), IsEmpty());
  EXPECT_THAT(FoundIn("at0008", value("DV_DURATION", "PT30S")),
              ElementsAre("[at0008]/value/value pattern"));
  EXPECT_THAT(FoundIn("at0008", value("DV_DURATION", "PT25H")),
              ElementsAre("[at0008]/value/value range"));
}

TEST(Validate, Slots) {
  const auto cluster = [](std::string_view archetype) {
    return kPressure + R"(,{"_type":"CLUSTER","name":)" + Text("c") + R"(,"archetype_node_id":")" +
           std::string(archetype) + "\"," + Details(archetype) + R"(,"items":[)" +
           ElementOf("at0777", With(Text("whatever"))) + "]}";
  };
  EXPECT_THAT(Found({.items = cluster("openEHR-EHR-CLUSTER.device.v1")}), IsEmpty());
  EXPECT_THAT(Found({.items = cluster("openEHR-EHR-CLUSTER.device-pump.v1")}), IsEmpty());
  EXPECT_THAT(Found({.items = cluster("openEHR-EHR-CLUSTER.device.v2")}),
              ElementsAre("[openEHR-EHR-CLUSTER.device.v2] slot"));
  EXPECT_THAT(Found({.items = cluster("openEHR-EHR-CLUSTER.mydevice.v1")}),
              ElementsAre("[openEHR-EHR-CLUSTER.mydevice.v1] slot"));
}

TEST(Validate, TwoBreaksAreTwoViolationsInDocumentOrder) {
  const std::string late = ElementOf("at0004", With(Measure("5", "stone")));
  const std::string early = ElementOf("at0007", With(R"({"_type":"DV_COUNT","magnitude":-1})"));
  EXPECT_THAT(Found({.items = early + "," + late, .category = Coded("openehr", "431")}),
              ElementsAre("/category/defining_code code", "[at0007]/value/magnitude range",
                          "[at0004]/value/units units"));
  EXPECT_THAT(Found({.items = late + "," + early}),
              ElementsAre("[at0004]/value/units units", "[at0007]/value/magnitude range"));
}

TEST(Validate, TextsOfPatientsStayOutOfViolations) {
  for (const base::Issue& issue :
       Violations({.items = kPressure + "," + ElementOf("at0012", With(Text("Mr Secret"))) + "," +
                            ElementOf("at0013", With(Text("Mr Secret")), "Mr Secret")})) {
    EXPECT_EQ((issue.path + issue.found + issue.expected + issue.message).find("Secret"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace socle::tmpl

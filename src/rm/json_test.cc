#include "rm/json.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "rm/findings.h"
#include "rm/ids.h"
#include "rm/path.h"

namespace socle::rm {
namespace {

std::vector<base::Issue> IssuesOf(std::string_view type, std::string_view text) {
  const json::Document document = json::Document::Parse(text);
  try {
    ReadJson(document.root(), type);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::kInvalid);
    EXPECT_FALSE(error.issues().empty());
    return error.issues();
  }
  return {};
}

/// The only issue of `text`, as "path rule".
std::string OneIssue(std::string_view type, std::string_view text) {
  const auto issues = IssuesOf(type, text);
  if (issues.size() != 1) return std::to_string(issues.size()) + " issues";
  EXPECT_FALSE(issues[0].expected.empty());
  EXPECT_FALSE(issues[0].found.empty());
  EXPECT_FALSE(issues[0].message.empty());
  return issues[0].path + " " + issues[0].rule;
}

std::string Again(std::string_view type, std::string_view text) {
  return WriteJson(ReadJson(json::Document::Parse(text).root(), type));
}

constexpr std::string_view kTree =
    R"({"_type":"ITEM_TREE","archetype_node_id":"at0001","name":{"value":"tree"},"items":[%]})";

std::string TreeOf(std::string_view items) {
  std::string text(kTree);
  return text.replace(text.find('%'), 1, items);
}

std::string ElementOf(std::string_view value) {
  return R"({"_type":"ELEMENT","archetype_node_id":"at0002","name":{"value":"e"},"value":)" +
         std::string(value) + "}";
}

TEST(ReadJson, RefusesEachKindOfFault) {
  EXPECT_EQ(OneIssue("DV_TEXT", R"({"value":"a","valeu":"b"})"), "/valeu unknown_attribute");
  EXPECT_EQ(OneIssue("DV_TEXT", R"({"_type":"DV_TXT","value":"a"})"), "/ unknown_type");
  EXPECT_EQ(OneIssue("DV_TEXT", R"({"_type":7,"value":"a"})"), "/ wrong_json_kind");
  EXPECT_EQ(OneIssue("DV_TEXT", R"({"_type":"DV_URI","value":"a"})"), "/ unfitting_type");
  EXPECT_EQ(OneIssue("DATA_VALUE", R"({"_type":"DV_ORDERED"})"), "/ unfitting_type");
  EXPECT_EQ(OneIssue("DATA_VALUE", R"({"value":"a"})"), "/ missing_type");
  EXPECT_EQ(OneIssue("DV_TEXT", R"([])"), "/ wrong_json_kind");
  EXPECT_EQ(OneIssue("DV_TEXT", R"({"value":7})"), "/value wrong_json_kind");
  EXPECT_EQ(OneIssue("DV_TEXT", R"({"value":{"a":1}})"), "/value wrong_json_kind");
  EXPECT_EQ(OneIssue("DV_TEXT", R"({"value":"a","hyperlink":"b"})"), "/hyperlink wrong_json_kind");
  EXPECT_EQ(OneIssue("DV_TEXT", R"({"value":["a"]})"), "/value list_for_single");
  EXPECT_EQ(OneIssue("DV_TEXT", R"({"value":"a","mappings":{}})"), "/mappings single_for_list");
  EXPECT_EQ(OneIssue("DV_TEXT", R"({})"), "/value missing_attribute");
  EXPECT_EQ(OneIssue("DV_TEXT", R"({"value":null})"), "/value missing_attribute");
  EXPECT_EQ(OneIssue("CLUSTER", R"({"archetype_node_id":"at1","name":{"value":"n"},"items":[]})"),
            "/items missing_attribute");
  EXPECT_EQ(OneIssue("ITEM_TREE", TreeOf("7")), "/items[1] wrong_json_kind");
  EXPECT_EQ(OneIssue("ITEM_TREE", TreeOf("[]")), "/items[1] wrong_json_kind");
  EXPECT_EQ(OneIssue("ITEM_TREE", TreeOf(R"({"_type":"DV_TEXT","value":"a"})")),
            "/items[1] unfitting_type");
  EXPECT_EQ(OneIssue("ITEM_TREE", TreeOf(ElementOf(R"({"_type":"DV_NOTHING"})"))),
            "/items[at0002]/value unknown_type");
}

TEST(ReadJson, NamesTheNearest) {
  auto issues = IssuesOf("DV_QUANTITY", R"({"magnitude":1,"unit":"mm","units":"mm"})");
  ASSERT_EQ(issues.size(), 1u);
  EXPECT_NE(issues[0].expected.find("units"), std::string::npos);
  issues = IssuesOf("DATA_VALUE", R"({"_type":"DV_QUANTTY"})");
  ASSERT_EQ(issues.size(), 1u);
  EXPECT_NE(issues[0].expected.find("DV_QUANTITY"), std::string::npos);
}

TEST(ReadJson, Numbers) {
  const auto count = [](std::string_view number) {
    return R"({"magnitude":)" + std::string(number) + "}";
  };
  for (const char* good : {"0", "-1", "9223372036854775807", "-9223372036854775808"}) {
    EXPECT_EQ(Again("DV_COUNT", count(good)),
              R"({"_type":"DV_COUNT","magnitude":)" + std::string(good) + "}");
  }
  for (const char* bad : {"1.5", "1.0", "1e0", "\"1\"", "true"}) {
    EXPECT_EQ(OneIssue("DV_COUNT", count(bad)), "/magnitude wrong_json_kind") << bad;
  }
  for (const char* bad :
       {"9223372036854775808", "-9223372036854775809", "123456789012345678901234567890"}) {
    EXPECT_EQ(OneIssue("DV_COUNT", count(bad)), "/magnitude out_of_range") << bad;
  }
  const auto quantity = [](std::string_view number, std::string_view precision) {
    return R"({"magnitude":)" + std::string(number) + R"(,"units":"1","precision":)" +
           std::string(precision) + "}";
  };
  for (const char* good :
       {"0", "-0.0", "1.50", "1e2", "1E+2", "0.1000000000000000000000001", "1e-400"}) {
    EXPECT_NE(Again("DV_QUANTITY", quantity(good, "2")).find(good), std::string::npos) << good;
  }
  EXPECT_EQ(OneIssue("DV_QUANTITY", quantity("1e400", "2")), "/magnitude out_of_range");
  EXPECT_EQ(OneIssue("DV_QUANTITY", quantity("1" + std::string(400, '0'), "2")),
            "/magnitude out_of_range");
  EXPECT_EQ(OneIssue("DV_QUANTITY", quantity("1", "2147483648")), "/precision out_of_range");
  EXPECT_EQ(OneIssue("DV_QUANTITY", quantity("\"1\"", "2")), "/magnitude wrong_json_kind");
  EXPECT_EQ(OneIssue("DV_BOOLEAN", R"({"value":"true"})"), "/value wrong_json_kind");
  EXPECT_EQ(OneIssue("DV_BOOLEAN", R"({"value":1})"), "/value wrong_json_kind");
}

TEST(ReadJson, CharactersAndBytes) {
  const auto mapping = [](std::string_view match) {
    return R"({"match":")" + std::string(match) +
           R"(","target":{"terminology_id":{"value":"x"},"code_string":"1"}})";
  };
  EXPECT_TRUE(IssuesOf("TERM_MAPPING", mapping("?")).empty());
  EXPECT_EQ(OneIssue("TERM_MAPPING", mapping("")), "/match out_of_range");
  EXPECT_EQ(OneIssue("TERM_MAPPING", mapping("<>")), "/match out_of_range");
  const auto multimedia = [](std::string_view data) {
    return R"({"media_type":{"terminology_id":{"value":"x"},"code_string":"image/png"},"size":1,"data":")" +
           std::string(data) + "\"}";
  };
  for (const char* good : {"", "AA==", "AAA=", "AAAA", "AA", "AAAA\\r\\nAAA="}) {
    EXPECT_TRUE(IssuesOf("DV_MULTIMEDIA", multimedia(good)).empty()) << good;
  }
  for (const char* bad : {"A", "A===", "AA=", "=AAA", "AA==AA", "A-_A", "AA AA"}) {
    EXPECT_EQ(OneIssue("DV_MULTIMEDIA", multimedia(bad)), "/data out_of_range") << bad;
  }
}

TEST(ReadJson, TakesTypesFromTheModel) {
  EXPECT_EQ(
      Again("DV_QUANTITY",
            R"({"magnitude":1,"units":"mm","normal_range":{"lower":{"magnitude":0,"units":"mm"},)"
            R"("lower_unbounded":false,"upper_unbounded":true}})"),
      R"({"_type":"DV_QUANTITY","normal_range":{"_type":"DV_INTERVAL","lower":{"_type":"DV_QUANTITY",)"
      R"("magnitude":0,"units":"mm"},"lower_unbounded":false,"upper_unbounded":true},"magnitude":1,"units":"mm"})");
  EXPECT_EQ(
      Again(
          "DATA_VALUE",
          R"({"_type":"DV_INTERVAL<DV_DATE>","lower":{"value":"2021"},"lower_unbounded":false,"upper_unbounded":true})"),
      R"({"_type":"DV_INTERVAL","lower":{"_type":"DV_DATE","value":"2021"},"lower_unbounded":false,"upper_unbounded":true})");
  EXPECT_EQ(
      OneIssue(
          "DV_QUANTITY",
          R"({"magnitude":1,"units":"mm","normal_range":{"lower":{"_type":"DV_COUNT","magnitude":0},)"
          R"("lower_unbounded":false,"upper_unbounded":true}})"),
      "/normal_range/lower unfitting_type");
  EXPECT_EQ(
      OneIssue(
          "DV_QUANTITY",
          R"({"magnitude":1,"units":"mm","normal_range":{"_type":"DV_INTERVAL<DV_COUNT>","lower":{"magnitude":0},)"
          R"("lower_unbounded":false,"upper_unbounded":true}})"),
      "/normal_range/lower/units missing_attribute");
  EXPECT_EQ(OneIssue("DV_INTERVAL",
                     R"({"lower":{"magnitude":0},"lower_unbounded":false,"upper_unbounded":true})"),
            "/lower missing_type");
}

TEST(ReadJson, KeepsDocumentOrderInTheTreeAndWritesTheModels) {
  const json::Document document = json::Document::Parse(
      R"({"units":"mm","magnitude":1.50,"_type":"DV_QUANTITY","precision":null})");
  const Tree tree = ReadJson(document.root(), "DATA_VALUE");
  EXPECT_EQ(AttributeName(tree.root().first_child->attribute), "units");
  EXPECT_EQ(tree.root().ChildText("magnitude"), "1.50");
  EXPECT_EQ(tree.root().Child("precision"), nullptr);
  EXPECT_EQ(WriteJson(tree), R"({"_type":"DV_QUANTITY","magnitude":1.50,"units":"mm"})");
}

TEST(ReadJson, DropsEmptyListsAndNullItems) {
  EXPECT_EQ(Again("DV_TEXT", R"({"value":"a","mappings":[]})"),
            R"({"_type":"DV_TEXT","value":"a"})");
  EXPECT_EQ(Again("DV_TEXT", R"({"value":"a","mappings":[null]})"),
            R"({"_type":"DV_TEXT","value":"a"})");
}

TEST(ReadJson, ReadsHashes) {
  const std::string text =
      R"({"_type":"GENERIC_CONTENT_ITEM","archetype_node_id":"at1","name":{"_type":"DV_TEXT","value":"n"},)"
      R"("is_primary":true,"other_details":{"a \"key\"":"1","b":"2"}})";
  const json::Document document = json::Document::Parse(text);
  const Tree tree = ReadJson(document.root(), "GENERIC_CONTENT_ITEM");
  EXPECT_EQ(tree.root().Child("other_details")->key, "a \"key\"");
  EXPECT_EQ(PathOf(*tree.root().last_child), "/other_details[b]");
  EXPECT_EQ(WriteJson(tree), text);
}

TEST(ReadJson, ReportsAllAtOnceInDocumentOrder) {
  const auto issues =
      IssuesOf("ITEM_TREE", TreeOf(ElementOf(R"({"_type":"DV_COUNT","magnitude":1.5})") + "," +
                                   ElementOf(R"({"_type":"DV_TEXT"})") + "," +
                                   ElementOf(R"({"_type":"DV_DATE","value":"x","vaule":1})")));
  ASSERT_EQ(issues.size(), 4u);
  EXPECT_EQ(issues[0].path, "/items[at0002][1]/value/magnitude");
  EXPECT_EQ(issues[1].path, "/items[at0002][2]/value/value");
  EXPECT_EQ(issues[2].path, "/items[at0002][3]/value/vaule");
  EXPECT_EQ(issues[3].path, "/items[at0002][3]/value/value");
}

TEST(ReadJson, StopsCountingAtTheMost) {
  std::string items;
  for (int i = 0; i < 1500; ++i) items += std::string(i == 0 ? "" : ",") + "7";
  EXPECT_EQ(IssuesOf("ITEM_TREE", TreeOf(items)).size(), Findings::kMost);
}

TEST(ReadJson, TakesNoLongerForManyFaultsThanForTheDocument) {
  // Each fault's path names a place in a long list; each unknown name has a nearest one to look
  // for.
  std::string items, names;
  for (int i = 0; i < 20000; ++i) {
    if (i != 0) items += ",";
    items += ElementOf(R"({"_type":"DV_CUNT","magnitude":1})");
    names += ",\"nam" + std::to_string(i) + "\":1";
  }
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(IssuesOf("ITEM_TREE", TreeOf(items)).size(), Findings::kMost);
  EXPECT_EQ(IssuesOf("DV_TEXT", R"({"value":"a")" + names + "}").size(), Findings::kMost);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(ReadJson, SaysNothingOfThePatient) {
  const auto issues = IssuesOf(
      "ITEM_TREE",
      TreeOf(R"({"_type":"ELEMENT","archetype_node_id":"at0002","name":{"value":"Jean Valjean"},)"
             R"("value":{"_type":"DV_DATE","value":"Jean Valjean"}})"));
  ASSERT_EQ(issues.size(), 1u);
  for (const std::string* text :
       {&issues[0].path, &issues[0].expected, &issues[0].found, &issues[0].message}) {
    EXPECT_EQ(text->find("Valjean"), std::string::npos) << *text;
  }
}

TEST(ReadJson, ReadsAsDeepAsJsonGoes) {
  std::string text;
  for (int i = 0; i < 120; ++i) {
    text += R"({"_type":"CLUSTER","archetype_node_id":"at1","name":{"value":"c"},"items":[)";
  }
  text += ElementOf(R"({"_type":"DV_COUNT","magnitude":1})");
  for (int i = 0; i < 120; ++i) text += "]}";
  const json::Document document = json::Document::Parse(text);
  const Tree tree = ReadJson(document.root(), "CLUSTER");
  EXPECT_EQ(tree.root().last, 120u * 4 + 5);
}

TEST(ReadStoredJson, LeavesOutWhatWasCheckedBefore) {
  const json::Document document = json::Document::Parse(R"({"_type":"DV_QUANTITY","magnitude":1})");
  EXPECT_EQ(WriteJson(ReadStoredJson(document.root())), R"({"_type":"DV_QUANTITY","magnitude":1})");
  const json::Document untyped = json::Document::Parse(R"({"magnitude":1})");
  EXPECT_THROW(ReadStoredJson(untyped.root()), base::Error);
  const json::Document wrong = json::Document::Parse(R"({"_type":"DV_QUANTITY","magnitude":"x"})");
  EXPECT_THROW(ReadStoredJson(wrong.root()), base::Error);
}

TEST(WriteJson, EscapesTexts) {
  const std::string text = "{\"_type\":\"DV_TEXT\",\"value\":\"a\\\"b\\\\c\\u0001\\n\xC3\xA9\"}";
  EXPECT_EQ(Again("DV_TEXT", text), text);
}

}  // namespace
}  // namespace socle::rm

#include "rm/path.h"

#include <gtest/gtest.h>

#include "json/document.h"
#include "rm/json.h"

namespace socle::rm {
namespace {

constexpr std::string_view kText =
    R"({"_type":"ITEM_TREE","archetype_node_id":"at0001","name":{"value":"t"},"items":[
      {"_type":"ELEMENT","archetype_node_id":"at0004","name":{"value":"first"},"value":{"_type":"DV_COUNT","magnitude":1}},
      {"_type":"CLUSTER","archetype_node_id":"at0005","name":{"value":"c"},"items":[
        {"_type":"ELEMENT","archetype_node_id":"at0006","name":{"value":"d"},"value":{"_type":"DV_COUNT","magnitude":3}}]},
      {"_type":"ELEMENT","archetype_node_id":"at0004","name":{"value":"it's ]"},"value":{"_type":"DV_COUNT","magnitude":2}}],
      "links":[{"meaning":{"value":"m"},"type":{"value":"t"},"target":{"value":"ehr:/a"}}]})";

class Paths : public testing::Test {
 protected:
  json::Document document_ = json::Document::Parse(kText);
  Tree tree_ = ReadJson(document_.root(), "ITEM_TREE");

  std::string At(std::string_view path) const {
    const Node* node = FindByPath(tree_.root(), path);
    return node == nullptr ? "none" : PathOf(*node);
  }
};

TEST_F(Paths, NameEachNode) {
  EXPECT_EQ(PathOf(tree_.root()), "/");
  EXPECT_EQ(PathOf(*tree_.root().last_child), "/links[1]");
  EXPECT_EQ(PathOf(*tree_.root().Descend("items/value/magnitude")),
            "/items[at0004][1]/value/magnitude");
}

TEST_F(Paths, FindByNodeIdNameAndIndex) {
  EXPECT_EQ(At("/"), "/");
  EXPECT_EQ(At(""), "/");
  EXPECT_EQ(At("/items[at0004]/value"), "/items[at0004][1]/value");
  EXPECT_EQ(At("items[at0004][2]/value"), "/items[at0004][2]/value");
  EXPECT_EQ(At("/items[at0004 and name/value='first']"), "/items[at0004][1]");
  EXPECT_EQ(At("/items[at0004, 'first']"), "/items[at0004][1]");
  EXPECT_EQ(At("/items[at0004 and name/value=\"it's ]\"]/value/magnitude"),
            "/items[at0004][2]/value/magnitude");
  EXPECT_EQ(At("/items[2]"), "/items[at0005]");
  EXPECT_EQ(At("/items/items[at0006]"), "/items[at0005]/items[at0006]");
  EXPECT_EQ(At("/name/value"), "/name/value");
}

TEST_F(Paths, AreRefusedQuietly) {
  for (const char* path :
       {"/items[at0009]", "/items[at0004][3]", "/nothing", "/items[", "/items[]", "/items[0]",
        "/items[at0004 or x]", "/items[at0004]x", "//", "/items/", "/items[99999999999]",
        "/items[at0004 and name/value]", "/items[at0004,", "/items[at0004, 'a]"}) {
    EXPECT_EQ(At(path), "none") << path;
  }
}

}  // namespace
}  // namespace socle::rm

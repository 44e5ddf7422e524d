#include "rm/tree.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "json/document.h"
#include "rm/ids.h"
#include "rm/json.h"

namespace socle::rm {
namespace {

TEST(Tree, NumbersNodesInPreOrder) {
  Tree tree;
  Node* root = tree.NewNode(type::kCluster, AttributeId::kNone);
  tree.SetRoot(root);
  Node* name = tree.NewNode(type::kDvText, attribute::kName);
  tree.Append(root, name);
  Node* text = tree.NewNode(type::kString, attribute::kValue);
  text->text = tree.Intern("a name");
  tree.Append(name, text);
  for (int i = 0; i < 3; ++i) {
    Node* item = tree.NewNode(type::kElement, attribute::kItems);
    tree.Append(root, item);
    tree.Append(item, tree.NewNode(type::kDvCount, attribute::kValue));
  }
  tree.Number();
  EXPECT_EQ(root->order, 0u);
  EXPECT_EQ(root->last, 8u);
  EXPECT_EQ(name->order, 1u);
  EXPECT_EQ(name->last, 2u);
  EXPECT_EQ(root->Child("items")->order, 3u);
  EXPECT_EQ(root->Child("items")->last, 4u);
  EXPECT_EQ(root->last_child->order, 7u);
  EXPECT_EQ(root->Count(attribute::kItems), 3u);
  EXPECT_EQ(root->Count(attribute::kLinks), 0u);
  EXPECT_EQ(root->Descend("name/value"), text);
  EXPECT_EQ(root->Descend("name/value/value"), nullptr);
  EXPECT_EQ(root->Descend(""), root);
  EXPECT_EQ(name->ChildText("value"), "a name");
  EXPECT_EQ(name->ChildText("no such attribute"), "");
}

TEST(Tree, KeepsNodesAndTextsInPlaceWhenMovedAndGrown) {
  Tree tree;
  Node* root = tree.NewNode(type::kItemTree, AttributeId::kNone);
  tree.SetRoot(root);
  const std::string_view first = tree.Intern("first");
  Tree moved = std::move(tree);
  EXPECT_TRUE(tree.empty());
  std::vector<std::pair<Node*, std::string>> made;
  for (int i = 0; i < 20000; ++i) {
    Node* node = moved.NewNode(type::kElement, attribute::kItems);
    made.emplace_back(
        node, std::string(static_cast<std::size_t>(i % 100), static_cast<char>('a' + i % 26)));
    node->text = moved.Intern(made.back().second);
    moved.Append(root, node);
  }
  const std::string large(3 << 20, 'x');
  EXPECT_EQ(moved.Intern(large), large);
  moved.Number();
  const Node* at = moved.root().first_child;
  for (const auto& [node, text] : made) {
    ASSERT_EQ(at, node);
    ASSERT_EQ(at->text, text);
    ASSERT_EQ(at->parent, root);
    at = at->next_sibling;
  }
  EXPECT_EQ(at, nullptr);
  EXPECT_EQ(first, "first");
  EXPECT_EQ(root->last, 20000u);
}

TEST(Tree, ArrangesChildrenAsTheModelDoes) {
  const std::string given =
      R"({"_type":"DV_QUANTITY","units":"mg","normal_status":{"_type":"CODE_PHRASE","code_string":"N",)"
      R"("terminology_id":{"_type":"TERMINOLOGY_ID","value":"x"}},"magnitude":1})";
  Tree tree = ReadStoredJson(json::Document::Parse(given).root());
  tree.Arrange();
  tree.Number();
  const Tree again = ReadStoredJson(json::Document::Parse(WriteJson(tree)).root());
  const auto numbers = [](const Tree& of) {
    std::string all;
    for (const Node* child = of.root().first_child; child; child = child->next_sibling) {
      all += std::string(AttributeName(child->attribute)) + std::to_string(child->order) + "-" +
             std::to_string(child->last) + " ";
    }
    return all;
  };
  EXPECT_EQ(numbers(tree), numbers(again));
  EXPECT_EQ(WriteJson(tree), WriteJson(again));
}

}  // namespace
}  // namespace socle::rm

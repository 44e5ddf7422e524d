#include "ehr/rm_document.h"

#include "base/error.h"
#include "json/document.h"
#include "rm/json.h"

namespace socle::ehr {
namespace {

rm::Node* NewUid(rm::Tree& tree, std::string_view version_uid) {
  static const rm::ClassId id_type = rm::FindClass("OBJECT_VERSION_ID");
  static const rm::ClassId string_type = rm::FindClass("String");
  static const rm::AttributeId uid = rm::FindAttributeName("uid");
  static const rm::AttributeId value = rm::FindAttributeName("value");
  rm::Node* node = tree.NewNode(id_type, uid);
  rm::Node* text = tree.NewNode(string_type, value);
  text->text = tree.Intern(version_uid);
  tree.Append(node, text);
  return node;
}

}  // namespace

std::shared_ptr<const record::Document> ReadStoredDocument(const record::ObjectUid&,
                                                           std::string_view body) {
  try {
    const json::Document document = json::Document::Parse(body);
    return std::make_shared<RmDocument>(rm::ReadStoredJson(document.root()));
  } catch (const base::Error& error) {
    throw base::Error(base::ErrorCode::kCorrupt, "a stored body is not canonical JSON")
        .WithDetail(error.message());
  }
}

void SetVersionUid(rm::Tree& tree, std::string_view version_uid) {
  rm::Node* root = tree.Mutable(tree.root());
  rm::Node* node = NewUid(tree, version_uid);
  node->parent = root;
  const rm::Node* old = root->Child("uid");
  if (old == nullptr) {
    node->next_sibling = root->first_child;
    if (root->first_child == nullptr) root->last_child = node;
    root->first_child = node;
  } else {
    node->next_sibling = old->next_sibling;
    if (root->last_child == old) root->last_child = node;
    if (root->first_child == old) {
      root->first_child = node;
    } else {
      const rm::Node* before = root->first_child;
      while (before->next_sibling != old) before = before->next_sibling;
      tree.Mutable(*before)->next_sibling = node;
    }
  }
  tree.Arrange();
  tree.Number();
}

std::string_view RootUid(const rm::Tree& tree) {
  const rm::Node* uid = tree.root().Child("uid");
  return uid == nullptr ? std::string_view{} : uid->ChildText("value");
}

}  // namespace socle::ehr

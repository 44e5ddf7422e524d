// links: rm template
// Any bytes are a template or a fault; whatever was accepted can be walked and validated against.

#include <cstdlib>
#include <string_view>

#include "base/error.h"
#include "rm/ids.h"
#include "rm/tree.h"
#include "template/definition.h"
#include "template/template.h"

namespace {

using namespace socle;

void Require(bool holds) {
  if (!holds) std::abort();
}

/// An instance that has an item for each of the first constraints of every attribute, without a
/// thought for what they say.
void Fill(rm::Tree& tree, rm::Node* node, const tmpl::Definition& definition,
          const tmpl::Object& object, int depth) {
  if (depth > 12) return;
  const std::string_view id = object.instance_id();
  if (!id.empty()) {
    rm::Node* text = tree.NewNode(rm::type::kString, rm::attribute::kArchetypeNodeId);
    text->text = tree.Intern(id);
    tree.Append(node, text);
  }
  for (const tmpl::Attribute& attribute : definition.AttributesOf(definition.Target(object))) {
    for (const tmpl::Object& child : definition.ChildrenOf(attribute).first(
             std::min<std::size_t>(attribute.child_count, attribute.container ? 2 : 1))) {
      const bool typed = child.type != rm::ClassId::kNone;
      rm::Node* item = tree.NewNode(typed ? child.type : rm::type::kString, attribute.id);
      if (!typed) item->text = tree.Intern("12");
      tree.Append(node, item);
      if (typed) Fill(tree, item, definition, child, depth + 1);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto compiled = tmpl::Template::Parse(text);
    const tmpl::Definition& definition = compiled->definition();
    Require(!compiled->template_id().empty());
    for (const tmpl::Object& object : definition.objects) {
      Require(definition.PathOf(object).starts_with('/'));
      definition.NameOf(object);
    }
    rm::Tree tree;
    const rm::ClassId root = definition.root().type;
    rm::Node* node = tree.NewNode(root == rm::ClassId::kNone ? rm::type::kComposition : root,
                                  rm::AttributeId::kNone);
    tree.SetRoot(node);
    Fill(tree, node, definition, definition.root(), 0);
    tree.Number();
    for (const base::Issue& issue : compiled->Validate(tree.root())) Require(!issue.rule.empty());
  } catch (const base::Error& error) {
    Require(error.code() == base::ErrorCode::kMalformed ||
            error.code() == base::ErrorCode::kInvalid ||
            error.code() == base::ErrorCode::kTooLarge);
    Require(error.code() != base::ErrorCode::kInvalid || !error.issues().empty());
  }
  return 0;
}

#include <array>
#include <bit>
#include <cstdint>

#include "json/writer.h"
#include "rm/ids.h"
#include "rm/json.h"

namespace socle::rm {
namespace {

void AppendObject(const Node& node, std::string& out);

bool IsQuoted(ClassId primitive) {
  return primitive == type::kString || primitive == type::kCharacter || primitive == type::kByte ||
         primitive == type::kOctet;
}

void AppendValue(const Node& node, std::string& out) {
  if (!Class(node.type).is_primitive) {
    AppendObject(node, out);
  } else if (IsQuoted(node.type)) {
    json::AppendQuoted(out, node.text);
  } else {
    out += node.text;
  }
}

/// The item after `item` in its container, or null.
const Node* NextItem(const Node* item) {
  const Node* next = item->next_sibling;
  return next != nullptr && next->attribute == item->attribute ? next : nullptr;
}

/// `items` is the first of its container.
void AppendAttribute(const AttributeInfo& info, const Node* items, std::string& out) {
  out += ",\"";
  out += info.name;
  out += "\":";
  if (info.container == Container::kSingle) {
    AppendValue(*items, out);
    return;
  }
  const bool hash = info.container == Container::kHash;
  out += hash ? '{' : '[';
  for (const Node* item = items; item != nullptr; item = NextItem(item)) {
    if (item != items) out += ',';
    if (hash) {
      json::AppendQuoted(out, item->key);
      out += ':';
    }
    AppendValue(*item, out);
  }
  out += hash ? '}' : ']';
}

void AppendObject(const Node& node, std::string& out) {
  const ClassInfo& cls = Class(node.type);
  out += "{\"_type\":\"";
  out += cls.name;
  out += '"';
  // Children stand in the order of the document they came from; written is the model's.
  std::array<const Node*, 64> first;
  std::uint64_t present = 0;
  for (const Node* child = node.first_child; child != nullptr; child = child->next_sibling) {
    const AttributeInfo* info = FindAttribute(node.type, child->attribute);
    if (info == nullptr) continue;
    const auto place = static_cast<std::size_t>(info - cls.attributes.data());
    if ((present >> place & 1) == 0) first[place] = child;
    present |= std::uint64_t{1} << place;
  }
  for (; present != 0; present &= present - 1) {
    const auto place = static_cast<std::size_t>(std::countr_zero(present));
    AppendAttribute(cls.attributes[place], first[place], out);
  }
  out += '}';
}

}  // namespace

void WriteJson(const Node& node, std::string& out) { AppendValue(node, out); }

std::string WriteJson(const Tree& tree) {
  std::string out;
  out.reserve(std::size_t{64} * (tree.root().last + 1));
  AppendValue(tree.root(), out);
  return out;
}

}  // namespace socle::rm

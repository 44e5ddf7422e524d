#include "fhir/patch_value.h"

#include <algorithm>
#include <compare>

#include "base/decimal.h"

namespace socle::fhir {

PatchValue::PatchValue(const json::Value& value)
    : kind(value.kind()), key(value.key()), text(value.text()) {
  children.reserve(value.size());
  for (const json::Value& child : value) children.emplace_back(child);
}

PatchValue* PatchValue::Find(std::string_view name) {
  const auto at = std::find_if(children.begin(), children.end(),
                               [name](const PatchValue& child) { return child.key == name; });
  return at == children.end() ? nullptr : &*at;
}

std::size_t PatchValue::Depth() const {
  if (!is_container()) return 0;
  std::size_t deepest = 0;
  for (const PatchValue& child : children) deepest = std::max(deepest, child.Depth());
  return deepest + 1;
}

std::size_t PatchValue::Size() const {
  std::size_t size = sizeof(PatchValue) + key.size() + text.size();
  for (const PatchValue& child : children) size += child.Size();
  return size;
}

bool PatchValue::IsGone() const {
  if (children.empty()) return lost_a_child;
  return std::all_of(children.begin(), children.end(),
                     [](const PatchValue& child) { return child.IsGone(); });
}

void PatchValue::Write(json::Writer& out) const {
  switch (kind) {
    case json::Kind::kNull:
      out.Null();
      break;
    case json::Kind::kBoolean:
    case json::Kind::kNumber:
      out.Raw(text);
      break;
    case json::Kind::kString:
      out.String(text);
      break;
    case json::Kind::kArray:
      out.BeginArray();
      for (const PatchValue& child : children) child.Write(out);
      out.EndArray();
      break;
    case json::Kind::kObject:
      out.BeginObject();
      for (const PatchValue& child : children) {
        if (child.IsGone()) continue;
        out.Key(child.key);
        child.Write(out);
      }
      out.EndObject();
      break;
  }
}

bool operator==(const PatchValue& a, const PatchValue& b) {
  if (a.kind != b.kind || a.children.size() != b.children.size()) return false;
  if (a.kind == json::Kind::kNumber)
    return base::CompareDecimals(a.text, b.text) == std::strong_ordering::equal;
  if (a.kind == json::Kind::kArray) return a.children == b.children;
  if (a.kind != json::Kind::kObject) return a.text == b.text;
  const auto sorted = [](const PatchValue& object) {
    std::vector<const PatchValue*> members;
    for (const PatchValue& child : object.children) members.push_back(&child);
    std::sort(members.begin(), members.end(),
              [](const PatchValue* x, const PatchValue* y) { return x->key < y->key; });
    return members;
  };
  const auto x = sorted(a);
  const auto y = sorted(b);
  return std::equal(x.begin(), x.end(), y.begin(), [](const PatchValue* m, const PatchValue* n) {
    return m->key == n->key && *m == *n;
  });
}

bool ParsePointer(std::string_view pointer, std::vector<std::string>& tokens) {
  tokens.clear();
  for (std::size_t at = 0; at < pointer.size(); ++at) {
    const char c = pointer[at];
    if (c == '/') {
      tokens.emplace_back();
    } else if (tokens.empty()) {
      return false;  // it begins with no slash
    } else if (c != '~') {
      tokens.back() += c;
    } else if (++at < pointer.size() && (pointer[at] == '0' || pointer[at] == '1')) {
      tokens.back() += pointer[at] == '0' ? '~' : '/';
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace socle::fhir

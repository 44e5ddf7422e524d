#include "template/definition.h"

#include <algorithm>
#include <cstring>
#include <unordered_set>

namespace socle::tmpl {

struct Definition::Texts {
  std::pmr::monotonic_buffer_resource memory{16 * 1024};
  std::unordered_set<std::string_view> known;
};

Definition::Definition() : texts_(std::make_unique<Texts>()) {}
Definition::~Definition() = default;

std::string_view Definition::Intern(std::string_view text) {
  if (text.empty()) return {};
  if (const auto known = texts_->known.find(text); known != texts_->known.end()) return *known;
  char* copy = static_cast<char*>(texts_->memory.allocate(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return *texts_->known.emplace(copy, text.size()).first;
}

void Definition::Seal() {
  std::unordered_set<std::string_view>().swap(texts_->known);
  objects.shrink_to_fit();
  attributes.shrink_to_fit();
}

bool NumberRange::Has(const base::Decimal& number) const {
  if (lower && (lower_included ? number < lower->value : number <= lower->value)) return false;
  return !upper || (upper_included ? number <= upper->value : number < upper->value);
}

bool NumberRange::IsEmpty() const {
  if (!lower || !upper) return false;
  if (lower->value == upper->value) return !(lower_included && upper_included);
  return lower->value > upper->value;
}

std::string NumberRange::ToString() const {
  std::string text(lower_included && lower ? "[" : "(");
  text += lower ? lower->text : "*";
  text += "..";
  text += upper ? upper->text : "*";
  return text += upper_included && upper ? "]" : ")";
}

const Term* TermSet::Find(std::string_view code) const {
  const auto at =
      std::lower_bound(terms.begin(), terms.end(), code,
                       [](const Term& term, std::string_view c) { return term.code < c; });
  return at != terms.end() && at->code == code ? &*at : nullptr;
}

const Attribute* Definition::FindAttribute(const Object& object, std::string_view name) const {
  for (const Attribute& attribute : AttributesOf(Target(object))) {
    if (attribute.name == name) return &attribute;
  }
  return nullptr;
}

const Object& Definition::Target(const Object& object) const {
  const Object* at = &object;
  // References to references are few; the bound is for a ring of them.
  for (int i = 0; i < 16 && at->kind == ObjectKind::kInternalRef && at->rule != kNoIndex; ++i) {
    at = &objects[at->rule];
  }
  return *at;
}

std::string Definition::PathOf(const Attribute& attribute) const {
  std::string path = PathOf(objects[attribute.parent]);
  if (path.size() > 1) path += '/';
  return path += attribute.name;
}

std::string Definition::PathOf(const Object& object) const {
  const Attribute* attribute = ParentOf(object);
  if (!attribute) return "/";
  std::string path = PathOf(*attribute);
  const std::string_view id = object.instance_id();
  if (id.empty()) return path;
  path.append("[").append(id);
  const std::span<const Object> siblings = ChildrenOf(*attribute);
  const auto same = std::count_if(siblings.begin(), siblings.end(),
                                  [&](const Object& o) { return o.instance_id() == id; });
  if (same > 1) {
    if (const auto names = NamesOf(object); !names.empty()) {
      path.append(" and name/value='").append(names.front()).append("'");
    }
  }
  return path += ']';
}

const RootTerms& Definition::TermsOf(const Object& object) const {
  static const RootTerms kNone;
  const auto at =
      std::lower_bound(roots.begin(), roots.end(), object.root,
                       [](const RootTerms& r, std::uint32_t o) { return r.object < o; });
  return at != roots.end() && at->object == object.root ? *at : kNone;
}

const Term* Definition::FindTerm(const Object& object, std::string_view code,
                                 std::string_view wanted) const {
  if (!wanted.empty() && wanted != language) {
    const std::string_view id = objects[object.root].archetype_id;
    for (const Ontology& ontology : ontologies) {
      if (ontology.archetype_id != id) continue;
      for (const TermSet& set : ontology.languages) {
        if (set.language == wanted) return set.Find(code);
      }
    }
    return nullptr;
  }
  return TermsOf(object).terms.Find(code);
}

std::span<const std::string_view> Definition::NamesOf(const Object& object) const {
  const Attribute* name = FindAttribute(object, "name");
  if (!name || name->child_count == 0) return {};
  const Attribute* value = FindAttribute(ChildrenOf(*name).front(), "value");
  if (!value || value->child_count == 0) return {};
  const Object& text = ChildrenOf(*value).front();
  if (text.kind != ObjectKind::kString || text.rule == kNoIndex) return {};
  const StringRule& rule = strings[text.rule];
  if (rule.open) return {};
  return rule.list;
}

std::string_view Definition::NameOf(const Object& object, std::string_view wanted) const {
  if (const auto names = NamesOf(object); !names.empty()) return names.front();
  const Term* term = FindTerm(object, object.node_id, wanted);
  if (!term && !wanted.empty()) term = FindTerm(object, object.node_id);
  return term ? term->text : std::string_view();
}

}  // namespace socle::tmpl

#include <algorithm>

#include "rm/ids.h"
#include "template/opt_parts.h"

namespace socle::tmpl {
namespace {

bool IsPrimitive(ObjectKind kind) { return kind >= ObjectKind::kString; }

/// Whether a primitive constraint of `kind` speaks about values of the class `type`.
bool PrimitiveFits(ObjectKind kind, rm::ClassId type) {
  using namespace rm::type;
  switch (kind) {
    case ObjectKind::kInteger:
    case ObjectKind::kReal:
      return type == kInteger || type == kInteger64 || type == kReal || type == kDouble;
    case ObjectKind::kBoolean:
      return type == kBoolean;
    default:
      return type == kString || type == kCharacter || type == kByte;
  }
}

class Checker {
 public:
  Checker(const Definition& definition, Faults& faults)
      : definition_(definition), faults_(faults) {}

  void Run() {
    for (const Object& object : definition_.objects) CheckObject(object);
    for (const Attribute& attribute : definition_.attributes) CheckAttribute(attribute);
  }

 private:
  void CheckObject(const Object& object) {
    CheckTerm(object);
    if (object.rule == kNoIndex) return;
    if (object.kind == ObjectKind::kCodePhrase) CheckCodes(object);
    if (object.kind == ObjectKind::kOrdinal) {
      for (const OrdinalItem& item : definition_.ordinals[object.rule].list) {
        if (item.terminology == "local") CheckCode(object, item.code);
      }
    }
  }

  /// A node that has an id in the data has a term by that id in its archetype.
  void CheckTerm(const Object& object) {
    if (object.node_id.empty() || !rm::IsA(object.type, rm::type::kLocatable)) return;
    // The id of a slot never reaches the data; editors drop its term.
    if (object.kind == ObjectKind::kSlot) return;
    const TermSet& terms = definition_.TermsOf(object).terms;
    if (terms.Find(object.node_id)) return;
    // A root may carry the id of the slot that it fills.
    if (object.is_root() && std::any_of(terms.terms.begin(), terms.terms.end(), [](const Term& t) {
          return t.code.starts_with("at0000");
        })) {
      return;
    }
    const std::string archetype(definition_.objects[object.root].archetype_id);
    faults_.At(object, "term", "a term for " + std::string(object.node_id) + " in " + archetype,
               "none",
               "The node " + std::string(object.node_id) + " has no term in " + archetype + ".");
  }

  void CheckCodes(const Object& object) {
    const CodeRule& rule = definition_.codes[object.rule];
    if (rule.terminology != "local" || rule.external) return;
    for (const std::string_view code : rule.list) CheckCode(object, code);
  }

  /// Editors copy code lists between archetypes when they fill slots, so a code counts as known
  /// where any archetype of the template defines it.
  void CheckCode(const Object& object, std::string_view code) {
    if (!code.starts_with("at") || definition_.FindTerm(object, code)) return;
    for (const RootTerms& root : definition_.roots) {
      if (root.terms.Find(code)) return;
    }
    for (const Ontology& ontology : definition_.ontologies) {
      for (const TermSet& set : ontology.languages) {
        if (set.Find(code)) return;
      }
    }
    faults_.At(object, "code", "a code that the archetype defines", std::string(code),
               "The code " + std::string(code) + " has no term.");
  }

  void CheckAttribute(const Attribute& attribute) {
    const Object& owner = definition_.ParentOf(attribute);
    const rm::AttributeInfo* info = rm::FindAttribute(owner.type, attribute.id);
    for (const Object& child : definition_.ChildrenOf(attribute)) {
      if (info) CheckType(owner, *info, child);
    }
    if (attribute.container) CheckCardinality(attribute);
  }

  void CheckType(const Object& owner, const rm::AttributeInfo& info, const Object& child) {
    rm::ClassId declared = info.type;
    if (info.parameter == rm::ParameterUse::kType && owner.type_argument != rm::ClassId::kNone) {
      declared = owner.type_argument;
    }
    if (declared == rm::type::kAny) return;
    bool fits = true;
    if (IsPrimitive(child.kind)) {
      fits = PrimitiveFits(child.kind, declared);
    } else if (child.type != rm::ClassId::kNone) {
      fits = rm::IsA(child.type, declared) || rm::IsA(declared, child.type);
    }
    if (fits) return;
    const std::string expected(rm::Class(declared).name);
    const std::string found(child.type_name);
    faults_.At(child, "type", expected, found,
               std::string(rm::Class(owner.type).name) + "." + std::string(info.name) + " holds " +
                   expected + ", not " + found + ".");
  }

  void CheckCardinality(const Attribute& attribute) {
    // What contradicts itself has been reported.
    if (attribute.cardinality.lower > attribute.cardinality.upper) return;
    std::uint64_t least = 0, most = 0;
    for (const Object& child : definition_.ChildrenOf(attribute)) {
      // What fills a slot counts for it, so its lower bound adds nothing.
      if (child.kind != ObjectKind::kSlot) least += child.occurrences.lower;
      most += child.occurrences.upper;
    }
    if (least > attribute.cardinality.upper) {
      faults_.At(attribute, "cardinality",
                 "at most " + std::to_string(attribute.cardinality.upper) + " items",
                 std::to_string(least) + " mandatory ones",
                 "The mandatory children exceed the cardinality.");
    }
    if (attribute.child_count > 0 && most > 0 && most < attribute.cardinality.lower) {
      faults_.At(attribute, "cardinality",
                 "at least " + std::to_string(attribute.cardinality.lower) + " items",
                 "at most " + std::to_string(most),
                 "The children can never reach the cardinality.");
    }
  }

  const Definition& definition_;
  Faults& faults_;
};

}  // namespace

void CheckDefinition(const Definition& definition, Faults& faults) {
  Checker(definition, faults).Run();
}

}  // namespace socle::tmpl

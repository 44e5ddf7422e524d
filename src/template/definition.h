#pragma once

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "rm/model.h"
#include "template/pattern.h"
#include "template/temporal.h"

/// The compiled constraints of an operational template: flat tables that refer to one another by
/// index. `objects[0]` is the root; the attributes of an object and the children of an attribute
/// stand next to one another. Nothing of the XML document is kept.
/// Source: openEHR AM 1.4, Archetype Object Model; Template.xsd and OpenehrProfile.xsd 1.0.2.
namespace socle::tmpl {

inline constexpr std::uint32_t kNoIndex = 0xFFFF'FFFF;
inline constexpr std::uint32_t kUnbounded = 0xFFFF'FFFF;

struct Multiplicity {
  std::uint32_t lower = 0;
  std::uint32_t upper = kUnbounded;
  bool Has(std::uint32_t count) const { return count >= lower && count <= upper; }
};

/// What an object constraint is; says which table `Object::rule` points into.
enum class ObjectKind : std::uint8_t {
  kComplex,        // C_COMPLEX_OBJECT
  kArchetypeRoot,  // C_ARCHETYPE_ROOT
  kSlot,           // ARCHETYPE_SLOT: `slots`
  kInternalRef,    // ARCHETYPE_INTERNAL_REF: `rule` is the object whose constraints hold here too
  kConstraintRef,  // CONSTRAINT_REF: bound to an external terminology, not checkable here
  kCodePhrase,     // C_CODE_PHRASE, C_CODE_REFERENCE: `codes`
  kQuantity,       // C_DV_QUANTITY: `quantities`
  kOrdinal,        // C_DV_ORDINAL, C_DV_SCALE: `ordinals`
  kState,          // C_DV_STATE: `states`
  kString,         // C_PRIMITIVE_OBJECT with C_STRING: `strings`
  kInteger,        // … C_INTEGER: `numbers`
  kReal,           // … C_REAL: `numbers`
  kBoolean,        // … C_BOOLEAN: `booleans`
  kDate,           // … C_DATE: `temporals`
  kTime,           // … C_TIME: `temporals`
  kDateTime,       // … C_DATE_TIME: `temporals`
  kDuration,       // … C_DURATION: `durations`
};

/// One node of the template that stands for objects of the reference model.
struct Object {
  ObjectKind kind = ObjectKind::kComplex;
  rm::ClassId type = rm::ClassId::kNone;           // kNone: any
  rm::ClassId type_argument = rm::ClassId::kNone;  // DV_COUNT of DV_INTERVAL<DV_COUNT>
  Multiplicity occurrences;
  std::string_view type_name;       // as written
  std::string_view node_id;         // "at0004"; empty where there is none
  std::string_view archetype_id;    // of an archetype root; else empty
  std::uint32_t parent = kNoIndex;  // in `attributes`; kNoIndex at the root
  std::uint32_t root = 0;  // in `objects`: the archetype root that this belongs to, or itself
  std::uint32_t first_attribute = 0;
  std::uint32_t attribute_count = 0;
  std::uint32_t rule = kNoIndex;

  bool is_root() const { return kind == ObjectKind::kArchetypeRoot; }
  /// What the archetype_node_id of an instance is: the archetype id at roots, else the node id.
  std::string_view instance_id() const { return is_root() ? archetype_id : node_id; }
};

/// One constrained attribute of an object.
struct Attribute {
  rm::AttributeId id = rm::AttributeId::kNone;
  bool container = false;  // by the reference model
  bool computed = false;   // a function of the model, such as `offset`: not in the data
  bool ordered = false;
  bool unique = false;
  Multiplicity existence;
  Multiplicity cardinality;  // of a container
  std::string_view name;
  std::uint32_t parent = 0;  // in `objects`
  std::uint32_t first_child = 0;
  std::uint32_t child_count = 0;
};

/// An exact number and the text that it looks at, which the definition owns.
struct Number {
  std::string_view text;
  base::Decimal value;
};

/// Ends of an interval of exact numbers; absent: unbounded.
struct NumberRange {
  std::optional<Number> lower, upper;
  bool lower_included = true, upper_included = true;
  bool Has(const base::Decimal& number) const;
  bool IsEmpty() const;
  std::string ToString() const;
};

/// The archetypes that may stand in a slot.
struct SlotRule {
  std::vector<const Pattern*> includes, excludes;  // of archetype_id/value
};

struct CodeRule {
  std::string_view terminology;        // as written; empty: any
  std::vector<std::string_view> list;  // empty: every code of the terminology
  std::string_view reference_set;      // "terminology:…" URI, or empty
  bool external = false;               // only a terminology service can tell
};

struct QuantityItem {
  std::string_view units;
  NumberRange magnitude;
  std::optional<std::int32_t> precision_lower, precision_upper;
};
struct QuantityRule {
  std::string_view property;  // openEHR code, or empty
  std::vector<QuantityItem> list;
};

struct OrdinalItem {
  Number value;
  std::string_view terminology, code;
  std::string_view symbol;  // text, or empty
};
struct OrdinalRule {
  std::vector<OrdinalItem> list;
};

struct StateRule {
  std::vector<std::string_view> names;
};

struct StringRule {
  std::vector<std::string_view> list;
  bool open = false;  // list_open: others too
  const Pattern* pattern = nullptr;
};

struct NumberRule {
  std::vector<Number> list;
  std::optional<NumberRange> range;
};

struct BooleanRule {
  bool true_valid = true, false_valid = true;
};

/// A term of an archetype in one language.
struct Term {
  std::string_view code;
  std::string_view text;
  std::string_view description;
  std::string_view comment;
};
/// An archetype's terms in one language, ordered by code.
struct TermSet {
  std::string_view language;
  std::vector<Term> terms;
  const Term* Find(std::string_view code) const;
};

/// at0004 means LOINC 8480-6.
struct TermBinding {
  std::string_view code;                 // or a path
  std::string_view terminology, target;  // of the external term
};

/// The words of an archetype root.
struct RootTerms {
  std::uint32_t object = 0;  // in `objects`
  TermSet terms;             // in the template's language
  std::vector<TermBinding> bindings;
};

/// The words of an archetype in further languages.
struct Ontology {
  std::string_view archetype_id;
  std::vector<TermSet> languages;
};

struct Annotation {
  std::string_view path, key, value;
};

struct Definition {
  Definition();
  Definition(const Definition&) = delete;
  Definition& operator=(const Definition&) = delete;
  ~Definition();

  std::string template_id, concept_name, uid, language, lifecycle_state;
  std::string archetype_id;                                                  // of the root
  std::vector<std::pair<std::string_view, std::string_view>> other_details;  // of the description

  std::vector<Object> objects;
  std::vector<Attribute> attributes;
  std::vector<SlotRule> slots;
  std::vector<CodeRule> codes;
  std::vector<QuantityRule> quantities;
  std::vector<OrdinalRule> ordinals;
  std::vector<StateRule> states;
  std::vector<StringRule> strings;
  std::vector<NumberRule> numbers;
  std::vector<BooleanRule> booleans;
  std::vector<TemporalRule> temporals;
  std::vector<DurationRule> durations;
  std::vector<std::unique_ptr<const Pattern>> patterns;

  std::vector<RootTerms> roots;  // ordered by `object`
  std::vector<Ontology> ontologies;
  std::vector<Annotation> annotations;

  const Object& root() const { return objects.front(); }
  std::uint32_t IndexOf(const Object& object) const {
    return static_cast<std::uint32_t>(&object - objects.data());
  }
  std::span<const Attribute> AttributesOf(const Object& object) const {
    return {attributes.data() + object.first_attribute, object.attribute_count};
  }
  std::span<const Object> ChildrenOf(const Attribute& attribute) const {
    return {objects.data() + attribute.first_child, attribute.child_count};
  }
  /// The constrained attribute of that name, or null.
  const Attribute* FindAttribute(const Object& object, std::string_view name) const;
  const Attribute* ParentOf(const Object& object) const {
    return object.parent == kNoIndex ? nullptr : &attributes[object.parent];
  }
  const Object& ParentOf(const Attribute& attribute) const { return objects[attribute.parent]; }
  /// The object whose attributes and rule hold for `object`: itself, or what an internal
  /// reference leads to. An internal reference may lead to an object around itself: who walks
  /// through references must bound the walk.
  const Object& Target(const Object& object) const;

  /// "/content[openEHR-EHR-OBSERVATION.pulse.v2]/data[at0002]/events[at0003]": the path from the
  /// template's root as AQL writes it. The root is "/".
  std::string PathOf(const Object& object) const;
  std::string PathOf(const Attribute& attribute) const;

  /// The words of the archetype root that `object` belongs to.
  const RootTerms& TermsOf(const Object& object) const;
  /// The term of `code` where `object` stands, in `language` (empty: the template's); null where
  /// it has none.
  const Term* FindTerm(const Object& object, std::string_view code,
                       std::string_view language = {}) const;
  /// The name that instances of `object` have: the one its `name` attribute fixes, else the text
  /// of its node id in `language`, else empty.
  std::string_view NameOf(const Object& object, std::string_view language = {}) const;
  /// The names that a constraint on the `name` attribute allows; empty where it is free.
  std::span<const std::string_view> NamesOf(const Object& object) const;

  /// A copy of `text` that lives as long as the definition; equal texts share one copy.
  std::string_view Intern(std::string_view text);
  /// Gives back what only building needed. No `Intern` after it.
  void Seal();

 private:
  struct Texts;
  std::unique_ptr<Texts> texts_;
};

}  // namespace socle::tmpl

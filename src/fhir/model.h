#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

/// The definitions of FHIR R4 (4.0.1) as compact tables, which the build compiles from the registry
/// package of definitions (tools/fhir_definitions) into read-only data: nothing is parsed or
/// allocated at start. All of it is immutable and safe from any thread.
namespace socle::fhir {

/// A name of an element or a property, "birthDate". Names that no definition has are kNone.
enum class NameId : std::uint16_t { kNone = 0 };
/// A type: a resource ("Patient"), a data type ("Quantity"), a primitive ("date"), or a type that
/// lives inside another ("Patient.contact", "Observation.component").
enum class TypeId : std::uint16_t { kNone = 0 };
enum class ValueSetId : std::uint16_t { kNone = 0 };

enum class TypeKind : std::uint8_t { kPrimitive, kComplex, kBackbone, kResource };
enum class BindingStrength : std::uint8_t { kNone, kExample, kPreferred, kExtensible, kRequired };

/// An invariant of the definitions ("dom-3"), evaluated where its type or element stands.
struct Invariant {
  std::string_view key, expression, human;
  bool is_error = true;  // else a warning
};

/// One type that an element may have.
struct TypeUse {
  TypeId type = TypeId::kNone;
  std::span<const TypeId>
      targets;  // of a Reference or canonical: what it may point to; empty: anything
};

/// An element of a type, in the order of the definition, inherited ones first.
struct Element {
  NameId name = NameId::kNone;  // of a choice "value[x]": value
  bool is_choice = false;
  bool is_summary = false;
  bool is_modifier = false;
  std::uint16_t min = 0;
  std::uint16_t max = 1;  // kMany: no limit
  std::span<const TypeUse> types;
  BindingStrength strength = BindingStrength::kNone;
  ValueSetId value_set = ValueSetId::kNone;
  std::span<const std::uint16_t> invariants;  // indexes of Invariants()

  static constexpr std::uint16_t kMany = 0xffff;
};

/// A JSON or XML name in a type: "valueQuantity" is the element "value" with the type Quantity.
struct Property {
  NameId name = NameId::kNone;  // as it is written: valueQuantity
  std::uint16_t element = 0;    // index in Type::elements
  std::uint16_t type_use = 0;   // index in Element::types
};

struct Type {
  std::string_view name;  // "Observation.component"
  TypeKind kind = TypeKind::kComplex;
  bool is_abstract = false;
  TypeId base =
      TypeId::kNone;  // what it specialises: "DomainResource", "Element", "uri" for "canonical"
  std::span<const Element> elements;
  std::span<const Property> properties;       // sorted by name
  std::span<const std::uint16_t> invariants;  // of the type itself
};

/// A parameter of search as the definitions give it.
struct SearchParameterDefinition {
  std::string_view code;  // "birthdate"
  std::string_view url;
  std::string_view type;        // number date string token reference composite quantity uri special
  std::string_view expression;  // FHIRPath over the base
  std::span<const TypeId> base;
  std::span<const TypeId> targets;
  struct Component {
    std::string_view definition, expression;
  };
  std::span<const Component> components;  // of a composite
};

/// A code that a value set of a required binding has.
struct Code {
  std::string_view system, code;
};

std::span<const Type> Types();  // TypeId is the index; [0] is no type
const Type& Get(TypeId id);
/// kNone where there is none of that name.
TypeId FindType(std::string_view name);
/// True when `type` is `ancestor` or specialises it, at any distance.
bool IsA(TypeId type, TypeId ancestor);
std::string_view Name(NameId id);
NameId FindName(std::string_view name);
/// The property of `type` that is written so, or null.
const Property* FindProperty(const Type& type, NameId written);
/// The element of `type` with that name ("value" for value[x]), or null.
const Element* FindElement(const Type& type, NameId name);
std::span<const Invariant> Invariants();

/// The names of all concrete resource types, sorted.
std::span<const std::string_view> ResourceTypes();
std::span<const SearchParameterDefinition> SearchParameters();

std::string_view ValueSetUrl(ValueSetId id);
/// Whether `code` (with `system`, or in any system when that is empty) is in the value set.
/// `nullopt` where the definitions cannot enumerate the set (all of MIME types, BCP 47, UCUM), and
/// for the sets that no required binding names.
std::optional<bool> InValueSet(ValueSetId id, std::string_view system, std::string_view code);

/// The codes of a value set, sorted; none where the definitions cannot enumerate it.
std::vector<Code> CodesOf(ValueSetId id);

/// The parameters by which resources of a type are in a compartment of type `compartment`
/// ("subject", "performer" of Patient and Observation; "{def}": it is the compartment's own), empty
/// when the type is not in it. Source: FHIR R4, CompartmentDefinition.
std::span<const std::string_view> CompartmentParameters(TypeId compartment, TypeId resource);
/// Whether there is a compartment for each resource of the type: Device, Encounter, Patient,
/// Practitioner, RelatedPerson.
bool HasCompartments(TypeId type);

}  // namespace socle::fhir

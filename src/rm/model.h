#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace socle::rm {

/// A class of the reference model, an index into its table. Abstract, generic and primitive
/// classes are there too. A generic class stands once, without its parameters.
/// Those of the model stand by name in ids.h: `type::kDvQuantity`.
enum class ClassId : std::uint16_t { kNone = 0xFFFF };
/// A name of an attribute ("value", "items"), one id for each distinct name in the whole model.
/// They stand by name in ids.h: `attribute::kValue`.
enum class AttributeId : std::uint16_t { kNone = 0xFFFF };

/// How an attribute of a class holds values.
enum class Container : std::uint8_t { kSingle, kList, kHash };

/// Where an attribute of a generic class names the class's parameter T: DV_INTERVAL<T>.lower is
/// of type T, HISTORY<T>.events are EVENT<T>.
enum class ParameterUse : std::uint8_t { kNone, kType, kArgument };

struct AttributeInfo {
  AttributeId id;
  std::string_view name;
  /// Declared type; of the items where it is a container. Where it is the parameter of a generic
  /// class (`parameter` is kType), the parameter's bound.
  ClassId type;
  /// Of a generic type, e.g. DV_QUANTITY of DV_INTERVAL<DV_QUANTITY>; else kNone. Where it is the
  /// class's own parameter (`parameter` is kArgument), the parameter's bound.
  ClassId type_argument;
  Container container;
  bool mandatory;  ///< 1.. for a single value, cardinality 1..* for a container.
  bool computed;   ///< A function of the specification (EVENT.offset), accepted where it is given.
  ParameterUse parameter;
};

struct ClassInfo {
  std::string_view name;  // "DV_QUANTITY", "String"
  bool is_abstract;
  bool is_primitive;  // String, Integer, Integer64, Real, Double, Boolean, Byte, Octet, Character
  /// All, inherited ones too, in the model's order. At most 64.
  std::span<const AttributeInfo> attributes;
};

/// The reference model 1.1.0 (ehr, demographic, data structures, data types, common, support,
/// ehr_extract), as data. Immutable; safe from any thread.
/// An Array<Octet> (DV_MULTIMEDIA.data) is a single Byte: one text in base64, as in ITS-JSON and
/// ITS-XML. Source: openEHR BMM files, release 1.1.0, put right in tools/make_rm_tables.py.
const ClassInfo& Class(ClassId id);
std::size_t ClassCount();
/// The class of that name: exact, without generic parameters ("DV_INTERVAL<DV_DATE>" is found as
/// DV_INTERVAL); kNone where there is none.
ClassId FindClass(std::string_view name);
/// As FindClass, in any case (AQL).
ClassId FindClassAnyCase(std::string_view name);
/// Whether `type` is `ancestor` or inherits from it. False where either is kNone.
bool IsA(ClassId type, ClassId ancestor);
/// The attribute of `type` by that name, or null.
const AttributeInfo* FindAttribute(ClassId type, std::string_view name);
const AttributeInfo* FindAttribute(ClassId type, AttributeId id);
/// The id of that name; kNone where no class has such an attribute.
AttributeId FindAttributeName(std::string_view name);
/// The name of `id`; empty for kNone.
std::string_view AttributeName(AttributeId id);
std::size_t AttributeNameCount();
/// The bits of the mandatory attributes of `type`, by their place in `Class(type).attributes`.
std::uint64_t MandatoryMask(ClassId type);

}  // namespace socle::rm

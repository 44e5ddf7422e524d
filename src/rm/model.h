#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace socle::rm {

/// A class of the reference model, an index into its table. Abstract, generic and primitive
/// classes are there too. A generic class stands once, without its parameters.
enum class ClassId : std::uint16_t { kNone = 0xFFFF };
/// A name of an attribute ("value", "items"), one id for each distinct name in the whole model.
enum class AttributeId : std::uint16_t { kNone = 0xFFFF };

/// How an attribute of a class holds values.
enum class Container : std::uint8_t { kSingle, kList, kHash };

struct AttributeInfo {
  AttributeId id;
  std::string_view name;
  ClassId type;             // declared type; of the items where it is a container
  ClassId type_argument;    // of a generic type, e.g. DV_QUANTITY of DV_INTERVAL<DV_QUANTITY>; else kNone
  Container container;
  bool mandatory;           // 1.. for a single value, cardinality 1..* for a container
};

struct ClassInfo {
  std::string_view name;    // "DV_QUANTITY", "String"
  bool is_abstract;
  bool is_primitive;        // String, Integer, Integer64, Real, Double, Boolean, Byte, Character
  std::span<const AttributeInfo> attributes;   // all, inherited ones too, in the model's order
};

/// The reference model 1.1.0 (ehr, demographic, data structures, data types, support), as data.
/// Immutable. Source: openEHR BMM files, release 1.1.0.
const ClassInfo& Class(ClassId id);
std::size_t ClassCount();
/// The class of that name: exact, without generic parameters ("DV_INTERVAL<DV_DATE>" is found as DV_INTERVAL).
ClassId FindClass(std::string_view name);
/// As FindClass, in any case (AQL).
ClassId FindClassAnyCase(std::string_view name);
/// Whether `type` is `ancestor` or inherits from it.
bool IsA(ClassId type, ClassId ancestor);
/// The attribute of `type` by that name, or null.
const AttributeInfo* FindAttribute(ClassId type, std::string_view name);
const AttributeInfo* FindAttribute(ClassId type, AttributeId id);
AttributeId FindAttributeName(std::string_view name);
std::string_view AttributeName(AttributeId id);

}  // namespace socle::rm

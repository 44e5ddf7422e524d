#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "fhir/path_item.h"
#include "fhir/path_lexer.h"

namespace socle::fhir {

/// A type that an expression names, resolved: of FHIR, of System, or (a bare name that both know,
/// "Quantity") either. A value.
struct PathType {
  TypeId fhir = TypeId::kNone;
  std::optional<PathKind> system;

  /// Whether the item has the type or one that specialises it: `is`.
  bool Matches(const PathItem& item) const;
  /// The same for `as` and ofType(): a primitive type does not stand for those that specialise it.
  /// DEVIATION: FHIRPath N1 has one rule for all three; the official tests have this one.
  bool Selects(const PathItem& item) const;
};

/// The type called `name` in `space` ("System", "FHIR", or empty: FHIR before System, both where
/// both know it). A name that System does not know is a type that nothing has. Errors: kBadRequest
/// for a name that FHIR does not know, with the nearest one.
PathType ResolvePathType(std::string_view space, std::string_view name, const PathPlace& place);

/// What a primitive of FHIR is in System when a value is asked for; kNode where it is no value.
/// Quantity and what specialises it are kQuantity. Source: FHIR R4, FHIRPath, Using FHIR types.
PathKind SystemKindOf(TypeId type);

/// "Boolean" and so on; empty for what is not of System.
std::string_view SystemName(PathKind kind);

/// The item as a value of System: primitives without a value are nothing, other nodes stay.
/// A quantity is kept in `memory`.
std::optional<PathItem> ToSystem(const PathItem& item, PathMemory& memory);

}  // namespace socle::fhir

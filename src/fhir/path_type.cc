#include "fhir/path_type.h"

#include <array>
#include <initializer_list>
#include <string>
#include <vector>

#include "base/nearest.h"
#include "fhir/ids.h"
#include "fhir/path_fault.h"
#include "fhir/path_quantity.h"

namespace socle::fhir {
namespace {

struct Named {
  std::string_view name;
  PathKind kind;
};

constexpr std::array<Named, 8> kSystemTypes = {{
    {"Boolean", PathKind::kBoolean},
    {"Integer", PathKind::kInteger},
    {"Decimal", PathKind::kDecimal},
    {"String", PathKind::kString},
    {"Date", PathKind::kDate},
    {"DateTime", PathKind::kDateTime},
    {"Time", PathKind::kTime},
    {"Quantity", PathKind::kQuantity},
}};

constexpr std::size_t kKinds = static_cast<std::size_t>(type::kDistance) + 1;

/// For the types that are values in System, what they are there; by TypeId.
constexpr std::array<PathKind, kKinds> kKindsOfTypes = [] {
  std::array<PathKind, kKinds> kinds{};
  kinds.fill(PathKind::kNode);
  const auto set = [&kinds](PathKind kind, std::initializer_list<TypeId> types) {
    for (const TypeId id : types) kinds[static_cast<std::size_t>(id)] = kind;
  };
  set(PathKind::kBoolean, {type::kBoolean});
  set(PathKind::kInteger, {type::kInteger, type::kUnsignedInt, type::kPositiveInt});
  set(PathKind::kDecimal, {type::kDecimal});
  set(PathKind::kString,
      {type::kString, type::kMarkdown, type::kCode, type::kId, type::kUri, type::kUrl,
       type::kCanonical, type::kOid, type::kUuid, type::kBase64Binary, type::kXhtml});
  set(PathKind::kDate, {type::kDate});
  set(PathKind::kDateTime, {type::kDateTime, type::kInstant});
  set(PathKind::kTime, {type::kTime});
  set(PathKind::kQuantity,
      {type::kQuantity, type::kAge, type::kDuration, type::kCount, type::kDistance});
  return kinds;
}();

TypeId TypeOf(const PathItem& item) {
  if (const Node* node = item.node()) return node->type;
  return item.kind() == PathKind::kTypeOnly ? item.type() : TypeId::kNone;
}

std::optional<PathItem> PrimitiveToSystem(const Node& node, PathKind kind) {
  if (!node.has_value) return std::nullopt;
  switch (kind) {
    case PathKind::kBoolean:
      return PathItem::Boolean(node.text == "true");
    case PathKind::kInteger: {
      const auto number = base::FixedDecimal::Parse(node.text);
      const auto integer = number ? number->ToInt64() : std::nullopt;
      return integer ? std::optional(PathItem::Integer(*integer)) : std::nullopt;
    }
    case PathKind::kDecimal: {
      const auto number = base::FixedDecimal::Parse(node.text);
      return number ? std::optional(PathItem::Decimal(*number)) : std::nullopt;
    }
    case PathKind::kDate:
    case PathKind::kDateTime:
    case PathKind::kTime: {
      const auto value = kind == PathKind::kDate   ? PathTemporal::ParseDate(node.text)
                         : kind == PathKind::kTime ? PathTemporal::ParseTime(node.text)
                                                   : PathTemporal::ParseDateTime(node.text);
      return value ? std::optional(PathItem::Temporal(kind, *value)) : std::nullopt;
    }
    default:
      return PathItem::String(node.text);
  }
}

}  // namespace

bool PathType::Matches(const PathItem& item) const {
  const TypeId type = TypeOf(item);
  if (type != TypeId::kNone) return fhir != TypeId::kNone && IsA(type, fhir);
  return system == item.kind();
}

bool PathType::Selects(const PathItem& item) const {
  const TypeId type = TypeOf(item);
  if (type == TypeId::kNone || fhir == TypeId::kNone) return Matches(item);
  return type == fhir || (Get(fhir).kind != TypeKind::kPrimitive && IsA(type, fhir));
}

PathType ResolvePathType(std::string_view space, std::string_view name, const PathPlace& place) {
  PathType type;
  if (space != "FHIR") {
    for (const Named& system : kSystemTypes) {
      if (system.name == name) type.system = system.kind;
    }
    if (space == "System") return type;
  }
  type.fhir = FindType(name);
  if (type.fhir != TypeId::kNone || type.system) return type;
  std::vector<std::string_view> names;
  for (const Type& known : Types()) names.push_back(known.name);
  const std::string_view nearest = base::Nearest(name, names);
  std::string expected = "a type of FHIR or System";
  if (!nearest.empty()) expected += " (did you mean " + std::string(nearest) + "?)";
  throw PathFault(place, "unknown_type", expected, std::string(name));
}

PathKind SystemKindOf(TypeId type) {
  const auto index = static_cast<std::size_t>(type);
  return index < kKinds ? kKindsOfTypes[index] : PathKind::kNode;
}

std::string_view SystemName(PathKind kind) {
  for (const Named& system : kSystemTypes) {
    if (system.kind == kind) return system.name;
  }
  return {};
}

std::optional<PathItem> ToSystem(const PathItem& item, PathMemory& memory) {
  const Node* node = item.node();
  if (node == nullptr) return item;
  const PathKind kind = SystemKindOf(node->type);
  if (kind == PathKind::kNode) return item;
  if (kind != PathKind::kQuantity) return PrimitiveToSystem(*node, kind);
  const auto quantity = QuantityOf(*node);
  if (!quantity) return item;
  return PathItem::Quantity(memory.Keep(*quantity));
}

}  // namespace socle::fhir

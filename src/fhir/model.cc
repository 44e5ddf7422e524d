#include "fhir/model.h"

#include <algorithm>
#include <utility>

#include "fhir/definitions.h"
#include "fhir/name_hash.h"

namespace socle::fhir {
namespace {

/// The id in the slot of `name`, whose own name may be another.
std::uint16_t Slot(const definitions::PerfectHash& table, std::string_view name) {
  const std::uint64_t hash = NameHash(name);
  const std::uint64_t displacement = table.displacements[hash & (table.displacements.size() - 1)];
  const std::uint64_t at = (hash >> 40) + displacement * (hash >> 20 | 1);
  return table.slots[at & (table.slots.size() - 1)];
}

std::string_view TextOf(const definitions::CodeRow& row) {
  return {definitions::kCodeText + row.offset, row.length};
}

}  // namespace

std::span<const Type> Types() { return definitions::kTypes; }

const Type& Get(TypeId id) { return definitions::kTypes[static_cast<std::uint16_t>(id)]; }

TypeId FindType(std::string_view name) {
  const std::uint16_t id = Slot(definitions::kTypeHash, name);
  return id != 0 && definitions::kTypes[id].name == name ? TypeId{id} : TypeId::kNone;
}

bool IsA(TypeId type, TypeId ancestor) {
  while (type != ancestor && type != TypeId::kNone) type = Get(type).base;
  return type != TypeId::kNone;
}

std::string_view Name(NameId id) { return definitions::kNames[static_cast<std::uint16_t>(id)]; }

NameId FindName(std::string_view name) {
  const std::uint16_t id = Slot(definitions::kNameHash, name);
  return id != 0 && definitions::kNames[id] == name ? NameId{id} : NameId::kNone;
}

const Property* FindProperty(const Type& type, NameId written) {
  const auto at =
      std::lower_bound(type.properties.begin(), type.properties.end(), written,
                       [](const Property& property, NameId name) { return property.name < name; });
  return at != type.properties.end() && at->name == written ? &*at : nullptr;
}

const Element* FindElement(const Type& type, NameId name) {
  const auto at = std::find_if(type.elements.begin(), type.elements.end(),
                               [name](const Element& element) { return element.name == name; });
  return at != type.elements.end() ? &*at : nullptr;
}

std::span<const Invariant> Invariants() { return definitions::kInvariants; }

std::span<const std::string_view> ResourceTypes() { return definitions::kResourceTypes; }

std::span<const SearchParameterDefinition> SearchParameters() {
  return definitions::kSearchParameters;
}

std::string_view ValueSetUrl(ValueSetId id) {
  return definitions::kValueSets[static_cast<std::uint16_t>(id)].url;
}

std::optional<bool> InValueSet(ValueSetId id, std::string_view system, std::string_view code) {
  const definitions::ValueSetRow& row = definitions::kValueSets[static_cast<std::uint16_t>(id)];
  if (!row.is_enumerated) return std::nullopt;
  auto at = std::lower_bound(row.codes.begin(), row.codes.end(), code,
                             [&](const definitions::CodeRow& item, std::string_view wanted) {
                               return TextOf(item) < wanted;
                             });
  for (; at != row.codes.end() && TextOf(*at) == code; ++at) {
    if (system.empty() || definitions::kSystems[at->system] == system) return true;
  }
  return false;
}

std::vector<Code> CodesOf(ValueSetId id) {
  std::vector<Code> codes;
  for (const definitions::CodeRow& row :
       definitions::kValueSets[static_cast<std::uint16_t>(id)].codes) {
    codes.push_back({definitions::kSystems[row.system], TextOf(row)});
  }
  return codes;
}

std::span<const std::string_view> CompartmentParameters(TypeId compartment, TypeId resource) {
  const auto rows = definitions::kCompartments;
  const auto at = std::lower_bound(
      rows.begin(), rows.end(), std::pair(compartment, resource),
      [](const definitions::CompartmentRow& row, const std::pair<TypeId, TypeId>& wanted) {
        return std::pair(row.compartment, row.resource) < wanted;
      });
  const bool found = at != rows.end() && at->compartment == compartment && at->resource == resource;
  return found ? at->parameters : std::span<const std::string_view>();
}

bool HasCompartments(TypeId type) {
  return std::ranges::any_of(
      definitions::kCompartments,
      [type](const definitions::CompartmentRow& row) { return row.compartment == type; });
}

}  // namespace socle::fhir

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "fhir/model.h"

/// The tables that tools/fhir_definitions writes and model.cc reads. All of it is laid out by the
/// compiler: no code runs for it at start.
namespace socle::fhir::definitions {

/// A code of a value set: `length` characters of `code_text` from `offset`, in systems[system].
struct CodeRow {
  std::uint32_t offset = 0;
  std::uint16_t length = 0;
  std::uint16_t system = 0;
};

struct ValueSetRow {
  std::string_view url;
  std::span<const CodeRow> codes;  // sorted by code
  bool is_enumerated = false;
};

struct CompartmentRow {
  TypeId resource = TypeId::kNone;
  std::span<const std::string_view> parameters;
};

/// Ids by the hash of their names (name_hash.h); both spans hold a power of two. A slot without a
/// name is 0.
struct PerfectHash {
  std::span<const std::uint16_t> slots;
  std::span<const std::uint16_t> displacements;
};

extern const std::span<const Type> types;  // [0] is no type
extern const std::span<const Invariant> invariants;
extern const std::span<const std::string_view> resource_types;
extern const std::span<const std::string_view> names;  // [0] is no name
extern const PerfectHash name_hash, type_hash;
extern const std::span<const ValueSetRow> value_sets;  // [0] is none
extern const std::span<const std::string_view> systems;
extern const char* const code_text;
extern const std::span<const SearchParameterDefinition> search_parameters;
extern const std::span<const CompartmentRow> patient_compartment;  // sorted by type

}  // namespace socle::fhir::definitions

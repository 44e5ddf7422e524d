#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "fhir/model.h"

/// The tables that tools/fhir_definitions writes and model.cc reads. All of it is laid out by the
/// compiler: no code runs for it at start.
namespace socle::fhir::definitions {

/// A code of a value set: `length` characters of `kCodeText` from `offset`, in kSystems[system].
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
  TypeId compartment = TypeId::kNone, resource = TypeId::kNone;
  std::span<const std::string_view> parameters;
};

/// Ids by the hash of their names (name_hash.h); both spans hold a power of two. A slot without a
/// name is 0.
struct PerfectHash {
  std::span<const std::uint16_t> slots;
  std::span<const std::uint16_t> displacements;
};

extern const std::span<const Type> kTypes;  // [0] is no type
extern const std::span<const Invariant> kInvariants;
extern const std::span<const std::string_view> kResourceTypes;
extern const std::span<const std::string_view> kNames;  // [0] is no name
extern const PerfectHash kNameHash, kTypeHash;
extern const std::span<const ValueSetRow> kValueSets;  // [0] is none
extern const std::span<const std::string_view> kSystems;
extern const char* const kCodeText;
extern const std::span<const SearchParameterDefinition> kSearchParameters;
extern const std::span<const CompartmentRow> kCompartments;  // sorted by both types

}  // namespace socle::fhir::definitions

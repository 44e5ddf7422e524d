#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "fhir/path_item.h"

namespace socle::fhir {

/// Finds what a reference points to, where that is neither contained nor in the same Bundle.
/// Called on the thread that evaluates.
class PathResolver {
 public:
  virtual ~PathResolver() = default;
  /// The resource's root, or PathItem::TypeOnly where only its type is known (enough for
  /// `resolve() is Patient`), or nothing. A tree must live as long as the result. `reference` is
  /// the text of a Reference, a canonical or a URI; `type` is Reference.type, or empty.
  virtual std::optional<PathItem> Resolve(std::string_view reference, std::string_view type) = 0;
};

/// Answers with the type that a literal reference names ("Patient/1",
/// "https://example.org/fhir/Patient/1", or Reference.type), never with a tree: for search
/// indexing. Immutable, safe from any thread.
class TypeOnlyResolver : public PathResolver {
 public:
  std::optional<PathItem> Resolve(std::string_view reference, std::string_view type) override;
};

/// The type of the resource that a literal reference names, by its text alone; kNone where it does
/// not say (a contained one, a UUID).
TypeId TypeOfReference(std::string_view reference);

/// Answers what only a terminology knows. Called on the thread that evaluates.
class PathTerminology {
 public:
  virtual ~PathTerminology() = default;
  /// Whether `coded` (a code, Coding, CodeableConcept or a string) is in the value set; nothing
  /// where it cannot be said.
  virtual std::optional<bool> MemberOf(const PathItem& coded, std::string_view value_set) = 0;
  /// Whether `a` is `b` or a concept above it; both Coding or CodeableConcept.
  virtual std::optional<bool> Subsumes(const PathItem& a, const PathItem& b) = 0;
};

/// Takes what trace() writes: it holds patient data and belongs into no log.
class PathTrace {
 public:
  virtual ~PathTrace() = default;
  virtual void Trace(std::string_view name, std::span<const PathItem> items) = 0;
};

/// A variable of the caller: `%name`.
struct PathVariable {
  std::string_view name;
  std::span<const PathItem> items;
};

/// What an evaluation may use. An expression that needs more ends with an error.
struct PathLimits {
  std::uint64_t steps = 10'000'000;    // operations and items visited: kTimeout
  std::size_t items = 1'000'000;       // alive at once: kTooLarge
  std::size_t text_bytes = 16u << 20;  // that an evaluation makes: kTooLarge
};

/// What stands around an evaluation. Everything it points to must outlive the result.
struct PathEnvironment {
  const Node* resource = nullptr;       // %resource; null: the resource that holds the node
  const Node* root_resource = nullptr;  // %rootResource; null: what contains %resource, or it
  std::span<const PathVariable> variables;
  PathResolver* resolver = nullptr;
  PathTerminology* terminology = nullptr;
  PathTrace* trace = nullptr;
  std::optional<base::Instant> now;  // of now(), today(), timeOfDay(); else the clock, read once
  std::int16_t zone_minutes = 0;     // in which they are given
  PathLimits limits;
};

}  // namespace socle::fhir

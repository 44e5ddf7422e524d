#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "resource/search_parameters.h"
#include "resource/search_value.h"

/// What a search asks for, read and resolved.
namespace socle::resource {

enum class Modifier : std::uint8_t {
  kNone,
  kExact,
  kContains,
  kText,
  kNot,
  kIdentifier,
  kOfType,
  kBelow,
  kAbove,
  kIs,      // of a filter: the whole text, without case and accents
  kBegins,  // of a filter
  kEnds,    // of a filter
};

/// One condition that a resource of a type must meet. Several of a search must all be met.
struct Criterion {
  enum class Kind : std::uint8_t {
    kValue,    // one of `values`
    kMissing,  // `parameter` has no value (`missing`), or one
    kId,       // its id is one of `ids`
    kUpdated,  // meta.lastUpdated; `values` are dates
    kChain,    // `parameter` refers to a resource of one of the links that meets its criteria
    kHas,      // a resource of a link that meets its criteria refers to this one by its parameter
    kAll,      // all of `parts`
    kAny,      // one of `parts`
    kNot,      // not its only part
  };
  struct Link {
    fhir::TypeId type = fhir::TypeId::kNone;
    const SearchParameter* parameter = nullptr;  // of kHas: its reference to this resource
    std::vector<Criterion> inner;
  };

  Kind kind = Kind::kValue;
  std::string name;  // as it is written, with modifiers
  const SearchParameter* parameter = nullptr;
  Modifier modifier = Modifier::kNone;
  std::vector<SearchValue> values;
  bool unequal = false;  // kValue: some value of it is none of `values`
  std::vector<std::string> ids;
  bool missing = false;
  std::vector<Link> links;  // any of them
  std::vector<Criterion> parts;
};

struct SortKey {
  enum class Kind : std::uint8_t { kParameter, kId, kUpdated } kind = Kind::kParameter;
  const SearchParameter* parameter = nullptr;
  bool descending = false;
  bool of_contained = false;
  /// Of kParameter: the numbers of its rows.
  std::vector<std::int64_t> Rows() const;
};

/// _include and _revinclude.
struct Include {
  enum class Direction : std::uint8_t { kForward, kReverse } direction = Direction::kForward;
  bool iterate = false;
  fhir::TypeId source = fhir::TypeId::kNone;   // of the referring resources; kNone: any ("*")
  const SearchParameter* parameter = nullptr;  // null: every reference
  fhir::TypeId target = fhir::TypeId::kNone;   // kNone: any
};

/// How much of each resource is given.
enum class Summary : std::uint8_t { kFalse, kTrue, kText, kData, kCount };

struct SearchQuery {
  static constexpr std::uint32_t kDefaultCount = 50;
  /// A page holds no more.
  static constexpr std::uint32_t kMostCount = 1000;

  /// What is asked of resources of one type.
  struct Part {
    fhir::TypeId type = fhir::TypeId::kNone;
    std::vector<Criterion> criteria;
    std::vector<SortKey> sort;
    bool contained = false;  // only such as others contain
  };
  std::vector<Part> parts;
  /// Of contained matches: whether the answer gives these themselves, or their containers.
  bool gives_contained = false;
  std::uint32_t count = kDefaultCount;
  enum class Total : std::uint8_t { kNone, kEstimate, kAccurate };
  std::optional<Total> total;
  Summary summary = Summary::kFalse;
  std::vector<std::string> elements;
  std::vector<Include> includes;
  std::string page;  // of the answer before; empty: the first
  std::vector<std::pair<std::string, std::string>> used;
  std::vector<std::string> warnings;
};

/// The name of the parameter that carries a page's place.
inline constexpr std::string_view kPageParameter = "_page";

}  // namespace socle::resource

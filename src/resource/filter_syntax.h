#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace socle::resource {

/// How a test of a _filter compares. Source: FHIR R4, Search, Filter, comparison operations.
enum class FilterOperator : std::uint8_t {
  kEq,
  kNe,
  kCo,
  kSw,
  kEw,
  kGt,
  kLt,
  kGe,
  kLe,
  kAp,
  kSa,
  kEb,
  kPr,
  kPo,
  kSs,
  kSb,
  kIn,
  kNi,
  kRe
};
/// As it is written: "eq".
std::string_view OperatorText(FilterOperator op);

/// A _filter, read.
struct Filter {
  enum class Kind : std::uint8_t { kTest, kAnd, kOr, kNot };
  /// One name of a path, and the filter in brackets behind it, or none.
  struct Step {
    std::string name;
    std::vector<Filter> where;
  };

  Kind kind = Kind::kTest;
  std::vector<Filter> parts;  // of kAnd, kOr two or more; of kNot one
  std::vector<Step> path;     // what follows is kTest's
  FilterOperator op = FilterOperator::kEq;
  std::string value;
  int height = 0;  // of the levels below; a reference that is followed is two
};

/// Reads `subject.name co "pet" and (birthdate ge 2014 or not (active eq true))`. AND and OR have
/// one precedence: what stands first is done first. `name` is the parameter's, for errors.
///
/// Limits: 32 parentheses and brackets in one another; 12 levels of what they, changes between AND
/// and OR, NOT and chains put into one another (a reference that is followed is two). Errors:
/// kBadRequest, with the character where something else was expected. Source: FHIR R4, Search,
/// Filter (search_filter.html).
Filter ParseFilter(std::string_view name, std::string_view text);

}  // namespace socle::resource

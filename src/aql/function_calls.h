#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aql/ast.h"
#include "aql/value.h"
#include "base/instant.h"

namespace socle::aql {

struct Code {
  std::string terminology;
  std::string code;
};

/// Who knows what a TERMINOLOGY() call or a terminology URI stands for.
class TerminologyService {
 public:
  virtual ~TerminologyService() = default;
  /// The codes of an expansion; for `validate` and `subsumes` one code "true" or "false".
  /// Errors: kNotImplemented, kNotFound, kUnavailable.
  virtual std::vector<Code> Call(std::string_view operation, std::string_view service,
                                 std::string_view parameters) = 0;
  virtual std::vector<Code> Expand(std::string_view uri) = 0;
};

/// The value of a single-row function other than TERMINOLOGY. Null where an argument is null or of
/// a kind that the function does not take, and for MOD by zero; CONCAT_WS passes over nulls, and
/// CONCAT is null with one. Positions and lengths count characters, positions from 1; POSITION of
/// what is not there is 0. `now` is the time of the whole query, in UTC.
/// Source: openEHR QUERY 1.1.0, AQL, Functions.
Value CallFunction(ast::Function function, std::span<const Value* const> arguments,
                   base::Instant now);

/// Whether `text` is like `pattern`: '*' stands for any characters, '?' for one, '\' before one of
/// the three for itself. The whole text is compared, in its case.
bool IsLike(std::string_view text, std::string_view pattern);

}  // namespace socle::aql

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fhir/path_function.h"
#include "fhir/path_item.h"
#include "fhir/path_lexer.h"
#include "fhir/path_pattern.h"
#include "fhir/path_type.h"

namespace socle::fhir {

enum class PathOp : std::uint8_t {
  kLiteral,
  kEmpty,     // {}
  kThis,      // $this
  kIndex,     // $index
  kTotal,     // $total
  kExternal,  // %name
  kHead,      // a name at the beginning: a child of $this, or the type of $this itself
  kStep,      // left.name
  kCall,      // left.function(arguments)
  kIndexer,   // left[right]
  kPositive,
  kNegative,
  kMultiply,
  kDivide,
  kIntegerDivide,
  kModulo,
  kAdd,
  kSubtract,
  kConcatenate,
  kIs,  // left is type
  kAs,
  kUnion,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kEqual,
  kNotEqual,
  kEquivalent,
  kNotEquivalent,
  kIn,
  kContains,
  kAnd,
  kOr,
  kXor,
  kImplies,
};

/// One operation of a compiled expression; `left`, `right` and arguments are indexes of others.
struct PathOperation {
  static constexpr std::uint32_t kNone = UINT32_MAX;  // a call upon $this

  PathOp op = PathOp::kEmpty;
  std::uint8_t argument_count = 0;
  NameId name = NameId::kNone;  // of kHead and kStep; kNone where no definition has it
  std::uint32_t left = kNone;
  std::uint32_t right = kNone;
  std::uint32_t first_argument = 0;  // in PathProgram::arguments
  PathPlace place;
  PathType type;                           // of is, as, ofType; of kHead where it may be a type
  const PathFunction* function = nullptr;  // of kCall
  const PathPattern* pattern = nullptr;    // of a call whose regular expression is a literal
  std::string_view text;                   // the name as it is written
  PathItem literal;
};

/// A compiled expression: its operations, the whole is the last. Immutable after parsing; texts
/// look at `text` and `memory`.
struct PathProgram {
  std::string text;
  PathMemory memory;
  std::vector<PathOperation> operations;
  std::vector<std::uint32_t> arguments;
  std::vector<std::unique_ptr<const PathPattern>> patterns;

  std::uint32_t root() const { return static_cast<std::uint32_t>(operations.size() - 1); }
};

}  // namespace socle::fhir

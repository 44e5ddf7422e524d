#include "aql/names.h"

#include <array>

#include "aql/lexer.h"

namespace socle::aql {
namespace {

using ast::Function;
constexpr std::size_t kAny = 1000;

constexpr std::array kFunctions = {
    FunctionInfo{"LENGTH", Function::kLength, 1, 1, false},
    FunctionInfo{"CONTAINS", Function::kContains, 2, 2, false},
    FunctionInfo{"POSITION", Function::kPosition, 2, 2, false},
    FunctionInfo{"SUBSTRING", Function::kSubstring, 2, 3, false},
    FunctionInfo{"CONCAT", Function::kConcat, 1, kAny, false},
    FunctionInfo{"CONCAT_WS", Function::kConcatWs, 2, kAny, false},
    FunctionInfo{"ABS", Function::kAbs, 1, 1, false},
    FunctionInfo{"MOD", Function::kMod, 2, 2, false},
    FunctionInfo{"CEIL", Function::kCeil, 1, 1, false},
    FunctionInfo{"FLOOR", Function::kFloor, 1, 1, false},
    FunctionInfo{"ROUND", Function::kRound, 1, 2, false},
    FunctionInfo{"CURRENT_DATE", Function::kCurrentDate, 0, 0, false},
    FunctionInfo{"CURRENT_TIME", Function::kCurrentTime, 0, 0, false},
    FunctionInfo{"CURRENT_DATE_TIME", Function::kCurrentDateTime, 0, 0, false},
    FunctionInfo{"NOW", Function::kNow, 0, 0, false},
    FunctionInfo{"CURRENT_TIMEZONE", Function::kCurrentTimezone, 0, 0, false},
    FunctionInfo{"TERMINOLOGY", Function::kTerminology, 3, 3, false},
    FunctionInfo{"COUNT", Function::kCount, 1, 1, true},
    FunctionInfo{"MIN", Function::kMin, 1, 1, true},
    FunctionInfo{"MAX", Function::kMax, 1, 1, true},
    FunctionInfo{"SUM", Function::kSum, 1, 1, true},
    FunctionInfo{"AVG", Function::kAvg, 1, 1, true},
};

constexpr auto kNames = [] {
  std::array<std::string_view, kFunctions.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kFunctions[i].name;
  return names;
}();

}  // namespace

std::span<const FunctionInfo> Functions() { return kFunctions; }

const FunctionInfo& Describe(ast::Function function) {
  return kFunctions[static_cast<std::size_t>(function)];
}

const FunctionInfo* FindFunction(std::string_view name) {
  for (const FunctionInfo& info : kFunctions) {
    if (EqualAnyCase(info.name, name)) return &info;
  }
  return nullptr;
}

std::span<const std::string_view> FunctionNames() { return kNames; }

std::string_view Symbol(ast::Comparison comparison) {
  constexpr std::array<std::string_view, 6> kSymbols = {"=", "!=", "<", "<=", ">", ">="};
  return kSymbols[static_cast<std::size_t>(comparison)];
}

}  // namespace socle::aql

#include "fhir/path_equality.h"
#include "fhir/path_functions.h"

// FHIRPath N1, Existence; Boolean logic, not.
namespace socle::fhir::path_function {
namespace {

/// Whether an item of the input satisfies the criteria, which are the first argument.
bool Satisfies(PathCall& call, std::size_t item) {
  const PathRange range = call.EvaluateFor(0, item);
  const auto truth = call.machine.Truth(range, call.operation.place);
  call.machine.Shrink(range.begin);
  return truth == true;
}

/// The items of the input that are `value`. Each must be a Boolean.
std::size_t CountBooleans(PathCall& call, bool value) {
  std::size_t count = 0;
  for (std::size_t i = call.base; i < call.end; ++i) {
    const auto item = ToSystem(call.machine[i], call.machine.memory());
    if (!item) continue;
    if (item->kind() != PathKind::kBoolean) {
      throw call.Fault("Booleans as the input of " + std::string(call.operation.text),
                       DescribeItem(*item));
    }
    if (item->boolean() == value) ++count;
  }
  return count;
}

bool IsSubset(PathCall& call, const PathRange& part, const PathRange& whole) {
  for (std::size_t i = part.begin; i < part.end; ++i) {
    if (!HoldsItem(call.machine, whole, call.machine[i])) return false;
  }
  return true;
}

}  // namespace

void Empty(PathCall& call) { call.Return(call.count() == 0); }

void Exists(PathCall& call) {
  if (!call.Has(0)) return call.Return(call.count() > 0);
  for (std::size_t i = call.base; i < call.end; ++i) {
    if (Satisfies(call, i)) return call.Return(true);
  }
  call.Return(false);
}

void All(PathCall& call) {
  for (std::size_t i = call.base; i < call.end; ++i) {
    if (!Satisfies(call, i)) return call.Return(false);
  }
  call.Return(true);
}

void AllTrue(PathCall& call) { call.Return(CountBooleans(call, true) == call.count()); }
void AnyTrue(PathCall& call) { call.Return(CountBooleans(call, true) > 0); }
void AllFalse(PathCall& call) { call.Return(CountBooleans(call, false) == call.count()); }
void AnyFalse(PathCall& call) { call.Return(CountBooleans(call, false) > 0); }

void SubsetOf(PathCall& call) {
  const PathRange other = call.Evaluate(0);
  call.Return(IsSubset(call, call.input(), other));
}

void SupersetOf(PathCall& call) {
  const PathRange other = call.Evaluate(0);
  call.Return(IsSubset(call, other, call.input()));
}

void Count(PathCall& call) { call.ReturnInteger(static_cast<std::int64_t>(call.count())); }

void Distinct(PathCall& call) { call.machine.Shrink(KeepDistinct(call.machine, call.input())); }

void IsDistinct(PathCall& call) {
  call.Return(KeepDistinct(call.machine, call.input()) == call.end);
}

void Not(PathCall& call) {
  const auto truth = call.machine.Truth(call.input(), call.operation.place);
  if (!truth) return call.ReturnNothing();
  call.Return(!*truth);
}

}  // namespace socle::fhir::path_function

#include <algorithm>

#include "fhir/path_equality.h"
#include "fhir/path_functions.h"

// FHIRPath N1, Subsetting and Combining.
namespace socle::fhir::path_function {
namespace {

/// Keeps `count` items of the input from `first` on.
void Cut(PathCall& call, std::size_t first, std::size_t count) {
  first = std::min(first, call.count());
  count = std::min(count, call.count() - first);
  call.machine.Shrink(call.base + first + count);
  call.machine.Remove({call.base, call.base + first});
}

}  // namespace

void Single(PathCall& call) {
  if (call.count() > 1) {
    throw call.Fault("one item as the input of single", std::to_string(call.count()) + " items");
  }
}

void First(PathCall& call) { Cut(call, 0, 1); }
void Last(PathCall& call) { Cut(call, call.count() == 0 ? 0 : call.count() - 1, 1); }
void Tail(PathCall& call) { Cut(call, 1, call.count()); }

void Skip(PathCall& call) {
  const std::int64_t count = call.IntegerArgument(0).value_or(0);
  Cut(call, static_cast<std::size_t>(std::max<std::int64_t>(count, 0)), call.count());
}

void Take(PathCall& call) {
  const std::int64_t count = call.IntegerArgument(0).value_or(0);
  Cut(call, 0, static_cast<std::size_t>(std::max<std::int64_t>(count, 0)));
}

void Intersect(PathCall& call) {
  PathEvaluator& machine = call.machine;
  const PathRange other = call.Evaluate(0);
  std::size_t kept = call.base;
  for (std::size_t i = call.base; i < call.end; ++i) {
    if (HoldsItem(machine, other, machine[i]) &&
        !HoldsItem(machine, {call.base, kept}, machine[i])) {
      machine[kept++] = machine[i];
    }
  }
  machine.Shrink(kept);
}

void Exclude(PathCall& call) {
  PathEvaluator& machine = call.machine;
  const PathRange other = call.Evaluate(0);
  std::size_t kept = call.base;
  for (std::size_t i = call.base; i < call.end; ++i) {
    if (!HoldsItem(machine, other, machine[i])) machine[kept++] = machine[i];
  }
  machine.Shrink(kept);
}

void Union(PathCall& call) {
  const PathRange all{call.base, call.Evaluate(0).end};
  call.machine.Shrink(KeepDistinct(call.machine, all));
}

void Combine(PathCall& call) { call.Evaluate(0); }

}  // namespace socle::fhir::path_function

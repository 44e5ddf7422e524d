#include <algorithm>
#include <numeric>
#include <vector>

#include "fhir/path_equality.h"
#include "fhir/path_functions.h"

// FHIRPath N1, Filtering and projection, Aggregates, iif; 2.1, sort.
namespace socle::fhir::path_function {

void Where(PathCall& call) {
  PathEvaluator& machine = call.machine;
  std::size_t kept = call.base;
  for (std::size_t i = call.base; i < call.end; ++i) {
    const PathRange range = call.EvaluateFor(0, i);
    const auto truth = machine.Truth(range, call.operation.place);
    machine.Shrink(range.begin);
    if (truth == true) machine[kept++] = machine[i];
  }
  machine.Shrink(kept);
}

void Select(PathCall& call) {
  for (std::size_t i = call.base; i < call.end; ++i) call.EvaluateFor(0, i);
  call.ReturnRest();
}

void Repeat(PathCall& call) {
  PathEvaluator& machine = call.machine;
  // What is found stands behind the input, and is looked at in its turn.
  for (std::size_t i = call.base; i < machine.size(); ++i) {
    const PathRange found = call.EvaluateFor(0, i);
    std::size_t kept = found.begin;
    for (std::size_t at = found.begin; at < found.end; ++at) {
      if (!HoldsItem(machine, {call.end, kept}, machine[at])) machine[kept++] = machine[at];
    }
    machine.Shrink(kept);
  }
  call.ReturnRest();
}

void OfType(PathCall& call) {
  std::size_t kept = call.base;
  for (std::size_t i = call.base; i < call.end; ++i) {
    if (call.operation.type.Selects(call.machine[i])) call.machine[kept++] = call.machine[i];
  }
  call.machine.Shrink(kept);
}

void Is(PathCall& call) {
  if (call.count() == 0) return;
  if (call.count() > 1) call.Input();
  call.Return(call.operation.type.Matches(call.machine[call.base]));
}

void As(PathCall& call) {
  if (call.count() > 1) call.Input();
  OfType(call);
}

void Aggregate(PathCall& call) {
  PathEvaluator& machine = call.machine;
  PathRange total = call.Has(1) ? call.Evaluate(1) : PathRange{call.end, call.end};
  for (std::size_t i = call.base; i < call.end; ++i) {
    const PathFocus focus{{i, i + 1}, static_cast<std::int64_t>(i - call.base), total};
    const PathRange next = machine.Evaluate(call.argument(0), focus);
    machine.Remove(total);
    total = {total.begin, total.begin + next.size()};
  }
  call.ReturnRest();
}

// Its arguments see the input as $this; only the one that is chosen is evaluated.
void Iif(PathCall& call) {
  PathEvaluator& machine = call.machine;
  if (call.count() > 1) call.Input();
  const PathFocus focus{call.input(), call.focus.index, call.focus.total};
  const PathRange range = machine.Evaluate(call.argument(0), focus);
  const auto criterion = machine.Single(range, call.operation.place, "the criterion of iif");
  machine.Shrink(range.begin);
  if (criterion && criterion->kind() != PathKind::kBoolean) {
    throw call.Fault("a Boolean as the criterion of iif", DescribeItem(*criterion));
  }
  if (criterion && criterion->boolean()) {
    machine.Evaluate(call.argument(1), focus);
  } else if (call.Has(2)) {
    machine.Evaluate(call.argument(2), focus);
  }
  call.ReturnRest();
}

namespace {

/// The keys of all items, one row an item.
struct SortKeys {
  std::vector<std::optional<PathItem>> values;
  std::vector<bool> descending;
};

/// A key with a minus before it sorts in descending order, whatever its type.
SortKeys KeysOf(PathCall& call) {
  SortKeys keys;
  PathEvaluator& machine = call.machine;
  for (std::size_t key = 0; key < call.operation.argument_count; ++key) {
    const PathOperation& operation = machine.program().operations[call.argument(key)];
    keys.descending.push_back(operation.op == PathOp::kNegative);
  }
  if (keys.descending.empty()) keys.descending.push_back(false);
  for (std::size_t i = call.base; i < call.end; ++i) {
    const PathFocus focus{{i, i + 1}, static_cast<std::int64_t>(i - call.base), call.focus.total};
    for (std::size_t key = 0; key < keys.descending.size(); ++key) {
      if (!call.Has(key)) {
        keys.values.push_back(ToSystem(machine[i], machine.memory()));
        continue;
      }
      std::uint32_t argument = call.argument(key);
      if (keys.descending[key]) argument = machine.program().operations[argument].left;
      const PathRange range = machine.Evaluate(argument, focus);
      keys.values.push_back(machine.Single(range, call.operation.place, "a key of sort"));
      machine.Shrink(range.begin);
    }
  }
  return keys;
}

/// Items without the key come first, in either direction.
int CompareKeys(PathCall& call, const std::optional<PathItem>& a, const std::optional<PathItem>& b,
                bool descending) {
  if (!a || !b) return (a ? 1 : 0) - (b ? 1 : 0);
  bool comparable = false;
  const auto order = CompareValues(*a, *b, comparable);
  if (!comparable) {
    throw call.Fault("keys of one type with an order",
                     DescribeItem(*a) + " and " + DescribeItem(*b));
  }
  if (!order || *order == 0) return 0;
  return (*order < 0) != descending ? -1 : 1;
}

}  // namespace

void Sort(PathCall& call) {
  PathEvaluator& machine = call.machine;
  const SortKeys keys = KeysOf(call);
  const std::size_t width = keys.descending.size();
  std::vector<std::size_t> order(call.count());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // Pairs that the spec leaves open (dates of different precision) make no strict order, which
  // std::stable_sort could stumble over: insertion by halves needs none.
  for (std::size_t i = 1; i < order.size(); ++i) {
    const auto less = [&](std::size_t a, std::size_t b) {
      machine.Count(1);
      for (std::size_t key = 0; key < width; ++key) {
        const int compared = CompareKeys(call, keys.values[a * width + key],
                                         keys.values[b * width + key], keys.descending[key]);
        if (compared != 0) return compared < 0;
      }
      return false;
    };
    const auto at = order.begin() + static_cast<std::ptrdiff_t>(i);
    machine.Count(i / 64);
    std::rotate(std::upper_bound(order.begin(), at, *at, less), at, at + 1);
  }
  for (const std::size_t index : order) machine.Push(PathItem(machine[call.base + index]));
  call.ReturnRest();
}

}  // namespace socle::fhir::path_function

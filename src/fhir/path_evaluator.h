#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "fhir/path_ast.h"
#include "fhir/path_environment.h"
#include "fhir/path_item.h"

namespace socle::fhir {

/// Items that follow one another on the evaluator's stack, by their numbers, which stay right when
/// the stack grows.
struct PathRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t size() const { return end - begin; }
};

/// What $this, $index and $total mean.
struct PathFocus {
  PathRange input;
  std::int64_t index = -1;  // none
  PathRange total;
};

/// One evaluation of a program. A stack holds all collections that are alive: an operation puts its
/// result at the end, and what consumes a collection replaces it there. So nothing is allocated but
/// the stack, which becomes the result. One thread, once.
class PathEvaluator {
 public:
  PathEvaluator(const PathProgram& program, const PathEnvironment& environment,
                std::vector<PathItem>& stack, PathMemory& memory)
      : program_(program), environment_(environment), stack_(stack), memory_(memory) {}

  /// Leaves the result of the program, and it alone, on the stack.
  void Run(std::span<const PathItem> input);

  /// Puts the result of the operation behind the stack and says where it is.
  PathRange Evaluate(std::uint32_t operation, const PathFocus& focus);

  const PathProgram& program() const { return program_; }
  const PathEnvironment& environment() const { return environment_; }
  PathMemory& memory() { return memory_; }
  /// The moment that now() gives, the same during the evaluation.
  base::Instant Now();

  std::size_t size() const { return stack_.size(); }
  PathItem& operator[](std::size_t index) { return stack_[index]; }
  std::span<const PathItem> Items(const PathRange& range) const {
    return std::span(stack_).subspan(range.begin, range.size());
  }
  void Push(const PathItem& item) {
    Count(1);
    if (stack_.size() >= environment_.limits.items) throw TooMany();
    stack_.push_back(item);
  }
  void PushString(std::string_view made) { Push(PathItem::String(Keep(made))); }
  /// Forgets what stands from `size` on.
  void Shrink(std::size_t size) { stack_.resize(size); }
  /// Takes the items of the range out; what follows moves up.
  void Remove(const PathRange& range);
  /// A text that was made, in the memory of the result. Errors: kTooLarge.
  std::string_view Keep(std::string_view made);
  /// Spends of the budget. Errors: kTimeout.
  void Count(std::uint64_t steps) {
    if (steps > environment_.limits.steps - spent_) throw TooLong();
    spent_ += steps;
  }
  void PushChildren(const PathItem& item, const PathOperation& step);

  /// The item of a range as a value of System; nothing where it is empty or has no value.
  /// Errors: kBadRequest where there are several.
  std::optional<PathItem> Single(const PathRange& range, const PathPlace& place,
                                 std::string_view what);
  /// A range as a condition. Errors: kBadRequest for several items.
  std::optional<bool> Truth(const PathRange& range, const PathPlace& place);

 private:
  base::Error TooMany() const;
  base::Error TooLong() const;
  void Head(const PathOperation& operation, const PathFocus& focus);
  void Indexer(const PathOperation& operation, const PathFocus& focus);
  void External(const PathOperation& operation);
  void Call(const PathOperation& operation, const PathFocus& focus);
  const Node* Resource() const;
  const Node* RootResource() const;

  const PathProgram& program_;
  const PathEnvironment& environment_;
  std::vector<PathItem>& stack_;
  PathMemory& memory_;
  PathRange context_;
  std::uint64_t spent_ = 0;
  std::optional<base::Instant> now_;
};

/// Evaluates an infix or prefix operator (path_operators.cc) and leaves its result behind the
/// stack.
void EvaluateOperator(PathEvaluator& machine, const PathOperation& operation,
                      const PathFocus& focus);

/// What a function sees of its call. Its input stands at the end of the stack, from `base` on; it
/// ends by one of Return, which replaces the input.
class PathCall {
 public:
  PathCall(PathEvaluator& evaluator, const PathOperation& call, const PathFocus& outer,
           std::size_t first)
      : machine(evaluator), operation(call), focus(outer), base(first), end(evaluator.size()) {}

  PathEvaluator& machine;
  const PathOperation& operation;
  const PathFocus& focus;  // of the expression that the call stands in
  const std::size_t base;
  const std::size_t end;  // of the input

  PathRange input() const { return {base, end}; }
  std::size_t count() const { return end - base; }
  bool Has(std::size_t argument) const { return argument < operation.argument_count; }
  std::uint32_t argument(std::size_t index) const {
    return machine.program().arguments[operation.first_argument + index];
  }
  /// Evaluates an argument where the call stands; its items stay on the stack.
  PathRange Evaluate(std::size_t index) { return machine.Evaluate(argument(index), focus); }
  /// Evaluates an argument with one item of the input (by its number on the stack) as $this.
  PathRange EvaluateFor(std::size_t index, std::size_t item) {
    return machine.Evaluate(
        argument(index), {{item, item + 1}, static_cast<std::int64_t>(item - base), focus.total});
  }

  /// The input, or an argument, as one value of System; nothing where it is empty.
  std::optional<PathItem> Input();
  std::optional<PathItem> Argument(std::size_t index);
  /// The same as a text or an integer. Errors: kBadRequest for another type.
  std::optional<std::string_view> StringInput();
  std::optional<std::string_view> StringArgument(std::size_t index);
  std::optional<std::int64_t> IntegerArgument(std::size_t index);

  void ReturnNothing() { machine.Shrink(base); }
  void Return(const PathItem& item) {
    machine.Shrink(base);
    machine.Push(item);
  }
  void Return(bool value) { Return(PathItem::Boolean(value)); }
  void ReturnInteger(std::int64_t value) { Return(PathItem::Integer(value)); }
  void ReturnString(std::string_view made) { Return(PathItem::String(machine.Keep(made))); }
  void ReturnMaybe(const std::optional<bool>& value);
  /// What stands behind the input is the result.
  void ReturnRest() { machine.Remove(input()); }

  base::Error Fault(std::string expected, std::string found) const;
};

/// A word for what an item is, for messages: "a string", "a HumanName".
std::string DescribeItem(const PathItem& item);

}  // namespace socle::fhir

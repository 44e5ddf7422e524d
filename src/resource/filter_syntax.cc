#include "resource/filter_syntax.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "json/document.h"
#include "resource/search_fault.h"

namespace socle::resource {
namespace {

constexpr int kDeepest = 32;
/// Levels of conditions: the store's parser of statements takes some more.
constexpr int kHighest = 12;
/// A reference that is followed is a statement of its own in that of the search.
constexpr int kLevelsOfLink = 2;

constexpr std::array<std::string_view, 19> kOperators{"eq", "ne", "co", "sw", "ew", "gt", "lt",
                                                      "ge", "le", "ap", "sa", "eb", "pr", "po",
                                                      "ss", "sb", "in", "ni", "re"};

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool IsNameChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == ':';
}

class FilterParser {
 public:
  FilterParser(std::string_view name, std::string_view text) : name_(name), text_(text) {}

  Filter Whole() {
    Filter filter = Chain(0);
    if (at_ < text_.size()) Expect("\"and\", \"or\" or the end");
    return filter;
  }

 private:
  [[noreturn]] void Expect(std::string_view what) const { FailAt(name_, at_, what); }

  void SkipBlanks() {
    while (at_ < text_.size() && IsBlank(text_[at_])) ++at_;
  }
  bool Take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  /// A word that ends where a blank, a parenthesis or the text's end stands.
  bool TakeWord(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    const std::size_t end = at_ + word.size();
    if (end < text_.size() && !IsBlank(text_[end]) && text_[end] != '(') return false;
    at_ = end;
    return true;
  }

  /// Notes that `below` is `levels` under `filter`.
  void Raise(Filter& filter, int below, int levels = 1) const {
    filter.height = std::max(filter.height, below + levels);
    if (filter.height > kHighest) Expect("less nesting");
  }

  Filter Chain(int depth) {
    if (depth > kDeepest) Expect("less nesting");
    Filter left = One(depth);
    for (;;) {
      SkipBlanks();
      const bool is_and = TakeWord("and");
      if (!is_and && !TakeWord("or")) return left;
      left = Joined(is_and ? Filter::Kind::kAnd : Filter::Kind::kOr, std::move(left), One(depth));
    }
  }

  Filter Joined(Filter::Kind kind, Filter left, Filter right) const {
    if (left.kind != kind) {
      Filter joined;
      joined.kind = kind;
      Raise(joined, left.height);
      joined.parts.push_back(std::move(left));
      left = std::move(joined);
    }
    Raise(left, right.height);
    left.parts.push_back(std::move(right));
    return left;
  }

  Filter One(int depth) {
    SkipBlanks();
    const std::size_t begin = at_;
    if (TakeWord("not")) {
      SkipBlanks();
      if (Take('(')) {
        Filter negated;
        negated.kind = Filter::Kind::kNot;
        negated.parts.push_back(Closed(')', depth));
        Raise(negated, negated.parts.front().height);
        return negated;
      }
      at_ = begin;  // a parameter of that name
    }
    if (Take('(')) return Closed(')', depth);
    return Test(depth);
  }

  Filter Closed(char end, int depth) {
    Filter inner = Chain(depth + 1);
    SkipBlanks();
    if (!Take(end)) Expect(std::string("\"") + end + "\"");
    return inner;
  }

  Filter Test(int depth) {
    Filter test;
    do {
      const int links = static_cast<int>(test.path.size());
      Raise(test, kLevelsOfLink * links, 0);
      Filter::Step& step = test.path.emplace_back();
      while (at_ < text_.size() && IsNameChar(text_[at_])) step.name += text_[at_++];
      if (step.name.empty()) Expect("the name of a search parameter");
      if (Take('[')) {
        step.where.push_back(Closed(']', depth));
        Raise(test, step.where.front().height, (kLevelsOfLink * (links + 1)) + 1);
        if (at_ >= text_.size() || text_[at_] != '.') Expect("\".\"");
      }
    } while (Take('.'));
    if (at_ >= text_.size() || !IsBlank(text_[at_])) Expect("a blank");
    SkipBlanks();
    test.op = Operator();
    SkipBlanks();
    test.value = Value();
    return test;
  }

  FilterOperator Operator() {
    for (std::size_t i = 0; i < kOperators.size(); ++i) {
      if (TakeWord(kOperators[i])) return static_cast<FilterOperator>(i);
    }
    Expect("an operator (eq, ne, co, sw, ew, gt, lt, ge, le, ap, sa, eb, pr, po, ss, sb, in, re)");
  }

  std::string Value() {
    if (at_ < text_.size() && text_[at_] == '"') return Quoted();
    std::string value;
    while (at_ < text_.size() && !IsBlank(text_[at_]) && text_[at_] != ')' && text_[at_] != ']') {
      value += text_[at_++];
    }
    if (value.empty()) Expect("a value");
    return value;
  }

  std::string Quoted() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
    if (end >= text_.size()) Expect("a string that ends");
    std::string value;
    try {
      const auto document = json::Document::Parse(text_.substr(at_, end + 1 - at_));
      value = document.root().text();
    } catch (const base::Error&) {
      Expect("a string as JSON writes it");
    }
    if (value.empty() || value.find('\0') != std::string::npos) Expect("a text");
    at_ = end + 1;
    return value;
  }

  const std::string_view name_, text_;
  std::size_t at_ = 0;
};

}  // namespace

std::string_view OperatorText(FilterOperator op) {
  return kOperators[static_cast<std::size_t>(op)];
}

Filter ParseFilter(std::string_view name, std::string_view text) {
  return FilterParser(name, text).Whole();
}

}  // namespace socle::resource

#include "fhir/path_parser.h"

#include <array>
#include <utility>

#include "base/nearest.h"
#include "fhir/path_fault.h"

namespace socle::fhir {
namespace {

constexpr std::size_t kMostText = 64u << 10;
constexpr std::uint32_t kMostDepth = 200;
constexpr std::size_t kMostArguments = 32;
constexpr std::size_t kMostPatterns = 64;

/// An infix operator, by how tightly it binds (greater binds tighter).
struct Infix {
  std::string_view text;
  PathOp op;
  int binding;
};

constexpr std::array<Infix, 24> kInfix = {{
    {"implies", PathOp::kImplies, 1},
    {"or", PathOp::kOr, 2},
    {"xor", PathOp::kXor, 2},
    {"and", PathOp::kAnd, 3},
    {"in", PathOp::kIn, 4},
    {"contains", PathOp::kContains, 4},
    {"=", PathOp::kEqual, 5},
    {"~", PathOp::kEquivalent, 5},
    {"!=", PathOp::kNotEqual, 5},
    {"!~", PathOp::kNotEquivalent, 5},
    {"<=", PathOp::kLessOrEqual, 6},
    {"<", PathOp::kLess, 6},
    {">", PathOp::kGreater, 6},
    {">=", PathOp::kGreaterOrEqual, 6},
    {"|", PathOp::kUnion, 7},
    {"is", PathOp::kIs, 8},
    {"as", PathOp::kAs, 8},
    {"+", PathOp::kAdd, 9},
    {"-", PathOp::kSubtract, 9},
    {"&", PathOp::kConcatenate, 9},
    {"*", PathOp::kMultiply, 10},
    {"/", PathOp::kDivide, 10},
    {"div", PathOp::kIntegerDivide, 10},
    {"mod", PathOp::kModulo, 10},
}};

const Infix* FindInfix(const PathToken& token) {
  if (token.kind != PathTokenKind::kName && token.kind != PathTokenKind::kSymbol) return nullptr;
  for (const Infix& infix : kInfix) {
    if (infix.text == token.text) return &infix;
  }
  return nullptr;
}

/// Words of the language that cannot be names without back quotes. Source: N1, Keywords; `as`,
/// `contains`, `in`, `is` may be names.
bool IsReserved(std::string_view word) {
  constexpr std::array<std::string_view, 7> kReserved = {"and", "div",     "mod", "or",
                                                         "xor", "implies", "true"};
  for (const std::string_view reserved : kReserved) {
    if (reserved == word) return true;
  }
  return word == "false";
}

class Parser {
 public:
  explicit Parser(std::string_view text) : program_(std::make_unique<PathProgram>()) {
    program_->text = text;
    tokens_ = TokenizePath(program_->text);
  }

  std::unique_ptr<const PathProgram> Run() {
    Expression(0);
    if (Now().kind != PathTokenKind::kEnd) throw Expected("an operator or the end");
    return std::move(program_);
  }

 private:
  /// Counts what is within one another while it lives.
  class Level {
   public:
    explicit Level(Parser& parser) : parser_(parser) {
      if (++parser_.depth_ > kMostDepth) throw parser_.TooDeep();
    }
    ~Level() { --parser_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Parser& parser_;
  };

  const PathToken& Now() const { return tokens_[at_]; }
  bool IsSymbol(std::string_view symbol) const {
    return Now().kind == PathTokenKind::kSymbol && Now().text == symbol;
  }
  bool Take(std::string_view symbol) {
    if (!IsSymbol(symbol)) return false;
    ++at_;
    return true;
  }
  void Require(std::string_view symbol) {
    if (!Take(symbol)) throw Expected(std::string(symbol));
  }

  base::Error Expected(std::string what) const {
    const PathToken& token = Now();
    std::string found = token.kind == PathTokenKind::kEnd      ? "the end of the expression"
                        : token.kind == PathTokenKind::kString ? "a string"
                                                               : std::string(token.text);
    return PathFault(token.place, "syntax", std::move(what), std::move(found));
  }

  base::Error TooDeep() const {
    return PathFault(Now().place, "depth",
                     "at most " + std::to_string(kMostDepth) + " operations within one another",
                     "more");
  }

  std::uint32_t Add(PathOperation operation) {
    std::uint32_t depth = 0;
    const auto deepen = [&](std::uint32_t index) {
      if (index != PathOperation::kNone) depth = std::max(depth, depths_[index]);
    };
    deepen(operation.left);
    deepen(operation.right);
    for (std::uint32_t i = 0; i < operation.argument_count; ++i) {
      deepen(program_->arguments[operation.first_argument + i]);
    }
    if (depth >= kMostDepth) throw TooDeep();
    depths_.push_back(depth + 1);
    program_->operations.push_back(operation);
    return program_->root();
  }

  std::uint32_t Expression(int binding);
  std::uint32_t Prefixed();
  std::uint32_t Postfixed();
  std::uint32_t Term();
  std::uint32_t Literal(PathItem literal, const PathPlace& place);
  std::uint32_t Number();
  std::uint32_t DateTime();
  std::uint32_t External();
  std::uint32_t Simple(PathOp op);
  std::uint32_t Variable();
  std::uint32_t Invocation(std::uint32_t left, bool is_head);
  std::uint32_t Call(std::uint32_t left, const PathToken& name);
  void CompilePattern(PathOperation& call);
  std::string_view Identifier();
  PathType TypeSpecifier();

  std::unique_ptr<PathProgram> program_;
  std::vector<PathToken> tokens_;
  std::vector<std::uint32_t> depths_;  // of each operation
  std::size_t at_ = 0;
  std::uint32_t depth_ = 0;
};

std::uint32_t Parser::Expression(int binding) {
  const Level level(*this);
  std::uint32_t left = Prefixed();
  for (const Infix* infix = FindInfix(Now()); infix != nullptr && infix->binding > binding;
       infix = FindInfix(Now())) {
    PathOperation operation;
    operation.op = infix->op;
    operation.place = Now().place;
    ++at_;
    operation.left = left;
    if (infix->op == PathOp::kIs || infix->op == PathOp::kAs) {
      operation.type = TypeSpecifier();
    } else {
      operation.right = Expression(infix->binding);
    }
    left = Add(operation);
  }
  return left;
}

std::uint32_t Parser::Prefixed() {
  if (!IsSymbol("-") && !IsSymbol("+")) return Postfixed();
  const Level level(*this);
  PathOperation operation;
  operation.op = IsSymbol("-") ? PathOp::kNegative : PathOp::kPositive;
  operation.place = Now().place;
  ++at_;
  operation.left = Prefixed();
  return Add(operation);
}

std::uint32_t Parser::Postfixed() {
  std::uint32_t left = Term();
  while (true) {
    if (Take(".")) {
      left = Invocation(left, false);
    } else if (IsSymbol("[")) {
      PathOperation operation;
      operation.op = PathOp::kIndexer;
      operation.place = Now().place;
      ++at_;
      operation.left = left;
      operation.right = Expression(0);
      Require("]");
      left = Add(operation);
    } else {
      return left;
    }
  }
}

std::uint32_t Parser::Term() {
  const PathToken& token = Now();
  switch (token.kind) {
    case PathTokenKind::kNumber:
      return Number();
    case PathTokenKind::kDateTime:
      return DateTime();
    case PathTokenKind::kExternal:
      return External();
    case PathTokenKind::kVariable:
      return Variable();
    case PathTokenKind::kString: {
      ++at_;
      return Literal(PathItem::String(program_->memory.Keep(UnescapePath(token))), token.place);
    }
    case PathTokenKind::kName:
      if (token.text == "true" || token.text == "false") {
        ++at_;
        return Literal(PathItem::Boolean(token.text == "true"), token.place);
      }
      return Invocation(PathOperation::kNone, true);
    case PathTokenKind::kDelimited:
      return Invocation(PathOperation::kNone, true);
    default:
      break;
  }
  if (Take("(")) {
    const std::uint32_t inner = Expression(0);
    Require(")");
    return inner;
  }
  if (IsSymbol("{")) {
    const std::uint32_t empty = Simple(PathOp::kEmpty);
    Require("}");
    return empty;
  }
  throw Expected("a value, name or function");
}

std::uint32_t Parser::Simple(PathOp op) {
  PathOperation operation;
  operation.op = op;
  operation.place = Now().place;
  ++at_;
  return Add(operation);
}

std::uint32_t Parser::Literal(PathItem literal, const PathPlace& place) {
  PathOperation operation;
  operation.op = PathOp::kLiteral;
  operation.place = place;
  operation.literal = literal;
  return Add(operation);
}

std::uint32_t Parser::Number() {
  const PathToken& token = Now();
  ++at_;
  // The grammar lets a number begin with zeros.
  std::string_view digits = token.text;
  while (digits.size() > 1 && digits[0] == '0' && digits[1] != '.') digits.remove_prefix(1);
  const auto value = base::FixedDecimal::Parse(digits);
  if (!value) throw PathFault(token.place, "number", "a number below 10^38", "a larger one");
  PathQuantity quantity{*value, {}, {}};
  if (Now().kind == PathTokenKind::kString) {
    quantity.unit = program_->memory.Keep(UnescapePath(Now()));
  } else if (Now().kind == PathTokenKind::kName && FindTimeUnit(Now().text)) {
    quantity.unit = Now().text;
    quantity.calendar = FindTimeUnit(Now().text);
  }
  if (quantity.unit.data() != nullptr) {
    ++at_;
    return Literal(PathItem::Quantity(program_->memory.Keep(quantity)), token.place);
  }
  if (digits.find('.') != std::string_view::npos) {
    return Literal(PathItem::Decimal(*value), token.place);
  }
  const auto integer = value->ToInt64();
  if (!integer || *integer > INT32_MAX) {
    throw PathFault(token.place, "number", "an integer of at most 2147483647", "a larger one");
  }
  return Literal(PathItem::Integer(*integer), token.place);
}

std::uint32_t Parser::DateTime() {
  const PathToken& token = Now();
  ++at_;
  const bool is_time = token.text.starts_with('T');
  const bool is_date = token.text.find('T') == std::string_view::npos;
  const auto value = is_time   ? PathTemporal::ParseTime(token.text.substr(1))
                     : is_date ? PathTemporal::ParseDate(token.text)
                               : PathTemporal::ParseDateTime(token.text);
  if (!value) {
    throw PathFault(token.place, "date",
                    "a date or time as @2015-02-04, @2015-02-04T14:34:28+09:00, @T14:34",
                    "@" + std::string(token.text));
  }
  const PathKind kind = is_time ? PathKind::kTime : is_date ? PathKind::kDate : PathKind::kDateTime;
  return Literal(PathItem::Temporal(kind, *value), token.place);
}

std::uint32_t Parser::External() {
  PathOperation operation;
  operation.op = PathOp::kExternal;
  operation.place = Now().place;
  operation.text = program_->memory.Keep(UnescapePath(Now()));
  ++at_;
  return Add(operation);
}

std::uint32_t Parser::Variable() {
  const std::string_view name = Now().text;
  if (name == "this") return Simple(PathOp::kThis);
  if (name == "index") return Simple(PathOp::kIndex);
  if (name == "total") return Simple(PathOp::kTotal);
  throw PathFault(Now().place, "unknown_variable", "$this, $index or $total",
                  "$" + std::string(name));
}

std::string_view Parser::Identifier() {
  const PathToken& token = Now();
  if (token.kind == PathTokenKind::kDelimited) {
    ++at_;
    return program_->memory.Keep(UnescapePath(token));
  }
  if (token.kind != PathTokenKind::kName || IsReserved(token.text)) throw Expected("a name");
  ++at_;
  return token.text;
}

std::uint32_t Parser::Invocation(std::uint32_t left, bool is_head) {
  if (Now().kind == PathTokenKind::kVariable) return Variable();
  const PathToken name = Now();
  // Behind a point even words of the language are names: text.div.
  const bool is_word = !is_head && name.kind == PathTokenKind::kName;
  const std::string_view text = is_word ? name.text : Identifier();
  if (is_word) ++at_;
  if (IsSymbol("(") && name.kind == PathTokenKind::kName) return Call(left, name);
  PathOperation operation;
  operation.op = is_head ? PathOp::kHead : PathOp::kStep;
  operation.place = name.place;
  operation.left = left;
  operation.text = text;
  operation.name = FindName(text);
  // Types that begin with a small letter are primitives, which no expression begins with.
  const bool is_capital = !text.empty() && text[0] >= 'A' && text[0] <= 'Z';
  if (is_head && is_capital) operation.type.fhir = FindType(text);
  return Add(operation);
}

std::uint32_t Parser::Call(std::uint32_t left, const PathToken& name) {
  const Level level(*this);
  PathOperation operation;
  operation.op = PathOp::kCall;
  operation.place = name.place;
  operation.left = left;
  operation.text = name.text;
  operation.function = FindPathFunction(name.text);
  if (operation.function == nullptr) {
    std::vector<std::string_view> names;
    for (const PathFunction& function : PathFunctions()) names.push_back(function.name);
    const std::string_view nearest = base::Nearest(name.text, names);
    std::string expected = "a function of FHIRPath";
    if (!nearest.empty()) expected += " (did you mean " + std::string(nearest) + "?)";
    throw PathFault(name.place, "unknown_function", expected, std::string(name.text));
  }
  Require("(");
  std::vector<std::uint32_t> arguments;
  if (operation.function->arguments == PathArguments::kType) {
    operation.type = TypeSpecifier();
  } else if (!IsSymbol(")")) {
    do {
      arguments.push_back(Expression(0));
      if (arguments.size() > kMostArguments) throw Expected("fewer arguments");
    } while (Take(","));
  }
  Require(")");
  const PathFunction& function = *operation.function;
  if (function.arguments != PathArguments::kType &&
      (arguments.size() < function.least || arguments.size() > function.most)) {
    std::string expected = std::to_string(function.least);
    if (function.most != function.least) expected += " to " + std::to_string(function.most);
    throw PathFault(name.place, "arguments",
                    expected + " arguments of " + std::string(function.name),
                    std::to_string(arguments.size()));
  }
  operation.argument_count = static_cast<std::uint8_t>(arguments.size());
  operation.first_argument = static_cast<std::uint32_t>(program_->arguments.size());
  program_->arguments.insert(program_->arguments.end(), arguments.begin(), arguments.end());
  if (function.arguments == PathArguments::kPattern) CompilePattern(operation);
  return Add(operation);
}

void Parser::CompilePattern(PathOperation& call) {
  const PathOperation& argument = program_->operations[program_->arguments[call.first_argument]];
  if (argument.op != PathOp::kLiteral || argument.literal.kind() != PathKind::kString) return;
  if (program_->patterns.size() >= kMostPatterns) {
    throw PathFault(call.place, "pattern", "at most 64 regular expressions", "more");
  }
  std::string fault;
  auto pattern = PathPattern::Compile(argument.literal.text(), fault);
  if (!pattern) {
    throw PathFault(argument.place, "pattern", "a regular expression (" + fault + ")",
                    std::string(argument.literal.text()));
  }
  call.pattern = pattern.get();
  program_->patterns.push_back(std::move(pattern));
}

PathType Parser::TypeSpecifier() {
  const PathPlace place = Now().place;
  std::string_view space, name = Identifier();
  // What follows a point is the rest of the type only behind the name of a name space.
  if ((name == "System" || name == "FHIR") && Take(".")) {
    space = name;
    name = Identifier();
  }
  std::string whole(name);
  // Types within types: "Patient.contact".
  while (space.empty() && IsSymbol(".") && FindType(name) != TypeId::kNone &&
         tokens_[at_ + 1].kind == PathTokenKind::kName) {
    whole += '.';
    whole += tokens_[at_ + 1].text;
    if (FindType(whole) == TypeId::kNone) break;
    at_ += 2;
    name = program_->memory.Keep(whole);
  }
  return ResolvePathType(space, name, place);
}

}  // namespace

std::unique_ptr<const PathProgram> ParsePath(std::string_view text) {
  if (text.size() > kMostText) {
    throw PathFault({}, "length", "an expression of at most 64 KiB", "a longer one");
  }
  return Parser(text).Run();
}

}  // namespace socle::fhir

#include "aql/parser.h"

#include <string>
#include <utility>

#include "aql/fault.h"
#include "aql/lexer.h"
#include "aql/names.h"
#include "aql/token_reader.h"

namespace socle::aql {
namespace {

using namespace ast;

/// Recursive descent over AqlParser: one method a rule.
class Parser {
 public:
  explicit Parser(std::string_view text) : in_(text) {}

  Query Run() {
    Query query;
    ParseSelect(query);
    if (!in_.TakeKeyword("FROM")) in_.Refuse("',' or FROM", {"FROM", "AS"});
    query.from = ParseContainment();
    if (in_.TakeKeyword("WHERE")) query.where = ParseCondition();
    if (in_.TakeKeyword("ORDER")) ParseOrder(query);
    ParseLimit(query);
    if (in_.Peek().kind != TokenKind::kEnd) {
      in_.Refuse(query.where ? "AND, OR, ORDER BY, LIMIT or the end of the query"
                             : "CONTAINS, AND, OR, WHERE, ORDER BY, LIMIT or the end of the query",
                 {"CONTAINS", "NOT", "AND", "OR", "WHERE", "ORDER", "LIMIT", "OFFSET"});
    }
    return query;
  }

 private:
  using Count = std::variant<Literal, Parameter>;

  // SELECT

  void ParseSelect(Query& query) {
    in_.Expect("SELECT");
    // TOP and DISTINCT in either order: the specification's text and grammar differ.
    query.distinct = in_.TakeKeyword("DISTINCT");
    if (in_.IsKeyword("TOP") && !in_.IsSymbol("/", 1) && !in_.IsSymbol(",", 1)) ParseTop(query);
    if (!query.distinct) query.distinct = in_.TakeKeyword("DISTINCT");
    do {
      query.columns.push_back(ParseColumn());
    } while (in_.TakeSymbol(","));
  }

  void ParseTop(Query& query) {
    in_.Take();
    query.top = Top{ParseCount("a number of rows behind TOP"), false};
    if (in_.TakeKeyword("BACKWARD")) {
      query.top->backward = true;
    } else {
      in_.TakeKeyword("FORWARD");
    }
  }

  Column ParseColumn() {
    Column column{ParseExpression(Aggregates::kAllowed), {}, {}};
    if (in_.TakeKeyword("AS")) {
      const Token name = in_.ExpectName("the column's alias");
      column.alias = name.text;
      column.alias_place = name.place;
    }
    return column;
  }

  Count ParseCount(std::string_view what) {
    const Token token = in_.Peek();
    if (token.kind == TokenKind::kParameter) return ParseParameter();
    if (token.kind != TokenKind::kNumber ||
        token.text.find_first_not_of("0123456789") != std::string_view::npos) {
      in_.Refuse(what);
    }
    return ParseNumber(false);
  }

  // FROM

  Containment ParseContainment() {
    const TokenReader::Level level(in_);
    return ParseChain<Containment>("OR", Containment::Kind::kOr, [this] {
      return ParseChain<Containment>("AND", Containment::Kind::kAnd,
                                     [this] { return ParseContainmentOperand(); });
    });
  }

  /// `operand` (keyword operand)*: one operand stays itself.
  template <class T, class Operand>
  T ParseChain(std::string_view keyword, typename T::Kind kind, Operand operand) {
    const Place place = in_.place();
    T first = operand();
    if (!in_.IsKeyword(keyword)) return first;
    T chain;
    chain.kind = kind;
    chain.place = place;
    Join(chain, std::move(first));
    while (in_.TakeKeyword(keyword)) Join(chain, operand());
    return chain;
  }

  /// (a AND b) AND c is a AND b AND c.
  template <class T>
  static void Join(T& chain, T operand) {
    if (operand.kind != chain.kind) {
      chain.operands.push_back(std::move(operand));
      return;
    }
    for (T& inner : operand.operands) chain.operands.push_back(std::move(inner));
  }

  Containment ParseContainmentOperand() {
    if (in_.TakeSymbol("(")) {
      Containment inner = ParseContainment();
      in_.ExpectSymbol(")");
      return inner;
    }
    return ParseClass();
  }

  bool AtClauseWord() const {
    for (const std::string_view word :
         {"CONTAINS", "NOT", "AND", "OR", "WHERE", "ORDER", "LIMIT", "OFFSET"}) {
      if (in_.IsKeyword(word)) return true;
    }
    return false;
  }

  Containment ParseClass() {
    Containment node;
    node.place = in_.place();
    if (AtClauseWord()) in_.Refuse("the name of a class");
    node.class_name = in_.ExpectName("the name of a class, such as EHR or COMPOSITION").text;
    if (in_.Peek().kind == TokenKind::kWord && !AtClauseWord()) {
      const Token alias = in_.ExpectName("an alias of letters, digits and '_'");
      node.alias = alias.text;
      node.alias_place = alias.place;
    }
    if (in_.IsSymbol("[")) ParseClassPredicate(node);
    const bool negated = in_.IsKeyword("NOT") && in_.IsKeyword("CONTAINS", 1);
    if (negated) in_.Take();
    node.negated = negated;
    if (in_.TakeKeyword("CONTAINS")) node.contains = ParseContainment();
    return node;
  }

  void ParseClassPredicate(Containment& node) {
    const bool versions = EqualAnyCase(node.class_name, "VERSION") ||
                          EqualAnyCase(node.class_name, "ORIGINAL_VERSION") ||
                          EqualAnyCase(node.class_name, "IMPORTED_VERSION");
    if (versions && in_.IsKeyword("LATEST_VERSION", 1)) node.versions = Versions::kLatest;
    if (versions && in_.IsKeyword("ALL_VERSIONS", 1)) node.versions = Versions::kAll;
    if (node.versions == Versions::kUnsaid) {
      node.predicate = ParsePredicate();
      return;
    }
    in_.Take();
    in_.Take();
    // Which versions, and a condition on them: beyond the grammar, which has one or the other.
    if (in_.TakeKeyword("AND")) {
      node.predicate = ParsePredicateOr();
    }
    in_.ExpectSymbol("]");
  }

  // Predicates

  Predicate ParsePredicate() {
    in_.ExpectSymbol("[");
    Predicate predicate = ParsePredicateOr();
    if (!in_.IsSymbol("]")) in_.Refuse("']', AND or OR", {"AND", "OR", "MATCHES"});
    in_.Take();
    return predicate;
  }

  Predicate ParsePredicateOr() {
    const TokenReader::Level level(in_);
    return ParseChain<Predicate>("OR", Predicate::Kind::kOr, [this] {
      return ParseChain<Predicate>("AND", Predicate::Kind::kAnd,
                                   [this] { return ParsePredicateOperand(); });
    });
  }

  Predicate ParsePredicateOperand() {
    if (in_.TakeSymbol("(")) {
      Predicate inner = ParsePredicateOr();
      in_.ExpectSymbol(")");
      return inner;
    }
    Predicate predicate;
    predicate.place = in_.place();
    const Token token = in_.Peek();
    if (token.kind == TokenKind::kParameter) {
      predicate.id = ParseParameter();
      ParseNodeName(predicate);
      return predicate;
    }
    if (token.kind != TokenKind::kWord) {
      in_.Refuse("a node id, an archetype's id, a parameter or a path");
    }
    if (IsNodeCode(token.text) || LooksLikeArchetypeId(token.text)) {
      predicate.id = std::string(in_.Take().text);
      ParseNodeName(predicate);
      return predicate;
    }
    predicate.path = ParsePath();
    if (in_.TakeKeyword("MATCHES")) {
      ParsePredicateRegex(predicate);
    } else {
      predicate.kind = Predicate::Kind::kComparison;
      predicate.comparison = ParseComparison();
      predicate.operand = ParsePredicateValue();
    }
    return predicate;
  }

  void ParsePredicateRegex(Predicate& predicate) {
    predicate.kind = Predicate::Kind::kMatches;
    in_.ExpectSymbol("{");
    if (in_.Peek().kind != TokenKind::kRegex) in_.Refuse("a regular expression, /…/");
    predicate.regex = in_.Take().text;
    in_.ExpectSymbol("}");
  }

  /// `, 'Systolic'`, `, $p`, `, snomed_ct::271649006`, `, at0005`.
  void ParseNodeName(Predicate& predicate) {
    if (!in_.TakeSymbol(",")) return;
    const Token token = in_.Peek();
    if (token.kind == TokenKind::kString) {
      predicate.name = ParseString(Wildcards::kPlain);
    } else if (token.kind == TokenKind::kParameter) {
      predicate.name = ParseParameter();
    } else if (token.kind == TokenKind::kTermCode) {
      predicate.name = ParseTermCode();
    } else if (token.kind == TokenKind::kWord && IsNodeCode(token.text)) {
      predicate.name = TermCode{{}, std::string(in_.Take().text), {}};
    } else {
      in_.Refuse("a name in quotes, a parameter or a code");
    }
  }

  TermCode ParseTermCode() {
    const std::string_view text = in_.Take().text;
    const std::size_t colons = text.find("::");
    const std::size_t bar = std::min(text.find('|', colons), text.size());
    TermCode term{std::string(text.substr(0, colons)),
                  std::string(text.substr(colons + 2, bar - colons - 2)),
                  {}};
    if (bar < text.size()) term.rubric = text.substr(bar + 1, text.size() - bar - 2);
    return term;
  }

  Predicate::Operand ParsePredicateValue() {
    const Token token = in_.Peek();
    if (token.kind == TokenKind::kParameter) return ParseParameter();
    if (token.kind == TokenKind::kWord) {
      if (IsNodeCode(token.text) || LooksLikeArchetypeId(token.text)) {
        in_.Take();
        return Literal{Literal::Kind::kString, std::string(token.text), token.place};
      }
      if (!IsWordLiteral()) return ParsePath();
    }
    return ParseLiteral("a value, a parameter or a path");
  }

  // Paths

  Path ParsePath() {
    Path path;
    do {
      PathStep step;
      step.place = in_.place();
      step.attribute = in_.ExpectName("the name of an attribute").text;
      if (in_.IsSymbol("[")) step.predicate = ParsePredicate();
      path.steps.push_back(std::move(step));
    } while (in_.TakeSymbol("/"));
    return path;
  }

  IdentifiedPath ParseIdentifiedPath(std::string_view what) {
    IdentifiedPath path;
    path.place = in_.place();
    path.alias = in_.ExpectName(what).text;
    if (in_.IsSymbol("[")) path.predicate = ParsePredicate();
    if (in_.TakeSymbol("/")) path.path = ParsePath();
    return path;
  }

  // Values

  enum class Aggregates { kAllowed, kRefused };

  bool IsWordLiteral() const {
    if (in_.IsSymbol("/", 1) || in_.IsSymbol("[", 1)) return false;
    return in_.IsKeyword("TRUE") || in_.IsKeyword("FALSE") || in_.IsKeyword("NULL");
  }

  Expression ParseExpression(Aggregates aggregates, Wildcards wildcards = Wildcards::kPlain) {
    const Token& token = in_.Peek();
    switch (token.kind) {
      case TokenKind::kParameter:
        return {ParseParameter()};
      case TokenKind::kString:
        return {ParseString(wildcards)};
      case TokenKind::kWord:
        if (in_.IsSymbol("(", 1)) return {ParseCall(aggregates)};
        if (!IsWordLiteral()) return {ParseIdentifiedPath("a path, a value or a function")};
        [[fallthrough]];
      default:
        return {ParseLiteral("a path, a value or a function")};
    }
  }

  Call ParseCall(Aggregates aggregates) {
    const TokenReader::Level level(in_);
    Call call;
    call.place = in_.place();
    const Token name = in_.Take();
    const FunctionInfo* const info = FindFunction(name.text);
    if (info == nullptr) {
      throw UnknownName(name.place, "unknown_function", "a function of AQL", name.text,
                        FunctionNames());
    }
    if (info->aggregate && aggregates == Aggregates::kRefused) {
      throw Fault(base::ErrorCode::kBadRequest, name.place, "misplaced_aggregate",
                  "an aggregate in SELECT only, not within a function", std::string(info->name));
    }
    call.function = info->function;
    in_.ExpectSymbol("(");
    if (info->aggregate) {
      ParseAggregateArgument(call);
    } else if (!in_.IsSymbol(")")) {
      do {
        call.arguments.push_back(ParseExpression(Aggregates::kRefused));
      } while (in_.TakeSymbol(","));
    }
    if (!in_.IsSymbol(")")) in_.Refuse("',' or ')'");
    in_.Take();
    CheckArguments(call, *info);
    return call;
  }

  void ParseAggregateArgument(Call& call) {
    const bool count = call.function == Function::kCount;
    if (count && in_.TakeSymbol("*")) {
      call.star = true;
      return;
    }
    if (count && in_.IsKeyword("DISTINCT") && !in_.IsSymbol("/", 1)) {
      in_.Take();
      call.distinct = true;
    }
    call.arguments.push_back({ParseIdentifiedPath(count ? "a path, DISTINCT or *" : "a path")});
  }

  static void CheckArguments(const Call& call, const FunctionInfo& info) {
    const std::size_t count = call.arguments.size() + (call.star ? 1 : 0);
    if (count >= info.fewest && count <= info.most) return;
    std::string expected = std::to_string(info.fewest);
    if (info.most != info.fewest) {
      expected += info.most > 100 ? " or more" : " to " + std::to_string(info.most);
    }
    throw Fault(base::ErrorCode::kBadRequest, call.place, "wrong_arguments",
                std::string(info.name) + " with " + expected + " arguments", std::to_string(count));
  }

  Parameter ParseParameter() {
    const Token token = in_.Take();
    return {std::string(token.text), token.place};
  }

  Literal ParseString(Wildcards wildcards) {
    const Token token = in_.Take();
    return {Literal::Kind::kString, Unescape(token, wildcards), token.place};
  }

  Literal ParseLiteral(std::string_view what) {
    const Token token = in_.Peek();
    if (token.kind == TokenKind::kString) return ParseString(Wildcards::kPlain);
    if (token.kind == TokenKind::kNumber) return ParseNumber(false);
    if (in_.IsSymbol("-") || in_.IsSymbol("+")) {
      in_.Take();
      if (in_.Peek().kind != TokenKind::kNumber) in_.Refuse("a number");
      return ParseNumber(token.text == "-");
    }
    if (in_.TakeKeyword("NULL")) return {Literal::Kind::kNull, {}, token.place};
    if (in_.TakeKeyword("TRUE")) return {Literal::Kind::kBoolean, "true", token.place};
    if (in_.TakeKeyword("FALSE")) return {Literal::Kind::kBoolean, "false", token.place};
    in_.Refuse(what);
  }

  /// As JSON writes numbers: no zeros in front, a digit before the point.
  Literal ParseNumber(bool negative) {
    const Token token = in_.Take();
    std::string_view digits = token.text;
    while (digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9') {
      digits.remove_prefix(1);
    }
    std::string text = negative ? "-" : "";
    if (digits.front() == '.') text += '0';
    text += digits;
    return {Literal::Kind::kNumber, std::move(text), token.place};
  }

  // WHERE

  Condition ParseCondition() {
    const TokenReader::Level level(in_);
    return ParseChain<Condition>("OR", Condition::Kind::kOr, [this] {
      return ParseChain<Condition>("AND", Condition::Kind::kAnd,
                                   [this] { return ParseConditionOperand(); });
    });
  }

  Condition ParseConditionOperand() {
    const Place place = in_.place();
    if (in_.TakeSymbol("(")) {
      Condition inner = ParseCondition();
      in_.ExpectSymbol(")");
      return inner;
    }
    Condition condition;
    condition.place = place;
    if (in_.IsKeyword("NOT") && !in_.IsSymbol("/", 1)) {
      const TokenReader::Level level(in_);
      in_.Take();
      condition.kind = Condition::Kind::kNot;
      condition.operands.push_back(ParseConditionOperand());
      return condition;
    }
    if (in_.IsKeyword("EXISTS") && in_.Peek(1).kind == TokenKind::kWord) {
      in_.Take();
      condition.kind = Condition::Kind::kExists;
      condition.expressions.push_back({ParseIdentifiedPath("a path")});
      return condition;
    }
    condition.expressions.push_back(ParseExpression(Aggregates::kRefused));
    ParseOperator(condition);
    return condition;
  }

  void ParseOperator(Condition& condition) {
    if (in_.TakeKeyword("LIKE")) {
      condition.kind = Condition::Kind::kLike;
      const TokenKind kind = in_.Peek().kind;
      if (kind != TokenKind::kString && kind != TokenKind::kParameter) {
        in_.Refuse("a pattern in quotes or a parameter");
      }
      condition.expressions.push_back(
          ParseExpression(Aggregates::kRefused, Wildcards::kKeepEscapes));
    } else if (in_.TakeKeyword("MATCHES")) {
      ParseMatches(condition);
    } else if (in_.Peek().kind != TokenKind::kSymbol && IsTruth(condition.expressions[0])) {
      condition.expressions.push_back({Literal{Literal::Kind::kBoolean, "true", in_.place()}});
    } else if (IsTruth(condition.expressions[0]) && in_.IsSymbol(")")) {
      condition.expressions.push_back({Literal{Literal::Kind::kBoolean, "true", in_.place()}});
    } else {
      condition.comparison = ParseComparison();
      condition.expressions.push_back(ParseExpression(Aggregates::kRefused));
    }
  }

  static bool IsTruth(const Expression& expression) {
    const Call* const call = std::get_if<Call>(&expression.value);
    return call != nullptr &&
           (call->function == Function::kContains || call->function == Function::kTerminology);
  }

  void ParseMatches(Condition& condition) {
    condition.kind = Condition::Kind::kMatches;
    if (in_.IsKeyword("TERMINOLOGY") || in_.Peek().kind == TokenKind::kParameter) {
      condition.expressions.push_back(ParseExpression(Aggregates::kRefused));
      return;
    }
    if (!in_.TakeSymbol("{")) in_.Refuse("'{', TERMINOLOGY or a parameter", {"TERMINOLOGY"});
    const TokenKind kind = in_.Peek().kind;
    if (kind == TokenKind::kRegex || kind == TokenKind::kUri) {
      condition.kind =
          kind == TokenKind::kRegex ? Condition::Kind::kMatchesRegex : Condition::Kind::kMatchesUri;
      condition.text = in_.Take().text;
    } else {
      do {
        condition.expressions.push_back(ParseExpression(Aggregates::kRefused));
      } while (in_.TakeSymbol(","));
    }
    if (!in_.IsSymbol("}")) in_.Refuse("',' or '}'");
    in_.Take();
  }

  Comparison ParseComparison() {
    for (const Comparison comparison :
         {Comparison::kEqual, Comparison::kNotEqual, Comparison::kLess, Comparison::kLessOrEqual,
          Comparison::kGreater, Comparison::kGreaterOrEqual}) {
      if (in_.TakeSymbol(Symbol(comparison))) return comparison;
    }
    if (in_.TakeSymbol("<>")) return Comparison::kNotEqual;
    in_.Refuse("a comparison (= != < <= > >=), LIKE or MATCHES", {"LIKE", "MATCHES"});
  }

  // ORDER BY, LIMIT

  void ParseOrder(Query& query) {
    in_.Expect("BY");
    do {
      Order order{ParseIdentifiedPath("a path to order by"), false};
      if (in_.TakeKeyword("DESC") || in_.TakeKeyword("DESCENDING")) {
        order.descending = true;
      } else if (!in_.TakeKeyword("ASC")) {
        in_.TakeKeyword("ASCENDING");
      }
      query.order.push_back(std::move(order));
    } while (in_.TakeSymbol(","));
  }

  void ParseLimit(Query& query) {
    query.limit_place = in_.place();
    if (in_.TakeKeyword("LIMIT")) query.limit = ParseCount("a number of rows behind LIMIT");
    if (in_.TakeKeyword("OFFSET")) query.offset = ParseCount("a number of rows behind OFFSET");
  }

  TokenReader in_;
};

}  // namespace

ast::Query Parse(std::string_view query) { return Parser(query).Run(); }

}  // namespace socle::aql

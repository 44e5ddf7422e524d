#include "aql/printer.h"

#include <string_view>

#include "aql/names.h"

namespace socle::aql {
namespace {

using namespace ast;

/// Appends the parts of a query to one text.
class Printer {
 public:
  std::string out;

  void Put(const Query& query) {
    out += query.distinct ? "SELECT DISTINCT " : "SELECT ";
    if (query.top) {
      out += "TOP ";
      Put(query.top->count);
      out += query.top->backward ? " BACKWARD " : " FORWARD ";
    }
    PutList(query.columns, [this](const Column& column) { Put(column); });
    out += " FROM ";
    Put(query.from, false);
    if (query.where) {
      out += " WHERE ";
      Put(*query.where);
    }
    if (!query.order.empty()) {
      out += " ORDER BY ";
      PutList(query.order, [this](const Order& order) {
        Put(order.path);
        if (order.descending) out += " DESC";
      });
    }
    if (query.limit) {
      out += " LIMIT ";
      Put(*query.limit);
    }
    if (query.offset) {
      out += " OFFSET ";
      Put(*query.offset);
    }
  }

  void Put(const Column& column) {
    Put(column.expression);
    if (!column.alias.empty()) out += " AS " + column.alias;
  }

  void Put(const Expression& expression) {
    std::visit([this](const auto& value) { Put(value); }, expression.value);
  }

  void Put(const IdentifiedPath& path) {
    out += path.alias;
    if (path.predicate) PutBracketed(*path.predicate);
    if (path.path.steps.empty()) return;
    out += '/';
    Put(path.path);
  }

  void Put(const Predicate& predicate) {
    switch (predicate.kind) {
      case Predicate::Kind::kAnd:
      case Predicate::Kind::kOr:
        return PutChain(predicate, [this](const Predicate& operand) { Put(operand); });
      case Predicate::Kind::kNode:
        return PutNode(predicate);
      case Predicate::Kind::kComparison:
        Put(predicate.path);
        out += Symbol(predicate.comparison);
        std::visit([this](const auto& value) { Put(value); }, predicate.operand);
        return;
      case Predicate::Kind::kMatches:
        Put(predicate.path);
        out += " MATCHES {/" + predicate.regex + "/}";
    }
  }

  void Put(const Condition& condition) {
    using Kind = Condition::Kind;
    const auto& expressions = condition.expressions;
    switch (condition.kind) {
      case Kind::kAnd:
      case Kind::kOr:
        return PutChain(condition, [this](const Condition& operand) { Put(operand); });
      case Kind::kNot:
        out += "NOT ";
        return PutOperand(condition.operands[0]);
      case Kind::kExists:
        out += "EXISTS ";
        return Put(expressions[0]);
      case Kind::kComparison:
        Put(expressions[0]);
        out += ' ';
        out += Symbol(condition.comparison);
        out += ' ';
        return Put(expressions[1]);
      case Kind::kLike:
        Put(expressions[0]);
        out += " LIKE ";
        return Put(expressions[1]);
      case Kind::kMatches:
      case Kind::kMatchesRegex:
      case Kind::kMatchesUri:
        return PutMatches(condition);
    }
  }

 private:
  template <class List, class One>
  void PutList(const List& list, One one) {
    bool first = true;
    for (const auto& item : list) {
      if (!first) out += ", ";
      first = false;
      one(item);
    }
  }

  /// Operands with AND or OR between them, those of the weaker kind in parentheses.
  template <class T, class One>
  void PutChain(const T& chain, One one) {
    const bool is_and = chain.kind == T::Kind::kAnd;
    bool first = true;
    for (const T& operand : chain.operands) {
      if (!first) out += is_and ? " AND " : " OR ";
      first = false;
      const bool weaker = is_and && operand.kind == T::Kind::kOr;
      if (weaker) out += '(';
      one(operand);
      if (weaker) out += ')';
    }
  }

  void PutOperand(const Condition& condition) {
    const bool chain =
        condition.kind == Condition::Kind::kAnd || condition.kind == Condition::Kind::kOr;
    if (chain) out += '(';
    Put(condition);
    if (chain) out += ')';
  }

  void PutMatches(const Condition& condition) {
    const auto& expressions = condition.expressions;
    Put(expressions[0]);
    out += " MATCHES {";
    if (condition.kind == Condition::Kind::kMatchesRegex) {
      out += '/' + condition.text + '/';
    } else if (condition.kind == Condition::Kind::kMatchesUri) {
      out += condition.text;
    } else {
      for (std::size_t i = 1; i < expressions.size(); ++i) {
        if (i > 1) out += ", ";
        Put(expressions[i]);
      }
    }
    out += '}';
  }

  void PutBracketed(const Predicate& predicate) {
    out += '[';
    Put(predicate);
    out += ']';
  }

  void PutNode(const Predicate& predicate) {
    std::visit([this](const auto& id) { Put(id); }, predicate.id);
    if (!predicate.name) return;
    out += ", ";
    std::visit([this](const auto& name) { Put(name); }, *predicate.name);
  }

  void Put(const std::string& id) { out += id; }

  void Put(const TermCode& term) {
    if (!term.terminology.empty()) out += term.terminology + "::";
    out += term.code;
    if (!term.rubric.empty()) out += '|' + term.rubric + '|';
  }

  void Put(const Path& path) {
    bool first = true;
    for (const PathStep& step : path.steps) {
      if (!first) out += '/';
      first = false;
      out += step.attribute;
      if (step.predicate) PutBracketed(*step.predicate);
    }
  }

  void Put(const Literal& literal) {
    switch (literal.kind) {
      case Literal::Kind::kNull:
        out += "NULL";
        return;
      case Literal::Kind::kString:
        return PutQuoted(literal.text);
      default:
        out += literal.text;
    }
  }

  void PutQuoted(std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out += '\'';
    for (const char c : text) {
      if (c == '\'' || c == '\\') {
        out += '\\';
        out += c;
      } else if (static_cast<unsigned char>(c) < 0x20) {
        out += "\\u00";
        out += kHex[static_cast<unsigned char>(c) >> 4];
        out += kHex[static_cast<unsigned char>(c) & 15];
      } else {
        out += c;
      }
    }
    out += '\'';
  }

  void Put(const Parameter& parameter) { out += '$' + parameter.name; }
  void Put(const std::variant<Literal, Parameter>& count) {
    std::visit([this](const auto& value) { Put(value); }, count);
  }

  void Put(const Call& call) {
    out += Describe(call.function).name;
    out += '(';
    if (call.star) out += '*';
    if (call.distinct) out += "DISTINCT ";
    PutList(call.arguments, [this](const Expression& argument) { Put(argument); });
    out += ')';
  }

  /// `open`: another operand follows, which CONTAINS would take for its own.
  void Put(const Containment& node, bool open) {
    if (node.kind != Containment::Kind::kClass) return PutContainmentChain(node, open);
    out += node.class_name;
    if (!node.alias.empty()) out += ' ' + node.alias;
    PutVersions(node);
    if (!node.contains) return;
    out += node.negated ? " NOT CONTAINS " : " CONTAINS ";
    Put(*node.contains, open);
  }

  void PutVersions(const Containment& node) {
    if (node.versions == Versions::kUnsaid) {
      if (node.predicate) PutBracketed(*node.predicate);
      return;
    }
    out += node.versions == Versions::kAll ? "[ALL_VERSIONS" : "[LATEST_VERSION";
    if (node.predicate) {
      out += " AND ";
      Put(*node.predicate);
    }
    out += ']';
  }

  static bool HasTail(const Containment& node) {
    return node.kind != Containment::Kind::kClass || static_cast<bool>(node.contains);
  }

  void PutContainmentChain(const Containment& chain, bool open) {
    const bool is_and = chain.kind == Containment::Kind::kAnd;
    for (std::size_t i = 0; i < chain.operands.size(); ++i) {
      const Containment& operand = chain.operands[i];
      if (i > 0) out += is_and ? " AND " : " OR ";
      const bool last = i + 1 == chain.operands.size();
      const bool weaker = is_and && operand.kind == Containment::Kind::kOr;
      const bool greedy = operand.kind == Containment::Kind::kClass && HasTail(operand);
      const bool wrapped = weaker || (greedy && (!last || open)) ||
                           (operand.kind == Containment::Kind::kAnd && TailIsGreedy(operand, last));
      if (wrapped) out += '(';
      Put(operand, !wrapped && (open || !last));
      if (wrapped) out += ')';
    }
  }

  /// Whether the last operand of an AND within OR would swallow what follows.
  static bool TailIsGreedy(const Containment& chain, bool last) {
    return !last && HasTail(chain.operands.back());
  }
};

template <class T>
std::string PrintOne(const T& tree) {
  Printer printer;
  printer.Put(tree);
  return std::move(printer.out);
}

}  // namespace

std::string Print(const ast::Query& query) { return PrintOne(query); }
std::string Print(const ast::Expression& expression) { return PrintOne(expression); }
std::string Print(const ast::IdentifiedPath& path) { return PrintOne(path); }
std::string Print(const ast::Predicate& predicate) { return PrintOne(predicate); }
std::string Print(const ast::Condition& condition) { return PrintOne(condition); }

}  // namespace socle::aql

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "resource/criteria_reader.h"
#include "resource/search_fault.h"

// Tests of a _filter as criteria. Source: FHIR R4, Search, Filter.
namespace socle::resource {
namespace {

using Operator = FilterOperator;

/// How a test of that operator looks for values of one type of parameter.
struct Comparison {
  Operator op;
  Modifier modifier = Modifier::kNone;
  bool unequal = false;
};

/// The operators that are not prefixes, by the type of parameter.
std::initializer_list<Comparison> ComparisonsOf(SearchType kind) {
  static constexpr std::initializer_list<Comparison> kStrings{{Operator::kEq, Modifier::kIs},
                                                              {Operator::kNe, Modifier::kIs, true},
                                                              {Operator::kCo, Modifier::kContains},
                                                              {Operator::kSw, Modifier::kBegins},
                                                              {Operator::kEw, Modifier::kEnds}};
  static constexpr std::initializer_list<Comparison> kUris{{Operator::kEq},
                                                           {Operator::kNe, Modifier::kNone, true},
                                                           {Operator::kCo, Modifier::kContains},
                                                           {Operator::kSw, Modifier::kBegins},
                                                           {Operator::kEw, Modifier::kEnds}};
  static constexpr std::initializer_list<Comparison> kTokens{
      {Operator::kEq}, {Operator::kNe, Modifier::kNone, true}};
  static constexpr std::initializer_list<Comparison> kReferences{
      {Operator::kEq}, {Operator::kRe}, {Operator::kNe, Modifier::kNone, true}};
  static constexpr std::initializer_list<Comparison> kComposites{{Operator::kEq}};
  switch (kind) {
    case SearchType::kString:
      return kStrings;
    case SearchType::kUri:
      return kUris;
    case SearchType::kToken:
      return kTokens;
    case SearchType::kReference:
      return kReferences;
    case SearchType::kComposite:
      return kComposites;
    default:
      return {};
  }
}

/// Those that dates, numbers and quantities write before their values too.
bool IsPrefix(Operator op) {
  constexpr Operator kPrefixes[] = {Operator::kEq, Operator::kNe, Operator::kGt,
                                    Operator::kLt, Operator::kGe, Operator::kLe,
                                    Operator::kSa, Operator::kEb, Operator::kAp};
  return std::find(std::begin(kPrefixes), std::end(kPrefixes), op) != std::end(kPrefixes);
}

bool HasPrefixes(SearchType kind) {
  return kind == SearchType::kDate || kind == SearchType::kNumber || kind == SearchType::kQuantity;
}

/// A value of a filter as the other parameters write it: a comma or a blank means itself there too,
/// a backslash does not.
std::string Escaped(const std::string& value) {
  std::string out;
  for (const char c : value) {
    if (c == '\\') out += '\\';
    out += c;
  }
  return out;
}

/// The value with the namespace that a predefined short name in the place of its system stands for.
std::string WithNamespace(SearchType kind, std::string value) {
  struct Predefined {
    std::string_view name, system;
  };
  static constexpr std::array<Predefined, 4> kPredefined{
      {{"loinc", "http://loinc.org"},
       {"snomed", "http://snomed.info/sct"},
       {"rxnorm", "http://www.nlm.nih.gov/research/umls/rxnorm"},
       {"ucum", "http://unitsofmeasure.org"}}};
  if (kind != SearchType::kToken && kind != SearchType::kQuantity) return value;
  const std::size_t bar = value.find('|');
  const std::size_t begin = kind == SearchType::kToken ? 0 : bar + 1;
  const std::size_t end = kind == SearchType::kToken ? bar : value.find('|', begin);
  if (bar == std::string::npos || end == std::string::npos) return value;
  for (const Predefined& one : kPredefined) {
    if (value.compare(begin, end - begin, one.name) != 0) continue;
    return value.replace(begin, end - begin, one.system);
  }
  return value;
}

}  // namespace

Criterion CriteriaReader::OfFilter(fhir::TypeId type, const Filter& filter, int depth) {
  if (filter.kind == Filter::Kind::kTest) return OfPath(type, filter, 0, depth);
  std::vector<Criterion> parts;
  for (const Filter& part : filter.parts) parts.push_back(OfFilter(type, part, depth));
  const auto kind = filter.kind == Filter::Kind::kAnd  ? Criterion::Kind::kAll
                    : filter.kind == Filter::Kind::kOr ? Criterion::Kind::kAny
                                                       : Criterion::Kind::kNot;
  return Joined(kind, std::move(parts));
}

Criterion CriteriaReader::OfPath(fhir::TypeId type, const Filter& test, std::size_t step,
                                 int depth) {
  Count(depth);
  const Filter::Step& here = test.path[step];
  if (step + 1 == test.path.size()) return OfTest(type, here.name, test);
  return Follow(type, here.name, [&](fhir::TypeId target) {
    Criterion rest = OfPath(target, test, step + 1, depth + 1);
    if (here.where.empty()) return rest;
    std::vector<Criterion> both{OfFilter(target, here.where.front(), depth + 1)};
    both.push_back(std::move(rest));
    return Joined(Criterion::Kind::kAll, std::move(both));
  });
}

Criterion CriteriaReader::OfTest(fhir::TypeId type, const std::string& name, const Filter& test) {
  const SearchParameter& parameter = Find(type, name);
  const std::string value = WithNamespace(parameter.kind, Escaped(test.value));
  const Operator op = test.op;
  if (op == Operator::kPr)
    return Plain(type, name + ":missing",
                 value == "true"    ? "false"
                 : value == "false" ? "true"
                                    : value);
  if (parameter.code == "_id" && op == Operator::kNe) {
    return Joined(Criterion::Kind::kNot, {Plain(type, name, value)});
  }
  if (parameter.code == "_id" && op == Operator::kEq) return Plain(type, name, value);
  Criterion criterion;
  criterion.name = full_;
  criterion.parameter = &parameter;
  if (parameter.code == "_lastUpdated") {
    criterion.kind = Criterion::Kind::kUpdated;
  } else {
    CheckIndexed(parameter);
  }
  if (op == Operator::kPo && parameter.kind == SearchType::kDate) {
    auto interval = std::get<DateValue>(Value(parameter, Modifier::kNone, {}, value));
    interval.prefix = Prefix::kAp;  // of a date: they overlap
    criterion.values.emplace_back(interval);
    return criterion;
  }
  if (HasPrefixes(parameter.kind) && IsPrefix(op)) {
    const std::string prefixed = std::string(OperatorText(op)) + value;
    criterion.values.push_back(Value(parameter, Modifier::kNone, fhir::TypeId::kNone, prefixed));
    return criterion;
  }
  for (const Comparison& comparison : ComparisonsOf(parameter.kind)) {
    if (comparison.op != op) continue;
    criterion.modifier = comparison.modifier;
    criterion.unequal = comparison.unequal;
    criterion.values.push_back(Value(parameter, comparison.modifier, fhir::TypeId::kNone, value));
    return criterion;
  }
  const bool terminology =
      op == Operator::kIn || op == Operator::kNi || op == Operator::kSs || op == Operator::kSb;
  if (terminology && parameter.kind == SearchType::kToken) {
    Refuse(full_, "the operator " + std::string(OperatorText(op)) +
                      " needs a terminology service, which is not there");
  }
  Fail(full_, "the search parameter " + parameter.code + " of " + TypeName(type) +
                  " has no operator " + std::string(OperatorText(op)) + " in a filter");
}

}  // namespace socle::resource

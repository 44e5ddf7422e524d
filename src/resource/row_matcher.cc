#include "resource/row_matcher.h"

#include <algorithm>
#include <set>
#include <utility>

#include "resource/search_plan.h"

namespace socle::resource {
namespace {

using sql::Col;

bool Matches(const TokenRow& row, const TokenMatch& match) {
  return (!match.code || row.code == *match.code) && (!match.system || row.system == *match.system);
}

bool Matches(const ReferenceRow& row, const TargetMatch& match) {
  return row.target == match.target && (!match.type || row.type == *match.type);
}

/// Source: FHIR R4, Search, Prefixes; as search_predicate_sql.cc says it in SQL.
bool Matches(const DateRow& row, const DateValue& value) {
  const std::int64_t end = row.low + row.span;
  switch (value.prefix) {
    case Prefix::kEq:
      return row.low >= value.low && row.low < value.high && end <= value.high;
    case Prefix::kNe:
      return row.low < value.low || end > value.high;
    case Prefix::kGt:
      return end > value.high;
    case Prefix::kLt:
      return row.low < value.low;
    case Prefix::kGe:
      return end > value.high || row.low >= value.low;
    case Prefix::kLe:
      return row.low < value.low || end <= value.high;
    case Prefix::kSa:
      return row.low >= value.high;
    case Prefix::kEb:
      return end <= value.low;
    case Prefix::kAp:
      return row.low < value.high && end > value.low;
  }
  return false;
}

bool Compares(double row, const QuantityMatch& match) {
  const bool point = match.low >= match.high;
  switch (match.prefix) {
    case Prefix::kEq:
      return point ? row == match.value : row >= match.low && row < match.high;
    case Prefix::kAp:
      return point ? row == match.value : row >= match.low && row <= match.high;
    case Prefix::kNe:
      return point ? row != match.value : row < match.low || row >= match.high;
    case Prefix::kGt:
    case Prefix::kSa:
      return row > match.value;
    case Prefix::kLt:
    case Prefix::kEb:
      return row < match.value;
    case Prefix::kGe:
      return row >= match.value;
    case Prefix::kLe:
      return row <= match.value;
  }
  return false;
}

bool Matches(const QuantityRow& row, const QuantityMatch& match) {
  return row.unit == match.unit && Compares(row.value, match);
}

bool Matches(const StringRow& row, const TextMatch& match) {
  switch (match.way) {
    case TextMatch::Way::kBegins:
      return row.text.starts_with(match.folded);
    case TextMatch::Way::kExact:
      return row.text == match.folded && row.exact.value_or(row.text) == match.exact;
    case TextMatch::Way::kContains:
      return row.text.find(match.folded) != std::string::npos;
    case TextMatch::Way::kIs:
      return row.text == match.folded;
    case TextMatch::Way::kEnds:
      return row.text.ends_with(match.folded);
  }
  return false;
}

bool Matches(const UriRow& row, const UriMatch& match) {
  switch (match.way) {
    case UriMatch::Way::kIs:
      return row.uri == match.uri;
    case UriMatch::Way::kBegins:
      return row.uri.starts_with(match.uri);
    case UriMatch::Way::kContains:
      return row.uri.find(match.uri) != std::string::npos;
    case UriMatch::Way::kEnds:
      return row.uri.ends_with(match.uri);
  }
  return false;
}

/// A match of another table's rows.
template <class Row, class Match>
bool Matches(const Row&, const Match&) {
  return false;
}

bool IsOne(const SearchRow& row, const RowSet& rows) {
  // The tables and the kinds of rows have one order.
  if (row.value.index() != static_cast<std::size_t>(rows.table)) return false;
  if (std::find(rows.params.begin(), rows.params.end(), row.param) == rows.params.end()) {
    return false;
  }
  const auto* reference = std::get_if<ReferenceRow>(&row.value);
  if (reference != nullptr && rows.target_type && reference->type != *rows.target_type) {
    return false;
  }
  if (rows.any.empty()) return true;
  const bool matches = std::any_of(rows.any.begin(), rows.any.end(), [&](const RowMatch& match) {
    return std::visit([](const auto& a, const auto& b) { return Matches(a, b); }, row.value, match);
  });
  return matches != rows.unequal;
}

bool HasRow(const RowSubject& subject, const RowSet& rows) {
  return std::any_of(subject.rows.begin(), subject.rows.end(),
                     [&](const SearchRow& row) { return IsOne(row, rows); });
}

/// The elements that rows of a component stand in.
std::set<std::int64_t> ElementsOf(const RowSubject& subject, const RowSet& rows) {
  std::set<std::int64_t> elements;
  for (const SearchRow& row : subject.rows) {
    if (IsOne(row, rows)) elements.insert(row.element);
  }
  return elements;
}

bool HasComponents(const Predicate& condition, const RowSubject& subject) {
  std::optional<std::set<std::int64_t>> common;
  for (std::size_t i = 0; i < condition.parts.size(); ++i) {
    const std::set<std::int64_t> elements = ElementsOf(subject, condition.parts[i].rows);
    if (elements.empty()) return false;
    if (!condition.same_element || condition.outside[i]) continue;
    if (!common) {
      common = elements;
      continue;
    }
    std::erase_if(*common, [&](std::int64_t element) { return !elements.contains(element); });
    if (common->empty()) return false;
  }
  return true;
}

bool IsNear(const Predicate& condition, const RowSubject& subject) {
  const auto& [x, y, z] = condition.near.point;
  double sum = 0;
  int axes = 0;
  for (const SearchRow& row : subject.rows) {
    const auto* coordinate = std::get_if<QuantityRow>(&row.value);
    if (coordinate == nullptr || row.param != condition.rows.params.front()) continue;
    const double centre = coordinate->unit == kAxisX ? x : coordinate->unit == kAxisY ? y : z;
    sum += (coordinate->value - centre) * (coordinate->value - centre);
    ++axes;
  }
  return axes > 0 && sum <= condition.near.chord * condition.near.chord;
}

bool WasUpdated(std::int64_t updated, const DateValue& value) {
  constexpr std::int64_t kMicros = 1000;
  const std::int64_t low = value.low * kMicros, high = value.high * kMicros;
  switch (value.prefix) {
    case Prefix::kEq:
    case Prefix::kAp:
      return updated >= low && updated < high;
    case Prefix::kNe:
      return updated < low || updated >= high;
    case Prefix::kGt:
    case Prefix::kSa:
      return updated >= high;
    case Prefix::kGe:
      return updated >= low;
    case Prefix::kLt:
    case Prefix::kEb:
      return updated < low;
    case Prefix::kLe:
      return updated < high;
  }
  return false;
}

}  // namespace

bool RowMatcher::Finds(std::string_view name, sql::Select select, const Binder& binder) {
  const auto [query, text] = statements_.Of(name, select.Limit(1));
  auto statement = session_.Prepare(query);
  binder.Bind(statement);
  return statement.Step();
}

bool RowMatcher::Chain(const Predicate& condition, const RowSubject& subject) {
  return std::any_of(subject.rows.begin(), subject.rows.end(), [&](const SearchRow& row) {
    if (!IsOne(row, condition.rows)) return false;
    Binder binder;
    const std::string object = binder.Alias();
    const RowKey target{Col(object, "ehr"), Col(object, "object"), sql::Int(0)};
    sql::Select select({sql::Int(1)});
    select.From("object", object)
        .Where(Col(object, "uid") == binder.Blob(std::get<ReferenceRow>(row.value).target) &&
               Col(object, "kind") == binder.Int(condition.object_kind) &&
               Col(object, "deleted") == sql::Int(0) &&
               resource::Meets(condition.parts.front(), target, binder));
    return Finds("search.former_chain", std::move(select), binder);
  });
}

bool RowMatcher::Has(const Predicate& condition, const RowSubject& subject) {
  Binder binder;
  const std::string reference = binder.Alias();
  const RowKey key{Col(reference, "ehr"), Col(reference, "object"), Col(reference, "part")};
  sql::Select select({sql::Int(1)});
  select.From("fhir_reference", reference)
      .Where(IsOneOf(condition.rows, reference, binder) &&
             Col(reference, "target") == binder.Blob(subject.uid) &&
             resource::Meets(condition.parts.front(), key, binder));
  return Finds("search.former_has", std::move(select), binder);
}

bool RowMatcher::Meets(const Predicate& condition, const RowSubject& subject) {
  const auto meets = [&](const Predicate& part) { return Meets(part, subject); };
  switch (condition.kind) {
    case Predicate::Kind::kRows:
      return HasRow(subject, condition.rows);
    case Predicate::Kind::kObjects:
      return std::find(condition.uids.begin(), condition.uids.end(), subject.uid) !=
             condition.uids.end();
    case Predicate::Kind::kUpdated:
      return std::any_of(
          condition.updated.begin(), condition.updated.end(),
          [&](const DateValue& value) { return WasUpdated(subject.updated, value); });
    case Predicate::Kind::kChain:
      return Chain(condition, subject);
    case Predicate::Kind::kHas:
      return Has(condition, subject);
    case Predicate::Kind::kNear:
      return IsNear(condition, subject);
    case Predicate::Kind::kComposite:
      return HasComponents(condition, subject);
    case Predicate::Kind::kNot:
      return !meets(condition.parts.front());
    case Predicate::Kind::kAll:
      return std::all_of(condition.parts.begin(), condition.parts.end(), meets);
    case Predicate::Kind::kAny:
      return std::any_of(condition.parts.begin(), condition.parts.end(), meets);
    case Predicate::Kind::kNothing:
      return false;
  }
  return false;
}

}  // namespace socle::resource

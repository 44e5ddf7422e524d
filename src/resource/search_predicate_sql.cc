#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

#include "resource/search_predicate.h"
#include "resource/search_rows.h"

// Conditions on rows of the search tables, as ranges of their keys.
namespace socle::resource {
namespace {

using sql::Col;
using sql::Expr;

/// More ranges than these are read as one set without an order.
constexpr std::size_t kMostRanges = 16;
/// Longer lists are read by several statements.
constexpr std::size_t kMostOfList = 1024;
constexpr std::string_view kLastCodePoint = "\xF4\x8F\xBF\xBF";

Expr Interval(const Expr& column, const Expr& from, const Expr& before) {
  return column >= from && column < before;
}

/// What `column`, one moment or number, must be.
Expr Compare(const Expr& column, const QuantityMatch& match, Binder& binder) {
  switch (match.prefix) {
    case Prefix::kEq:
    case Prefix::kAp:
      if (match.low >= match.high) return column == binder.Real(match.value);
      if (match.prefix == Prefix::kAp) {
        return column >= binder.Real(match.low) && column <= binder.Real(match.high);
      }
      return Interval(column, binder.Real(match.low), binder.Real(match.high));
    case Prefix::kNe:
      if (match.low >= match.high) return column != binder.Real(match.value);
      return column < binder.Real(match.low) || column >= binder.Real(match.high);
    case Prefix::kGt:
    case Prefix::kSa:
      return column > binder.Real(match.value);
    case Prefix::kLt:
    case Prefix::kEb:
      return column < binder.Real(match.value);
    case Prefix::kGe:
      return column >= binder.Real(match.value);
    case Prefix::kLe:
      return column <= binder.Real(match.value);
  }
  return {};
}

/// That the row's interval [low, low + span) and the value's compare so.
/// Source: FHIR R4, Search, Prefixes.
Expr DateCompare(const Expr& low, const Expr& span, const DateValue& value, Binder& binder) {
  // Bound where they are used: a statement takes no value that it does not have.
  const auto from = [&] { return binder.Int(value.low); };
  const auto to = [&] { return binder.Int(value.high); };
  const Expr end = low + span;
  switch (value.prefix) {
    case Prefix::kEq:
      return low >= from() && low < to() && end <= to();
    case Prefix::kNe:
      return low < from() || end > to();
    case Prefix::kGt:
      return end > to();
    case Prefix::kLt:
      return low < from();
    case Prefix::kGe:
      return end > to() || low >= from();
    case Prefix::kLe:
      return low < from() || end <= to();
    case Prefix::kSa:
      return low >= to();
    case Prefix::kEb:
      return end <= from();
    case Prefix::kAp:
      return low < to() && end > from();
  }
  return {};
}

/// The bounds of `low` where spans are at most `most`; the rest is for DateCompare.
Expr DateBounds(const Expr& low, std::int64_t most, const DateValue& value, Binder& binder) {
  const bool bounded = most != std::numeric_limits<std::int64_t>::max();
  switch (value.prefix) {
    case Prefix::kEq:
      return low >= binder.Int(value.low) && low < binder.Int(value.high);
    case Prefix::kNe:
      return {};
    case Prefix::kGt:
      return bounded ? low > binder.Int(value.high - most) : Expr();
    case Prefix::kLt:
      return low < binder.Int(value.low);
    case Prefix::kGe:
      return bounded ? low >= binder.Int(std::min(value.low, value.high - most)) : Expr();
    case Prefix::kLe:
      return low < binder.Int(value.high);
    case Prefix::kSa:
      return low >= binder.Int(value.high);
    case Prefix::kEb:
      return low < binder.Int(value.low);
    case Prefix::kAp: {
      const Expr below = low < binder.Int(value.high);
      return bounded ? below && low > binder.Int(value.low - most) : below;
    }
  }
  return {};
}

std::int64_t WidestOf(std::int64_t wide) {
  return wide == 0   ? kNarrowSpan
         : wide == 1 ? kMiddleSpan
                     : std::numeric_limits<std::int64_t>::max();
}

/// `text` as a pattern of LIKE that means it alone.
std::string Literal(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

Expr BeginsWith(const Expr& column, const std::string& text, Binder& binder) {
  return Interval(column, binder.Text(text), binder.Text(text + std::string(kLastCodePoint)));
}

struct MatchWriter {
  const RowSet& rows;
  const std::string& alias;
  Binder& binder;

  Expr operator()(const TokenMatch& match) const {
    Expr all;
    if (match.code) all = Col(alias, "code") == binder.Text(*match.code);
    if (match.system) all = all && Col(alias, "system") == binder.Int(*match.system);
    return all;
  }
  Expr operator()(const TargetMatch& match) const {
    const Expr target = Col(alias, "target") == binder.Blob(match.target);
    return match.type ? target && Col(alias, "type") == binder.Int(*match.type) : target;
  }
  Expr operator()(const DateValue& value) const {
    const Expr low = Col(alias, "low");
    Expr bounds;
    if (rows.wide) bounds = DateBounds(low, WidestOf(*rows.wide), value, binder);
    return bounds && DateCompare(low, Col(alias, "span"), value, binder);
  }
  Expr operator()(const QuantityMatch& match) const {
    return Col(alias, "unit") == binder.Int(match.unit) &&
           Compare(Col(alias, "value"), match, binder);
  }
  Expr operator()(const TextMatch& match) const {
    const Expr text = Col(alias, "text");
    switch (match.way) {
      case TextMatch::Way::kBegins:
        return BeginsWith(text, match.folded, binder);
      case TextMatch::Way::kExact:
        return text == binder.Text(match.folded) &&
               sql::Coalesce({Col(alias, "exact"), text}) == binder.Text(match.exact);
      case TextMatch::Way::kContains:
        return sql::Like(text, binder.Text("%" + Literal(match.folded) + "%"));
      case TextMatch::Way::kIs:
        return text == binder.Text(match.folded);
      case TextMatch::Way::kEnds:
        return sql::Like(text, binder.Text("%" + Literal(match.folded)));
    }
    return {};
  }
  Expr operator()(const UriMatch& match) const {
    const Expr uri = Col(alias, "uri");
    switch (match.way) {
      case UriMatch::Way::kIs:
        return uri == binder.Text(match.uri);
      case UriMatch::Way::kBegins:
        return BeginsWith(uri, match.uri, binder);
      case UriMatch::Way::kContains:
        return sql::Like(uri, binder.Text("%" + Literal(match.uri) + "%"));
      case UriMatch::Way::kEnds:
        return sql::Like(uri, binder.Text("%" + Literal(match.uri)));
    }
    return {};
  }
};

/// Matches of equal columns, as one IN a group: what takes many values.
Expr Grouped(const RowSet& rows, const std::string& alias, Binder& binder) {
  std::map<std::optional<std::int64_t>, std::vector<std::string>> codes, targets;
  std::vector<std::string> uris;
  std::vector<Expr> any;
  for (const RowMatch& match : rows.any) {
    const auto* token = std::get_if<TokenMatch>(&match);
    const auto* target = std::get_if<TargetMatch>(&match);
    const auto* uri = std::get_if<UriMatch>(&match);
    if (token != nullptr && token->code) {
      codes[token->system].push_back(*token->code);
    } else if (target != nullptr) {
      targets[target->type].push_back(target->target);
    } else if (uri != nullptr && uri->way == UriMatch::Way::kIs) {
      uris.push_back(uri->uri);
    } else {
      any.push_back(std::visit(MatchWriter{rows, alias, binder}, match));
    }
  }
  for (const auto& [system, list] : codes) {
    Expr group = binder.OneOfTexts(Col(alias, "code"), list);
    if (system) group = group && Col(alias, "system") == binder.Int(*system);
    any.push_back(std::move(group));
  }
  for (const auto& [type, list] : targets) {
    Expr group = binder.OneOfBlobs(Col(alias, "target"), list);
    if (type) group = group && Col(alias, "type") == binder.Int(*type);
    any.push_back(std::move(group));
  }
  if (!uris.empty()) any.push_back(binder.OneOfTexts(Col(alias, "uri"), uris));
  return any.size() == 1 ? any.front() : sql::AnyOf(std::move(any));
}

/// The matches, those of equal columns together: each group is one range or a list of them.
std::vector<std::vector<RowMatch>> Groups(const RowSet& rows) {
  std::map<std::string, std::vector<RowMatch>> groups;
  std::size_t other = 0;
  for (const RowMatch& match : rows.any) {
    std::string key;
    if (const auto* token = std::get_if<TokenMatch>(&match); token != nullptr && token->code) {
      key = "token " + (token->system ? std::to_string(*token->system) : "any");
    } else if (const auto* target = std::get_if<TargetMatch>(&match)) {
      key = "target " + (target->type ? std::to_string(*target->type) : "any");
    } else if (const auto* uri = std::get_if<UriMatch>(&match);
               uri != nullptr && uri->way == UriMatch::Way::kIs) {
      key = "uri";
    } else {
      key = "other " + std::to_string(other++ % kMostRanges);
    }
    groups[std::move(key)].push_back(match);
  }
  std::vector<std::vector<RowMatch>> all;
  for (auto& [key, group] : groups) {
    for (std::size_t begin = 0; begin < group.size(); begin += kMostOfList) {
      const auto from = group.begin() + static_cast<std::ptrdiff_t>(begin);
      const std::size_t size = std::min(kMostOfList, group.size() - begin);
      all.emplace_back(from, from + static_cast<std::ptrdiff_t>(size));
    }
  }
  return all;
}

}  // namespace

std::string_view TableName(SearchTable table) {
  switch (table) {
    case SearchTable::kToken:
      return "fhir_token";
    case SearchTable::kReference:
      return "fhir_reference";
    case SearchTable::kDate:
      return "fhir_date";
    case SearchTable::kQuantity:
      return "fhir_quantity";
    case SearchTable::kString:
      return "fhir_string";
    case SearchTable::kUri:
      return "fhir_uri";
  }
  return {};
}

sql::Expr IsInIndex(std::string_view table, const std::string& alias) {
  if (table == "fhir_string") return Col(alias, "param") > sql::Int(0);
  if (table == "fhir_date" || table == "fhir_quantity") return Col(alias, "element") >= sql::Int(0);
  return {};
}

bool IsOrdered(const RowSet& rows) {
  if (rows.unequal || rows.params.size() != 1 || rows.any.size() != 1) return false;
  const RowMatch& match = rows.any.front();
  if (const auto* token = std::get_if<TokenMatch>(&match)) return token->code && token->system;
  if (const auto* target = std::get_if<TargetMatch>(&match)) {
    return target->type || rows.target_type;
  }
  const auto* uri = std::get_if<UriMatch>(&match);
  return uri != nullptr && uri->way == UriMatch::Way::kIs;
}

bool IsPaired(const RowSet& rows) {
  return rows.params.front() < 0 &&
         (rows.table == SearchTable::kDate || rows.table == SearchTable::kQuantity);
}

bool IsOnce(const RowSet& rows) {
  if (rows.element == kOnlyValue && rows.any.size() == 1 && rows.params.size() == 1) return true;
  if (!rows.no_element || rows.unequal || rows.params.size() != 1 || rows.any.size() != 1) {
    return false;
  }
  const auto* token = std::get_if<TokenMatch>(&rows.any.front());
  return token != nullptr && token->code && token->system;
}

std::vector<RowSet> Ranges(const RowSet& rows) {
  if (rows.unequal) return {rows};
  const std::size_t classes = rows.table == SearchTable::kDate && !rows.any.empty() ? 3 : 1;
  std::vector<RowSet> ranges;
  if (IsPaired(rows) && !rows.element) {
    for (const std::int64_t element : {kOnlyValue, kOneOfValues}) {
      RowSet part = rows;
      part.element = element;
      std::ranges::move(Ranges(part), std::back_inserter(ranges));
    }
    return ranges;
  }
  const auto add = [&](std::vector<std::int64_t> params, std::vector<RowMatch> any) {
    for (std::size_t wide = 0; wide < classes; ++wide) {
      RowSet range = rows;
      range.params = params;
      range.any = any;
      if (classes > 1) range.wide = static_cast<std::int64_t>(wide);
      ranges.push_back(std::move(range));
    }
  };
  if (rows.params.size() * rows.any.size() * classes <= kMostRanges && !rows.any.empty()) {
    for (const std::int64_t param : rows.params) {
      for (const RowMatch& match : rows.any) add({param}, {match});
    }
    return ranges;
  }
  if (rows.any.empty()) {
    add(rows.params, {});
    return ranges;
  }
  for (auto& group : Groups(rows)) add(rows.params, std::move(group));
  return ranges;
}

sql::Expr IsOneOf(const RowSet& rows, const std::string& alias, Binder& binder) {
  Expr all = binder.OneOf(Col(alias, "param"), rows.params);
  if (rows.params.front() > 0) all = all && IsInIndex(TableName(rows.table), alias);
  if (rows.element) all = all && Col(alias, "element") == sql::Int(*rows.element);
  if (rows.wide) all = all && Col(alias, "wide") == binder.Int(rows.pair + *rows.wide);
  Expr matches;
  if (rows.any.size() == 1) {
    matches = std::visit(MatchWriter{rows, alias, binder}, rows.any.front());
  } else if (rows.any.size() > 1) {
    matches = Grouped(rows, alias, binder);
  }
  if (!matches.empty()) all = all && (rows.unequal ? !matches : matches);
  if (rows.target_type) all = all && Col(alias, "type") == binder.Int(*rows.target_type);
  return all;
}

}  // namespace socle::resource

#include "resource/search_predicate.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <utility>

#include "record/object_table.h"
#include "resource/code_systems.h"
#include "resource/folding.h"
#include "resource/reference_target.h"
#include "resource/resource_id.h"
#include "resource/search_rows.h"
#include "resource/type_number.h"
#include "ucum/unit.h"

namespace socle::resource {
namespace {

constexpr std::string_view kUcum = "http://unitsofmeasure.org";

SearchTable TableOf(SearchType kind) {
  switch (kind) {
    case SearchType::kDate:
      return SearchTable::kDate;
    case SearchType::kNumber:
    case SearchType::kQuantity:
    case SearchType::kSpecial:
      return SearchTable::kQuantity;
    case SearchType::kString:
      return SearchTable::kString;
    case SearchType::kReference:
      return SearchTable::kReference;
    case SearchType::kUri:
      return SearchTable::kUri;
    default:
      return SearchTable::kToken;
  }
}

double ToDouble(const std::string& decimal) { return std::strtod(decimal.c_str(), nullptr); }

QuantityMatch PlainNumber(std::int64_t unit, const NumberValue& number) {
  return {unit, number.prefix, ToDouble(number.value), ToDouble(number.low), ToDouble(number.high)};
}

void AddQuantity(const QuantityValue& value, std::vector<RowMatch>& matches) {
  if (!value.code) {
    matches.emplace_back(PlainNumber(0, value.number));
    return;
  }
  const std::string& system = *value.system;
  if (system.empty() || system == kUcum) {
    if (const auto unit = ucum::Unit::Parse(*value.code)) {
      const auto number = unit->ToCanonical(std::string_view(value.number.value));
      const auto low = unit->ToCanonical(std::string_view(value.number.low));
      const auto high = unit->ToCanonical(std::string_view(value.number.high));
      if (number && low && high) {
        matches.emplace_back(QuantityMatch{DimensionNumber(unit->CanonicalCode()),
                                           value.number.prefix, *number, std::min(*low, *high),
                                           std::max(*low, *high)});
      }
    }
  }
  matches.emplace_back(PlainNumber(UnitNumber(system, *value.code), value.number));
}

TokenMatch TokenOf(const TokenValue& value) {
  TokenMatch match;
  if (value.code) match.code = CutText(*value.code);
  if (value.system) match.system = SystemNumber(*value.system);
  return match;
}

/// `uri` without a "/" at its end, and every beginning of it that ends before one.
std::vector<std::string> Above(std::string uri) {
  std::vector<std::string> all{uri};
  const std::size_t authority = uri.find("://");
  const std::size_t least = authority == std::string::npos ? 0 : authority + 3;
  for (std::size_t slash = uri.rfind('/'); slash != std::string::npos && slash >= least;
       slash = slash == 0 ? std::string::npos : uri.rfind('/', slash - 1)) {
    all.push_back(uri.substr(0, slash + 1));
    all.push_back(uri.substr(0, slash));
  }
  return all;
}

void AddUri(const std::string& uri, Modifier modifier, std::vector<RowMatch>& matches) {
  using Way = UriMatch::Way;
  if (modifier == Modifier::kBegins || modifier == Modifier::kContains ||
      modifier == Modifier::kEnds) {
    matches.emplace_back(UriMatch{modifier == Modifier::kBegins     ? Way::kBegins
                                  : modifier == Modifier::kContains ? Way::kContains
                                                                    : Way::kEnds,
                                  std::string(CutText(uri))});
    return;
  }
  if (modifier == Modifier::kAbove) {
    for (std::string& one : Above(uri)) {
      if (!one.empty()) matches.emplace_back(UriMatch{UriMatch::Way::kIs, std::move(one)});
    }
    return;
  }
  matches.emplace_back(UriMatch{UriMatch::Way::kIs, std::string(CutText(uri))});
  if (modifier == Modifier::kBelow) {
    matches.emplace_back(UriMatch{UriMatch::Way::kBegins, uri.ends_with('/') ? uri : uri + '/'});
    matches.emplace_back(UriMatch{UriMatch::Way::kBegins, uri + '|'});
  }
}

Predicate OfRows(RowSet rows) {
  Predicate condition;
  condition.kind = Predicate::Kind::kRows;
  condition.rows = std::move(rows);
  return condition;
}

Predicate AnyOf(std::vector<Predicate> parts) {
  std::erase_if(parts, [](const Predicate& one) { return one.kind == Predicate::Kind::kNothing; });
  if (parts.empty()) return {};
  if (parts.size() == 1) return std::move(parts.front());
  Predicate condition;
  condition.kind = Predicate::Kind::kAny;
  condition.parts = std::move(parts);
  return condition;
}

Predicate Not(Predicate part) {
  Predicate condition;
  condition.kind = Predicate::Kind::kNot;
  condition.parts.push_back(std::move(part));
  return condition;
}

RowSet RowsFor(SearchTable table, std::vector<std::int64_t> params,
               fhir::TypeId only = fhir::TypeId::kNone) {
  RowSet rows;
  rows.table = table;
  rows.params = std::move(params);
  if (table == SearchTable::kReference && only != fhir::TypeId::kNone) {
    rows.target_type = TypeNumber(only);
  }
  return rows;
}

/// The first system behind `?3` that the code has rows of.
const sql::Query& NextSystem() {
  static const sql::Query query(
      "search.next_system",
      sql::Select({sql::Min(sql::Col("system"))})
          .From("fhir_token")
          .Where(sql::Col("param") == sql::Param(1) && sql::Col("code") == sql::Param(2) &&
                 sql::Col("system") > sql::Param(3)));
  return query;
}

/// Codes with more systems than this are looked for without.
constexpr std::size_t kMostSystems = 8;
/// More codes than this are looked for without their systems.
constexpr std::size_t kFewCodes = 16;

/// The rows of each table that the values ask for, by the table.
class Gathered {
 public:
  Gathered(std::vector<std::int64_t> params, fhir::TypeId only, bool unequal = false)
      : params_(std::move(params)), only_(only), unequal_(unequal) {}

  RowSet& Of(SearchTable table) {
    RowSet& rows = tables_.try_emplace(table, RowsFor(table, params_, only_)).first->second;
    rows.unequal = unequal_;
    return rows;
  }

  /// Tables that were asked for nothing are left out.
  Predicate Take() {
    std::vector<Predicate> parts;
    for (auto& [table, rows] : tables_) {
      if (!rows.any.empty()) parts.push_back(OfRows(std::move(rows)));
    }
    return AnyOf(std::move(parts));
  }

 private:
  std::vector<std::int64_t> params_;
  fhir::TypeId only_;
  bool unequal_;
  std::map<SearchTable, RowSet> tables_;
};

void AddReference(const ReferenceValue& value, Modifier modifier, Gathered& gathered) {
  if (value.url.empty()) {
    TargetMatch match{TargetOf(fhir::TypeId::kNone, value.id).target, {}};
    if (value.type != fhir::TypeId::kNone) match.type = TypeNumber(value.type);
    gathered.Of(SearchTable::kReference).any.emplace_back(std::move(match));
    return;
  }
  auto& uris = gathered.Of(SearchTable::kUri).any;
  AddUri(value.url, modifier, uris);
  if (modifier != Modifier::kNone) return;
  // A canonical without its version is one of any version.
  if (value.url.find('|') == std::string::npos) {
    uris.emplace_back(UriMatch{UriMatch::Way::kBegins, value.url + '|'});
  }
  RowSet& references = gathered.Of(SearchTable::kReference);
  if (!references.target_type)
    references.any.emplace_back(TargetMatch{std::string(CutText(value.url)), 0});
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Blanks at the ends are a part of what shall be contained, and one behind a beginning of what
/// shall follow, if anything does.
void AddFolded(const std::string& cut, TextMatch::Way way, std::string folded,
               std::vector<RowMatch>& matches) {
  const bool blank_behind = !folded.empty() && IsBlank(cut.back());
  if (way == TextMatch::Way::kContains && !cut.empty() && IsBlank(cut.front())) {
    folded.insert(folded.begin(), ' ');  // the whole of it where there are but blanks
  }
  if (way == TextMatch::Way::kBegins && blank_behind) {
    matches.emplace_back(TextMatch{TextMatch::Way::kIs, folded, cut});
  }
  if ((way == TextMatch::Way::kContains || way == TextMatch::Way::kBegins) && blank_behind) {
    folded += ' ';
  }
  matches.emplace_back(TextMatch{way, std::move(folded), cut});
}

void AddText(const std::string& text, Modifier modifier, std::vector<RowMatch>& matches) {
  const auto way = modifier == Modifier::kExact      ? TextMatch::Way::kExact
                   : modifier == Modifier::kContains ? TextMatch::Way::kContains
                   : modifier == Modifier::kIs       ? TextMatch::Way::kIs
                   : modifier == Modifier::kEnds     ? TextMatch::Way::kEnds
                                                     : TextMatch::Way::kBegins;
  const std::string cut(CutText(text));
  AddFolded(cut, way, Fold(cut), matches);
}

struct Adder {
  Modifier modifier;
  Gathered& gathered;
  const std::vector<std::string>* implied = nullptr;  // SearchParameter::code_systems

  void operator()(const TokenValue& value) const {
    auto& tokens = gathered.Of(SearchTable::kToken).any;
    tokens.emplace_back(TokenOf(value));
    if (implied == nullptr || !value.system) return;
    if (std::find(implied->begin(), implied->end(), *value.system) == implied->end()) return;
    // Plain codes have no system in the table; this is theirs.
    tokens.emplace_back(TokenMatch{std::get<TokenMatch>(tokens.back()).code, 0});
  }
  void operator()(const ReferenceValue& value) const { AddReference(value, modifier, gathered); }
  void operator()(const DateValue& value) const {
    gathered.Of(SearchTable::kDate).any.emplace_back(value);
  }
  void operator()(const QuantityValue& value) const {
    AddQuantity(value, gathered.Of(SearchTable::kQuantity).any);
  }
  void operator()(const StringValue& value) const {
    AddText(value.text, modifier, gathered.Of(SearchTable::kString).any);
  }
  void operator()(const UriValue& value) const {
    AddUri(value.uri, modifier, gathered.Of(SearchTable::kUri).any);
  }
  // These are conditions of their own.
  void operator()(const NearValue&) const {}
  void operator()(const CompositeValue&) const {}
};

}  // namespace

std::optional<std::int64_t> PredicateBuilder::KindNumber(fhir::TypeId type) {
  return record::KindNumber(session_, KindOf(type));
}

Predicate PredicateBuilder::Build(fhir::TypeId type, const Criterion& criterion) {
  switch (criterion.kind) {
    case Criterion::Kind::kValue:
      return Values(type, criterion);
    case Criterion::Kind::kMissing:
      return Missing(criterion);
    case Criterion::Kind::kId:
      return Ids(type, criterion.ids);
    case Criterion::Kind::kUpdated: {
      Predicate condition;
      condition.kind = Predicate::Kind::kUpdated;
      condition.type = TypeNumber(type);
      for (const SearchValue& value : criterion.values) {
        condition.updated.push_back(std::get<DateValue>(value));
      }
      return condition;
    }
    case Criterion::Kind::kChain:
      return Chain(criterion);
    case Criterion::Kind::kHas:
      return Has(type, criterion);
    case Criterion::Kind::kAll:
    case Criterion::Kind::kAny:
    case Criterion::Kind::kNot:
      return Joined(type, criterion);
  }
  return {};
}

Predicate PredicateBuilder::Joined(fhir::TypeId type, const Criterion& criterion) {
  std::vector<Predicate> parts;
  for (const Criterion& part : criterion.parts) parts.push_back(Build(type, part));
  if (criterion.kind == Criterion::Kind::kNot) return Not(std::move(parts.front()));
  if (criterion.kind == Criterion::Kind::kAny) return AnyOf(std::move(parts));
  const bool never = std::any_of(parts.begin(), parts.end(), [](const Predicate& part) {
    return part.kind == Predicate::Kind::kNothing;
  });
  if (never) return {};
  Predicate condition;
  condition.kind = Predicate::Kind::kAll;
  condition.parts = std::move(parts);
  return condition;
}

Predicate PredicateBuilder::Values(fhir::TypeId /*type*/, const Criterion& criterion) {
  const SearchParameter& parameter = *criterion.parameter;
  if (parameter.kind == SearchType::kSpecial) {
    std::vector<Predicate> parts;
    for (const SearchValue& value : criterion.values) {
      Predicate& near = parts.emplace_back();
      near.kind = Predicate::Kind::kNear;
      near.rows = RowsFor(SearchTable::kQuantity, parameter.rows_of);
      near.near = std::get<NearValue>(value);
    }
    return AnyOf(std::move(parts));
  }
  if (parameter.kind == SearchType::kComposite) {
    std::vector<Predicate> parts;
    for (const SearchValue& value : criterion.values) {
      parts.push_back(Composite(parameter, std::get<CompositeValue>(value)));
    }
    return AnyOf(std::move(parts));
  }
  std::vector<std::int64_t> params = parameter.rows_of;
  if (criterion.modifier == Modifier::kOfType || criterion.modifier == Modifier::kText) {
    for (std::int64_t& param : params) param = -param;
  }
  Gathered gathered(std::move(params), parameter.only_target, criterion.unequal);
  gathered.Of(SearchTable::kToken).no_element = !parameter.keeps_element;
  const Adder adder{criterion.modifier, gathered, &parameter.code_systems};
  for (const SearchValue& value : criterion.values) std::visit(adder, value);
  FindSystems(gathered.Of(SearchTable::kToken));
  Predicate condition = gathered.Take();
  return criterion.modifier == Modifier::kNot ? Not(std::move(condition)) : condition;
}

Predicate PredicateBuilder::Missing(const Criterion& criterion) {
  const SearchParameter& parameter = *criterion.parameter;
  std::vector<Predicate> parts;
  if (parameter.kind == SearchType::kComposite) {
    // A composite is there where all of its components are.
    std::vector<Predicate> absent;
    for (const auto& component : parameter.components) {
      absent.push_back(Not(OfRows(RowsFor(TableOf(component.kind), component.rows_of))));
    }
    Predicate missing = AnyOf(std::move(absent));
    return criterion.missing ? missing : Not(std::move(missing));
  }
  parts.push_back(
      OfRows(RowsFor(TableOf(parameter.kind), parameter.rows_of, parameter.only_target)));
  if (parameter.kind == SearchType::kReference && parameter.only_target == fhir::TypeId::kNone) {
    parts.push_back(OfRows(RowsFor(SearchTable::kUri, parameter.rows_of)));
  }
  Predicate present = AnyOf(std::move(parts));
  return criterion.missing ? Not(std::move(present)) : present;
}

Predicate PredicateBuilder::Ids(fhir::TypeId type, const std::vector<std::string>& ids) {
  const auto kind = KindNumber(type);
  if (!kind || ids.empty()) return {};
  Predicate condition;
  condition.kind = Predicate::Kind::kObjects;
  condition.object_kind = *kind;
  condition.type = TypeNumber(type);
  for (const std::string& id : ids) {
    condition.uids.push_back(record::StoredUid(record::ObjectUid(id)));
  }
  return condition;
}

Predicate PredicateBuilder::Chain(const Criterion& criterion) {
  const SearchParameter& parameter = *criterion.parameter;
  std::vector<Predicate> parts;
  for (const Criterion::Link& link : criterion.links) {
    const auto kind = KindNumber(link.type);
    if (!kind) continue;
    Predicate condition;
    condition.kind = Predicate::Kind::kChain;
    condition.rows = RowsFor(SearchTable::kReference, parameter.rows_of, link.type);
    condition.object_kind = *kind;
    condition.type = TypeNumber(link.type);
    condition.parts.push_back(Build(link.type, link.inner.front()));
    if (condition.parts.front().kind != Predicate::Kind::kNothing) {
      parts.push_back(std::move(condition));
    }
  }
  return AnyOf(std::move(parts));
}

Predicate PredicateBuilder::Has(fhir::TypeId type, const Criterion& criterion) {
  const Criterion::Link& link = criterion.links.front();
  const auto kind = KindNumber(type);
  if (!kind) return {};
  Predicate condition;
  condition.kind = Predicate::Kind::kHas;
  condition.rows = RowsFor(SearchTable::kReference, link.parameter->rows_of, type);
  condition.object_kind = *kind;
  condition.type = TypeNumber(link.type);
  condition.parts.push_back(Build(link.type, link.inner.front()));
  if (condition.parts.front().kind == Predicate::Kind::kNothing) return {};
  return condition;
}

Predicate PredicateBuilder::Composite(const SearchParameter& parameter,
                                      const CompositeValue& value) {
  Predicate condition;
  condition.kind = Predicate::Kind::kComposite;
  condition.same_element = parameter.same_element;
  for (std::size_t i = 0; i < parameter.components.size(); ++i) {
    const SearchParameter::Component& component = parameter.components[i];
    Gathered gathered(component.rows_of, fhir::TypeId::kNone);
    std::visit(Adder{Modifier::kNone, gathered}, value.components[i]);
    FindSystems(gathered.Of(SearchTable::kToken));
    Predicate part = gathered.Take();
    if (part.kind == Predicate::Kind::kAny) {
      // A reference by URL: of the two tables the one of canonicals and URIs.
      part = std::move(part.parts.back());
    }
    if (part.kind == Predicate::Kind::kNothing) return {};
    condition.parts.push_back(std::move(part));
    condition.outside.push_back(component.outside);
  }
  return condition;
}

void PredicateBuilder::FindSystems(RowSet& rows) {
  if (systems_ == Systems::kAny || rows.unequal || rows.any.size() > kFewCodes) return;
  std::vector<RowMatch> found;
  for (const RowMatch& match : rows.any) {
    const auto* token = std::get_if<TokenMatch>(&match);
    if (token == nullptr || token->system || !token->code) {
      found.push_back(match);
      continue;
    }
    std::set<std::int64_t> systems;
    for (const std::int64_t param : rows.params) {
      std::int64_t last = -1;
      while (systems.size() <= kMostSystems) {
        auto next = session_.Prepare(NextSystem());
        next.Bind(1, param).BindText(2, *token->code).Bind(3, last);
        if (!next.Step() || next.IsNull(0)) break;
        last = next.Int(0);
        systems.insert(last);
      }
    }
    if (systems.size() > kMostSystems) {
      found.push_back(match);
      continue;
    }
    for (const std::int64_t system : systems) found.emplace_back(TokenMatch{token->code, system});
  }
  rows.any = std::move(found);
}

Predicate PredicateBuilder::InCompartment(fhir::TypeId type, const Compartment& compartment) {
  std::vector<Predicate> parts;
  if (type == compartment.type) parts.push_back(Ids(type, {compartment.id.value()}));
  RowSet rows = RowsFor(SearchTable::kReference, {}, compartment.type);
  for (const std::string_view code : fhir::CompartmentParameters(compartment.type, type)) {
    const SearchParameter* parameter = parameters_.Find(type, code);
    if (parameter == nullptr) continue;
    rows.params.insert(rows.params.end(), parameter->rows_of.begin(), parameter->rows_of.end());
  }
  std::sort(rows.params.begin(), rows.params.end());
  rows.params.erase(std::unique(rows.params.begin(), rows.params.end()), rows.params.end());
  if (!rows.params.empty()) {
    rows.any.emplace_back(TargetMatch{TargetOf(fhir::TypeId::kNone, compartment.id.value()).target,
                                      TypeNumber(compartment.type)});
    parts.push_back(OfRows(std::move(rows)));
  }
  return AnyOf(std::move(parts));
}

}  // namespace socle::resource

#include <algorithm>
#include <utility>

#include "resource/search_plan.h"
#include "resource/search_rows.h"

// Conditions as ways to candidates, and as questions about one.
namespace socle::resource {
namespace {

using sql::Col;
using sql::Expr;
using sql::Select;

/// More exact matches than these are looked up in a set that is read once.
constexpr std::size_t kMostProbes = 64;

RowKey KeyOf(const std::string& alias) {
  return {Col(alias, "ehr"), Col(alias, "object"), Col(alias, "part")};
}

Expr SameKey(const std::string& alias, const RowKey& key) {
  return Col(alias, "ehr") == key.ehr && Col(alias, "object") == key.object &&
         Col(alias, "part") == key.part;
}

Expr SameObject(const std::string& alias, const RowKey& key) {
  return Col(alias, "ehr") == key.ehr && Col(alias, "object") == key.object;
}

/// What points to a resource that was deleted meets no chain, and no negation of one.
Expr IsThere(const std::string& object) { return Col(object, "deleted") == sql::Int(0); }

CandidatePath RowsPath(const RowSet& rows, Binder& binder) {
  const std::string alias = binder.Alias();
  CandidatePath path;
  path.steps.push_back({std::string(TableName(rows.table)), alias, IsOneOf(rows, alias, binder)});
  path.key = KeyOf(alias);
  path.is_once = IsOnce(rows);
  return path;
}

CandidateSource RowsSource(const RowSet& rows) {
  CandidateSource source;
  source.is_ordered = true;
  source.is_disjoint = IsPaired(rows) && rows.any.size() == 1;
  for (RowSet& range : Ranges(rows)) {
    source.is_ordered = source.is_ordered && IsOrdered(range);
    source.paths.emplace_back(
        [range = std::move(range)](Binder& binder) { return RowsPath(range, binder); });
  }
  return source;
}

CandidatePath ObjectsPath(const Predicate& condition, Binder& binder) {
  const std::string alias = binder.Alias();
  CandidatePath path;
  path.steps.push_back({"object", alias,
                        binder.OneOfBlobs(Col(alias, "uid"), condition.uids) &&
                            Col(alias, "kind") == binder.Int(condition.object_kind)});
  path.key = {Col(alias, "ehr"), Col(alias, "object"), sql::Int(0)};
  path.is_indexed = false;
  return path;
}

/// Of fhir_resource: whether the column `updated` is as one of `values` says.
Expr UpdatedAs(const Expr& updated, const std::vector<DateValue>& values, Binder& binder) {
  std::vector<Expr> any;
  for (const DateValue& value : values) {
    const auto from = [&] { return binder.Int(value.low * 1000); };
    const auto to = [&] { return binder.Int(value.high * 1000); };
    switch (value.prefix) {
      case Prefix::kEq:
      case Prefix::kAp:
        any.push_back(updated >= from() && updated < to());
        break;
      case Prefix::kNe:
        any.push_back(updated < from() || updated >= to());
        break;
      case Prefix::kGt:
      case Prefix::kSa:
        any.push_back(updated >= to());
        break;
      case Prefix::kGe:
        any.push_back(updated >= from());
        break;
      case Prefix::kLt:
      case Prefix::kEb:
        any.push_back(updated < from());
        break;
      case Prefix::kLe:
        any.push_back(updated < to());
        break;
    }
  }
  return any.size() == 1 ? any.front() : sql::AnyOf(std::move(any));
}

CandidatePath UpdatedPath(const Predicate& condition, Binder& binder) {
  const std::string alias = binder.Alias();
  CandidatePath path;
  path.steps.push_back({"fhir_resource", alias,
                        IsOfType(alias, condition.type, binder) &&
                            UpdatedAs(Col(alias, "updated"), condition.updated, binder)});
  path.key = KeyOf(alias);
  return path;
}

/// From the resources that are pointed to, by their ids, to the references.
CandidatePath ChainPath(const Predicate& condition, const PathMaker& inner, Binder& binder) {
  CandidatePath path = inner(binder);
  const std::string object = binder.Alias(), reference = binder.Alias();
  path.steps.push_back({"object", object, SameObject(object, path.key) && IsThere(object)});
  path.steps.push_back({"fhir_reference", reference,
                        IsOneOf(condition.rows, reference, binder) &&
                            Col(reference, "target") == Col(object, "uid")});
  path.key = KeyOf(reference);
  path.is_indexed = true;
  path.is_once = false;
  return path;
}

/// From the resources that refer, by their references, to what they point to.
CandidatePath HasPath(const Predicate& condition, const PathMaker& inner, Binder& binder) {
  CandidatePath path = inner(binder);
  const std::string reference = binder.Alias(), object = binder.Alias();
  path.steps.push_back(
      {"fhir_reference", reference,
       SameKey(reference, path.key) && IsOneOf(condition.rows, reference, binder)});
  path.steps.push_back({"object", object,
                        Col(object, "uid") == Col(reference, "target") &&
                            Col(object, "kind") == binder.Int(condition.object_kind)});
  path.key = {Col(object, "ehr"), Col(object, "object"), sql::Int(0)};
  path.is_indexed = false;
  path.is_once = false;
  return path;
}

/// That the row `alias` is the coordinate of one axis of the parameter, no farther away than the
/// chord.
Expr OnAxis(const Predicate& condition, std::int64_t axis, double value, const std::string& alias,
            Binder& binder) {
  const double chord = condition.near.chord;
  return Col(alias, "param") == binder.Int(condition.rows.params.front()) &&
         IsInIndex("fhir_quantity", alias) && Col(alias, "unit") == sql::Int(axis) &&
         Col(alias, "value") >= binder.Real(value - chord) &&
         Col(alias, "value") <= binder.Real(value + chord);
}

Expr Square(const std::string& alias, double value, Binder& binder) {
  return (Col(alias, "value") - binder.Real(value)) * (Col(alias, "value") - binder.Real(value));
}

/// From the places as far north or south to those that are as far east or west too, and no farther
/// away on the whole.
CandidatePath NearPath(const Predicate& condition, Binder& binder) {
  const auto& [x, y, z] = condition.near.point;
  const std::string on_z = binder.Alias(), on_x = binder.Alias(), on_y = binder.Alias();
  CandidatePath path;
  path.key = KeyOf(on_z);
  path.steps.push_back({"fhir_quantity", on_z, OnAxis(condition, kAxisZ, z, on_z, binder)});
  path.steps.push_back({"fhir_quantity", on_x,
                        SameKey(on_x, path.key) && OnAxis(condition, kAxisX, x, on_x, binder)});
  path.steps.push_back(
      {"fhir_quantity", on_y,
       SameKey(on_y, path.key) && OnAxis(condition, kAxisY, y, on_y, binder) &&
           Square(on_x, x, binder) + Square(on_y, y, binder) + Square(on_z, z, binder) <=
               binder.Real(condition.near.chord * condition.near.chord)});
  return path;
}

Expr NearMeets(const Predicate& condition, const RowKey& key, Binder& binder) {
  const CandidatePath path = NearPath(condition, binder);
  Select select({sql::Int(1)});
  ReadPath(path, select);
  select.Where(SameKey(path.steps.front().alias, key));
  return sql::Exists(std::move(select));
}

/// That the other components have rows of the resource, in the element of the row `alias`, which is
/// one of component `first`.
Expr OtherComponents(const Predicate& condition, std::size_t first, const std::string& alias,
                     Binder& binder) {
  Expr all;
  for (std::size_t i = 0; i < condition.parts.size(); ++i) {
    if (i == first) continue;
    const RowSet& rows = condition.parts[i].rows;
    const std::string other = binder.Alias();
    Expr where = SameKey(other, KeyOf(alias)) && IsOneOf(rows, other, binder);
    const bool compared =
        condition.same_element && !condition.outside[i] && !condition.outside[first];
    if (compared) where = where && Col(other, "element") == Col(alias, "element");
    Select select({sql::Int(1)});
    select.From(TableName(rows.table), other).Where(where);
    all = all && sql::Exists(std::move(select));
  }
  return all;
}

bool HasOrderedRanges(const RowSet& rows) { return RowsSource(rows).is_ordered; }

/// The component to begin with: the first whose rows are exact.
std::size_t FirstComponent(const Predicate& condition) {
  for (std::size_t i = 0; i < condition.parts.size(); ++i) {
    if (HasOrderedRanges(condition.parts[i].rows)) return i;
  }
  return 0;
}

CandidateSource CompositeSource(const Predicate& condition) {
  const std::size_t first = FirstComponent(condition);
  CandidateSource source = RowsSource(condition.parts[first].rows);
  for (PathMaker& make : source.paths) {
    make = [inner = std::move(make), &condition, first](Binder& binder) {
      CandidatePath path = inner(binder);
      CandidatePath::Step& step = path.steps.back();
      step.on = step.on && OtherComponents(condition, first, step.alias, binder);
      return path;
    };
  }
  return source;
}

std::optional<CandidateSource> AnySource(const Predicate& condition) {
  CandidateSource all;
  all.is_ordered = true;
  for (const Predicate& part : condition.parts) {
    auto source = SourceOf(part);
    if (!source) return std::nullopt;
    all.is_ordered = all.is_ordered && source->is_ordered;
    for (PathMaker& make : source->paths) all.paths.push_back(std::move(make));
  }
  return all;
}

struct Lead {
  const Predicate* part;
  CandidateSource source;
};

/// The part of kAll that gives the candidates, with its source, which is made once at each level.
std::optional<Lead> LeadWithSource(const Predicate& all) {
  std::optional<Lead> lead;
  for (const Predicate& part : all.parts) {
    auto source = SourceOf(part);
    if (!source) continue;
    const bool best = source->is_ordered || part.kind == Predicate::Kind::kObjects;
    if (best || !lead) lead = Lead{&part, std::move(*source)};
    if (best) break;
  }
  return lead;
}

/// The candidates of one part, of which the others are asked.
std::optional<CandidateSource> AllSource(const Predicate& condition) {
  auto found = LeadWithSource(condition);
  if (!found) return std::nullopt;
  const Predicate* const lead = found->part;
  std::optional<CandidateSource> source = std::move(found->source);
  for (PathMaker& make : source->paths) {
    make = [inner = std::move(make), &condition, lead](Binder& binder) {
      CandidatePath path = inner(binder);
      for (const Predicate& part : condition.parts) {
        Expr& on = path.steps.back().on;
        if (&part != lead) on = on && Meets(part, path.key, binder);
      }
      return path;
    };
  }
  return source;
}

using Joined = CandidatePath (*)(const Predicate&, const PathMaker&, Binder&);

std::optional<CandidateSource> JoinedSource(const Predicate& condition, Joined join) {
  auto source = SourceOf(condition.parts.front());
  if (!source) return std::nullopt;
  source->is_ordered = false;
  for (PathMaker& make : source->paths) {
    make = [inner = std::move(make), &condition, join](Binder& binder) {
      return join(condition, inner, binder);
    };
  }
  return source;
}

/// Whether each of the rows is found by the whole key of its table.
bool IsExact(const RowSet& rows) {
  const std::size_t probes = rows.any.size() * rows.params.size();
  if (rows.unequal || probes == 0 || probes > kMostProbes) return false;
  for (const RowMatch& match : rows.any) {
    const auto* token = std::get_if<TokenMatch>(&match);
    const auto* uri = std::get_if<UriMatch>(&match);
    const bool exact = (token != nullptr && token->code && token->system) ||
                       (uri != nullptr && uri->way == UriMatch::Way::kIs);
    if (!exact) return false;
  }
  return true;
}

/// Whether an index that begins with the resource has the rows.
bool HasIndexByResource(const RowSet& rows) {
  // Texts of codes (:text) have negative numbers, which the index leaves out.
  if (rows.table == SearchTable::kString) return rows.params.front() > 0;
  return rows.table != SearchTable::kToken && rows.table != SearchTable::kUri;
}

Expr RowsMeet(const RowSet& rows, const RowKey& key, Binder& binder) {
  if (HasIndexByResource(rows)) {
    const std::string alias = binder.Alias();
    Select select({sql::Int(1)});
    select.From(TableName(rows.table), alias)
        .Where(SameKey(alias, key) && IsOneOf(rows, alias, binder));
    return sql::Exists(std::move(select));
  }
  std::vector<Expr> any;
  const bool exact = IsExact(rows);
  for (const RowSet& range : exact ? Ranges(rows) : std::vector<RowSet>{rows}) {
    const std::string alias = binder.Alias();
    if (exact) {
      Select select({sql::Int(1)});
      select.From(TableName(rows.table), alias)
          .Where(IsOneOf(range, alias, binder) && SameKey(alias, key));
      any.push_back(sql::Exists(std::move(select)));
    } else {
      Select select({Col(alias, "ehr"), Col(alias, "object"), Col(alias, "part")});
      select.From(TableName(rows.table), alias).Where(IsOneOf(range, alias, binder));
      any.push_back(sql::InRows({key.ehr, key.object, key.part}, std::move(select)));
    }
  }
  return any.size() == 1 ? any.front() : sql::AnyOf(std::move(any));
}

Expr ChainMeets(const Predicate& condition, const RowKey& key, Binder& binder) {
  const std::string reference = binder.Alias(), object = binder.Alias();
  const RowKey target{Col(object, "ehr"), Col(object, "object"), sql::Int(0)};
  Select select({sql::Int(1)});
  select.From("fhir_reference", reference)
      .JoinInOrder("object", object,
                   Col(object, "uid") == Col(reference, "target") &&
                       Col(object, "kind") == binder.Int(condition.object_kind) && IsThere(object))
      .Where(SameKey(reference, key) && IsOneOf(condition.rows, reference, binder) &&
             Meets(condition.parts.front(), target, binder));
  return sql::Exists(std::move(select));
}

Expr HasMeets(const Predicate& condition, const RowKey& key, Binder& binder) {
  const std::string object = binder.Alias(), reference = binder.Alias();
  Select select({sql::Int(1)});
  select.From("object", object)
      .JoinInOrder("fhir_reference", reference,
                   IsOneOf(condition.rows, reference, binder) &&
                       Col(reference, "target") == Col(object, "uid"))
      .Where(SameObject(object, key) && Meets(condition.parts.front(), KeyOf(reference), binder));
  return sql::Exists(std::move(select));
}

Expr CompositeMeets(const Predicate& condition, const RowKey& key, Binder& binder) {
  const std::size_t first = FirstComponent(condition);
  const RowSet& rows = condition.parts[first].rows;
  const std::string alias = binder.Alias();
  Select select({sql::Int(1)});
  select.From(TableName(rows.table), alias)
      .Where(IsOneOf(rows, alias, binder) && SameKey(alias, key) &&
             OtherComponents(condition, first, alias, binder));
  return sql::Exists(std::move(select));
}

}  // namespace

Expr IsOfType(const std::string& alias, std::int64_t type, Binder& binder) {
  Expr is = Col(alias, "type") == binder.Int(type);
  // What the index by `updated` asks for.
  if (type < kContained) is = is && Col(alias, "type") < sql::Int(kContained);
  return is;
}

void ReadPath(const CandidatePath& path, Select& select, std::size_t steps) {
  const CandidatePath::Step& first = path.steps.front();
  select.From(first.table, first.alias).Where(first.on);
  for (std::size_t i = 1; i < std::min(steps, path.steps.size()); ++i) {
    select.JoinInOrder(path.steps[i].table, path.steps[i].alias, path.steps[i].on);
  }
}

const Predicate* LeadOf(const Predicate& all) {
  const auto lead = LeadWithSource(all);
  return lead ? lead->part : nullptr;
}

std::optional<CandidateSource> SourceOf(const Predicate& condition) {
  switch (condition.kind) {
    case Predicate::Kind::kRows:
      return RowsSource(condition.rows);
    case Predicate::Kind::kObjects:
      return CandidateSource{
          {[&condition](Binder& binder) { return ObjectsPath(condition, binder); }}, false};
    case Predicate::Kind::kUpdated:
      return CandidateSource{
          {[&condition](Binder& binder) { return UpdatedPath(condition, binder); }}, false};
    case Predicate::Kind::kChain:
      return JoinedSource(condition, &ChainPath);
    case Predicate::Kind::kHas:
      return JoinedSource(condition, &HasPath);
    case Predicate::Kind::kNear:
      return CandidateSource{{[&condition](Binder& binder) { return NearPath(condition, binder); }},
                             false};
    case Predicate::Kind::kComposite:
      return CompositeSource(condition);
    case Predicate::Kind::kAll:
      return AllSource(condition);
    case Predicate::Kind::kAny:
      return AnySource(condition);
    case Predicate::Kind::kNot:
      return std::nullopt;
    case Predicate::Kind::kNothing:
      return CandidateSource{{}, true};
  }
  return std::nullopt;
}

sql::Expr Meets(const Predicate& condition, const RowKey& key, Binder& binder) {
  switch (condition.kind) {
    case Predicate::Kind::kRows:
      return RowsMeet(condition.rows, key, binder);
    case Predicate::Kind::kObjects: {
      const std::string alias = binder.Alias();
      Select select({sql::Int(1)});
      select.From("object", alias)
          .Where(SameObject(alias, key) && binder.OneOfBlobs(Col(alias, "uid"), condition.uids));
      return key.part == sql::Int(0) && sql::Exists(std::move(select));
    }
    case Predicate::Kind::kUpdated: {
      const std::string alias = binder.Alias();
      Select select({sql::Int(1)});
      select.From("fhir_resource", alias)
          .Where(Col(alias, "type") == binder.Int(condition.type) && SameKey(alias, key) &&
                 UpdatedAs(Col(alias, "updated"), condition.updated, binder));
      return sql::Exists(std::move(select));
    }
    case Predicate::Kind::kChain:
      return ChainMeets(condition, key, binder);
    case Predicate::Kind::kHas:
      return HasMeets(condition, key, binder);
    case Predicate::Kind::kNear:
      return NearMeets(condition, key, binder);
    case Predicate::Kind::kComposite:
      return CompositeMeets(condition, key, binder);
    case Predicate::Kind::kNot:
      // With NOT before IN, SQLite looks for a null through all rows of the set, each time that it
      // has not what is looked for; behind WHEN it does not.
      return sql::Case({{Meets(condition.parts.front(), key, binder), sql::Int(0)}}, sql::Int(1)) ==
             sql::Int(1);
    case Predicate::Kind::kAll: {
      std::vector<Expr> all;
      for (const Predicate& part : condition.parts) all.push_back(Meets(part, key, binder));
      return sql::AllOf(std::move(all));
    }
    case Predicate::Kind::kAny: {
      std::vector<Expr> any;
      for (const Predicate& part : condition.parts) any.push_back(Meets(part, key, binder));
      return sql::AnyOf(std::move(any));
    }
    case Predicate::Kind::kNothing:
      return sql::Bool(false);
  }
  return sql::Bool(false);
}

}  // namespace socle::resource

#include <algorithm>
#include <utility>

#include "json/document.h"
#include "json/writer.h"
#include "resource/custom_parameters.h"
#include "resource/paired_rows.h"
#include "resource/type_number.h"

// The tables fhir_custom_parameter and fhir_custom_state.
namespace socle::resource {
namespace {

using sql::Col;
using sql::Param;

struct Queries {
  sql::Query generation, count_up, all, put, gone, again, indexed, removed, forget_gone, all_there;
};

const Queries& Sql() {
  static const Queries queries{
      .generation = sql::Query("resource.custom_generation", sql::Select({Col("generation")})
                                                                 .From("fhir_custom_state")
                                                                 .Where(Col("id") == sql::Int(1))),
      .count_up = sql::Query("resource.custom_count_up",
                             sql::Update("fhir_custom_state")
                                 .Set("generation", Col("generation") + sql::Int(1))
                                 .Where(Col("id") == sql::Int(1))),
      .all = sql::Query(
          "resource.customs",
          sql::Select({Col("version"), Col("owner"), Col("state"), Col("code"), Col("url"),
                       Col("kind"), Col("bases"), Col("targets"), Col("expression"), Col("indexed"),
                       Col("failed"), Col("components")})
              .From("fhir_custom_parameter")
              .OrderBy({sql::Asc(Col("version"))})),
      .put = sql::Query("resource.put_custom",
                        sql::Insert("fhir_custom_parameter",
                                    {"version", "owner", "state", "code", "url", "kind", "bases",
                                     "targets", "expression", "type", "ehr", "object", "part",
                                     "indexed", "failed", "components"})),
      .gone = sql::Query("resource.custom_gone", sql::Update("fhir_custom_parameter")
                                                     .Set("state", sql::Int(2))
                                                     .Where(Col("owner") == Param(1))),
      .again = sql::Query("resource.custom_again", sql::Update("fhir_custom_parameter")
                                                       .Set("state", sql::Int(0))
                                                       .Set("type", sql::Int(0))
                                                       .Set("indexed", sql::Int(0))
                                                       .Set("failed", sql::Int(0))
                                                       .Where(Col("version") == Param(1))),
      .indexed = sql::Query("resource.custom_indexed",
                            sql::Update("fhir_custom_parameter")
                                .Set("state", sql::Int(1))
                                .Where(Col("version") == Param(1) && Col("state") == sql::Int(0))),
      .removed = sql::Query("resource.custom_removed",
                            sql::Delete("fhir_custom_parameter")
                                .Where(Col("version") == Param(1) && Col("state") == sql::Int(2))),
      .forget_gone =
          sql::Query("resource.forget_gone_customs",
                     sql::Delete("fhir_custom_parameter").Where(Col("state") == sql::Int(2))),
      .all_there = sql::Query("resource.customs_are_there",
                              sql::Update("fhir_custom_parameter").Set("state", sql::Int(1)))};
  return queries;
}

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
  return text;
}

std::vector<std::string> Split(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    names.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return names;
}

/// As JSON; empty where there are none.
std::string WriteComponents(const std::vector<CustomParameter::Component>& components) {
  if (components.empty()) return {};
  std::string text;
  json::Writer json(text);
  json.BeginArray();
  for (const CustomParameter::Component& one : components) {
    json.BeginObject().Member("definition", one.definition).Member("kind", one.kind);
    json.Member("expression", one.expression).EndObject();
  }
  json.EndArray();
  return text;
}

std::vector<CustomParameter::Component> ReadComponents(std::string_view text) {
  std::vector<CustomParameter::Component> components;
  if (text.empty()) return components;
  const json::Document document = json::Document::Parse(text);
  const auto member = [](const json::Value& one, std::string_view name) {
    const json::Value* const found = one.Find(name);
    return found == nullptr ? std::string() : std::string(found->text());
  };
  for (const json::Value& one : document.root()) {
    components.push_back(
        {member(one, "definition"), member(one, "kind"), member(one, "expression")});
  }
  return components;
}

/// Sets the kinds of components whose definitions are the store's own. False: one is not there.
bool FindKinds(const std::vector<CustomParameter>& known, CustomParameter& parameter) {
  for (CustomParameter::Component& component : parameter.components) {
    for (const CustomParameter& one : known) {
      if (!component.kind.empty()) break;
      if (one.url == component.definition && one.components.empty()) component.kind = one.kind;
      // The definition may have gone since; what it said then holds.
      for (const CustomParameter::Component& other : one.components) {
        if (other.definition == component.definition) component.kind = other.kind;
      }
    }
    if (component.kind.empty()) return false;
  }
  return true;
}

void CountUp(store::Session& session) { session.Prepare(Sql().count_up).Run(); }

}  // namespace

std::int64_t CustomGeneration(store::Session& session) {
  auto read = session.Prepare(Sql().generation);
  return read.Step() ? read.Int(0) : 0;
}

std::vector<CustomParameter> ReadCustoms(store::Session& session) {
  std::vector<CustomParameter> all;
  auto read = session.Prepare(Sql().all);
  while (read.Step()) {
    CustomParameter& one = all.emplace_back();
    one.version = read.Int(0);
    one.owner = read.Int(1);
    one.state = static_cast<CustomParameter::State>(read.Int(2));
    one.code = read.Text(3);
    one.url = read.Text(4);
    one.kind = read.Text(5);
    one.bases = Split(read.Text(6));
    one.targets = Split(read.Text(7));
    one.expression = read.Text(8);
    one.indexed = read.Int(9);
    one.failed = read.Int(10);
    one.components = ReadComponents(read.Text(11));
  }
  return all;
}

void NoteCustom(store::Session& session, std::int64_t owner,
                std::optional<CustomParameter> parameter) {
  const std::vector<CustomParameter> before = ReadCustoms(session);
  if (parameter && !FindKinds(before, *parameter)) parameter.reset();
  const bool same = parameter && std::ranges::any_of(before, [&](const CustomParameter& one) {
                      return one.owner == owner && one.state != CustomParameter::State::kGone &&
                             one.SaysTheSame(*parameter);
                    });
  if (same) return;
  const std::int64_t gone = session.Prepare(Sql().gone).Bind(1, owner).Run();
  if (gone == 0 && !parameter) return;
  CountUp(session);
  // A younger one of the same code has no rows of the types that the older one had before it.
  for (const CustomParameter& one : before) {
    if (one.owner != owner) continue;
    for (const CustomParameter& other : before) {
      const bool waited = other.owner != owner && other.code == one.code &&
                          other.state == CustomParameter::State::kIndexed;
      if (waited) session.Prepare(Sql().again).Bind(1, other.version).Run();
    }
  }
  if (!parameter) return;
  auto put = session.Prepare(Sql().put);
  put.Bind(1, parameter->version).Bind(2, owner);
  put.Bind(3, static_cast<std::int64_t>(parameter->state));
  put.BindText(4, parameter->code).BindText(5, parameter->url).BindText(6, parameter->kind);
  put.BindText(7, Joined(parameter->bases)).BindText(8, Joined(parameter->targets));
  put.BindText(9, parameter->expression);
  for (int column = 10; column <= 15; ++column) put.Bind(column, std::int64_t{0});
  put.BindText(16, WriteComponents(parameter->components));
  put.Run();
}

std::int64_t CountResources(store::Session& session, const std::vector<fhir::TypeId>& types) {
  static const sql::Query query(
      "resource.count_of_type",
      sql::Select({sql::CountRows()}).From("fhir_resource").Where(Col("type") == Param(1)));
  std::int64_t all = 0;
  for (const fhir::TypeId type : types) {
    auto count = session.Prepare(query);
    count.Bind(1, TypeNumber(type));
    if (count.Step()) all += count.Int(0);
  }
  return all;
}

void NoteIndexed(store::Session& session, std::int64_t version) {
  session.Prepare(Sql().indexed).Bind(1, version).Run();
  CountUp(session);
}

void NoteRemoved(store::Session& session, std::int64_t version) {
  session.Prepare(Sql().removed).Bind(1, version).Run();
}

bool HasTextParameters(store::Session& session) {
  return std::ranges::any_of(ReadCustoms(session), [](const CustomParameter& one) {
    return one.version < 0 && one.state != CustomParameter::State::kGone;
  });
}

void SetTextParameters(store::Session& session, bool wanted) {
  const std::vector<CustomParameter> known = ReadCustoms(session);
  for (CustomParameter& text : TextParameters()) {
    if (std::ranges::find(known, text.version, &CustomParameter::version) != known.end()) {
      // Wanted again before all rows were removed: what is left is completed.
      auto change = session.Prepare(wanted ? Sql().again : Sql().gone);
      change.Bind(1, text.version).Run();
      CountUp(session);
    } else if (wanted) {
      if (CountResources(session, TypesOf(text.bases)) == 0) {
        text.state = CustomParameter::State::kIndexed;
      }
      NoteCustom(session, text.owner, text);
    }
  }
}

void NoteAllAnew(store::Session& session) {
  NotePairedRows(session);
  const std::int64_t gone = session.Prepare(Sql().forget_gone).Run();
  if (session.Prepare(Sql().all_there).Run() + gone > 0) CountUp(session);
}

}  // namespace socle::resource

#include "resource/parameter_indexing.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.h"
#include "fhir/json.h"
#include "record/stored_bodies.h"
#include "resource/own_resources.h"
#include "resource/resource_places.h"
#include "resource/row_table.h"
#include "resource/search_rows.h"
#include "resource/type_number.h"

namespace socle::resource {
namespace {

using sql::Col;
using sql::Param;

constexpr std::chrono::milliseconds kPause{500};

/// The last resource whose rows were made, or one of a type of which none were yet.
struct Cursor {
  std::int64_t type = 0, ehr = -1, object = 0, part = 0;
};

/// A resource, and its rows as the snapshot has it; none where they could not be made.
struct Made {
  Cursor place;
  std::int64_t version = 0;
  std::optional<std::vector<SearchRow>> rows;
};

struct Queries {
  sql::Query cursor, next, move;
};

const Queries& Sql() {
  const auto cursor = [] {
    return sql::Update("fhir_custom_parameter")
        .Set("type", Param(2))
        .Set("ehr", Param(3))
        .Set("object", Param(4))
        .Set("part", Param(5))
        .Set("indexed", Col("indexed") + Param(6))
        .Set("failed", Col("failed") + Param(7))
        .Where(Col("version") == Param(1) && Col("state") == sql::Int(0));
  };
  const auto behind = [] {
    return Col("type") == Param(1) &&
           (Col("ehr") > Param(2) ||
            (Col("ehr") == Param(2) &&
             (Col("object") > Param(3) || (Col("object") == Param(3) && Col("part") > Param(4)))));
  };
  static const Queries queries{
      .cursor = sql::Query("resource.custom_cursor",
                           sql::Select({Col("type"), Col("ehr"), Col("object"), Col("part")})
                               .From("fhir_custom_parameter")
                               .Where(Col("version") == Param(1) && Col("state") == sql::Int(0))),
      .next = sql::Query(
          "resource.custom_next",
          sql::Select({Col("ehr"), Col("object"), Col("part"), Col("version")})
              .From("fhir_resource")
              // The range of the key; the rest of the condition tells the row itself from it.
              .Where(behind() && Col("ehr") >= Param(2))
              .OrderBy({sql::Asc(Col("ehr")), sql::Asc(Col("object")), sql::Asc(Col("part"))})
              .Limit(Param(5))),
      .move = sql::Query("resource.custom_move", cursor())};
  return queries;
}

std::optional<Cursor> CursorOf(store::Session& session, std::int64_t version) {
  auto read = session.Prepare(Sql().cursor);
  read.Bind(1, version);
  if (!read.Step()) return std::nullopt;
  Cursor cursor{read.Int(0), read.Int(1), read.Int(2), read.Int(3)};
  if (cursor.type == 0) cursor.ehr = -1;
  return cursor;
}

const RowSource* SourceOf(const SearchParameters& parameters, fhir::TypeId type,
                          std::int64_t number) {
  for (const RowSource& source : parameters.CustomSources(type)) {
    if (source.number == number) return &source;
  }
  return nullptr;
}

std::optional<std::vector<SearchRow>> RowsOfVersion(const SearchParameters& parameters,
                                                    const RowSource& source,
                                                    const record::StoredBody& stored) {
  const fhir::ReadResult read = fhir::ReadJson(WithId(stored.body, stored.uid.value()));
  if (read.tree.empty()) return std::nullopt;
  return CustomRowsOf(parameters, source, read.tree.root());
}

/// The next resources of a type behind the cursor, which moves along, with their rows.
std::vector<Made> MakeNext(store::Session& session, const SearchParameters& parameters,
                           const RowSource& source, Cursor& cursor, std::int64_t most) {
  std::vector<Made> made;
  {
    auto next = session.Prepare(Sql().next);
    next.Bind(1, cursor.type).Bind(2, cursor.ehr).Bind(3, cursor.object);
    next.Bind(4, cursor.part).Bind(5, most);
    while (next.Step()) {
      made.push_back(
          {{cursor.type, next.Int(0), next.Int(1), next.Int(2)}, next.Int(3), std::nullopt});
    }
  }
  record::StoredBodies bodies(session);
  for (Made& one : made) one.rows = RowsOfVersion(parameters, source, bodies.Read(one.version));
  if (!made.empty()) cursor = made.back().place;
  return made;
}

/// Writes what is missing, as the resources are by now. How many had no rows to be made.
std::int64_t Complete(store::Session& session, const SearchParameters& parameters,
                      const RowSource& source, std::vector<Made>& made) {
  std::int64_t failed = 0;
  for (Made& one : made) {
    const RowOwner owner{one.place.ehr, static_cast<std::uint32_t>(one.place.object),
                         static_cast<std::uint32_t>(one.place.part)};
    const auto head =
        FindHead(session, one.place.type, {record::EhrKey(owner.ehr), owner.object, owner.part});
    if (!head) continue;
    if (head->version != one.version) {
      one.rows =
          RowsOfVersion(parameters, source, record::StoredBodies(session).Read(head->version));
    }
    if (!one.rows) {
      ++failed;
      continue;
    }
    RowWriter writer(session, owner, RowWriter::Action::kComplete);
    for (const SearchRow& row : *one.rows) writer.Write(row);
  }
  return failed;
}

}  // namespace

void ParameterIndexing::RemoveRows(const CustomParameter& parameter) {
  store_.Write([&](store::Session& session) {
    std::int64_t left = kRowsOfStep;
    for (const fhir::TypeId type : TypesOf(parameter.bases)) {
      for (const std::int64_t number : parameter.Numbers(type)) {
        left -= DeleteRowsOf(session, number, left);
        if (left > 0) left -= DeleteRowsOf(session, -number, left);
        if (left == 0) return;
      }
    }
    NoteRemoved(session, parameter.version);
  });
}

void ParameterIndexing::MakeRows(const CustomParameter& parameter) {
  store::Reader reader = store_.Read();
  const auto parameters = parameters_.Of(reader.session());
  auto cursor = CursorOf(reader.session(), parameter.version);
  if (!cursor) return;
  const RowSource* source = nullptr;
  std::vector<Made> made;
  for (const fhir::TypeId type : TypesOf(parameter.bases)) {
    const std::int64_t number = TypeNumber(type);
    if (number < cursor->type) continue;
    source = SourceOf(*parameters, type, parameter.Number(type));
    if (source == nullptr) continue;  // another has its code there
    if (number > cursor->type) cursor = Cursor{.type = number};
    made = MakeNext(reader.session(), *parameters, *source, *cursor, kResourcesOfStep);
    if (!made.empty()) break;
  }
  store_.Write([&](store::Session& session) {
    if (!CursorOf(session, parameter.version)) return;  // it went meanwhile
    if (made.empty()) {
      NoteIndexed(session, parameter.version);
      return;
    }
    const std::int64_t failed = Complete(session, *parameters, *source, made);
    auto move = session.Prepare(Sql().move);
    move.Bind(1, parameter.version).Bind(2, cursor->type).Bind(3, cursor->ehr);
    move.Bind(4, cursor->object).Bind(5, cursor->part);
    move.Bind(6, static_cast<std::int64_t>(made.size())).Bind(7, failed).Run();
  });
}

bool ParameterIndexing::HasSettled(const CustomParameter& parameter) {
  if (!settles_) return true;
  const auto now = std::chrono::steady_clock::now();
  const auto [at, fresh] = seen_.try_emplace(parameter.version, now);
  return !fresh && now - at->second >= kSettling;
}

bool ParameterIndexing::Step() {
  std::vector<CustomParameter> all;
  {
    store::Reader reader = store_.Read();
    if (CustomGeneration(reader.session()) == 0) return false;
    all = ReadCustoms(reader.session());
  }
  for (const CustomParameter& parameter : all) {
    if (parameter.state == CustomParameter::State::kGone) {
      RemoveRows(parameter);
      return true;
    }
    if (parameter.state == CustomParameter::State::kBeingIndexed && HasSettled(parameter)) {
      MakeRows(parameter);
      return true;
    }
  }
  return false;
}

void ParameterIndexing::Start(Report report) {
  settles_ = true;
  thread_ = std::thread([this, report = std::move(report)] { Run(report); });
}

void ParameterIndexing::Run(const Report& report) {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    bool worked = false;
    try {
      worked = Step();
    } catch (const base::Error& error) {
      report(error);
    } catch (const std::exception& error) {
      report(base::Error(base::ErrorCode::kInternal, error.what()));
    }
    lock.lock();
    if (!worked) wake_.wait_for(lock, kPause, [this] { return stopping_; });
  }
}

void ParameterIndexing::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

}  // namespace socle::resource

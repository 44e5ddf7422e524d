#include "aql/layout_evolution.h"

#include <memory>
#include <set>
#include <string>

#include "aql/layout_catalogue.h"
#include "aql/layout_rows.h"
#include "aql/layout_writer.h"
#include "base/error.h"
#include "json/document.h"
#include "record/pipeline.h"
#include "record/stored_bodies.h"
#include "rm/json.h"

namespace socle::aql {
namespace {

constexpr std::size_t kAhead = 64;  // documents parsed and not written

/// The compositions whose rows are to be derived anew.
std::set<std::int64_t> Affected(LayoutWriter& writer, const LayoutSet& after,
                                const std::vector<LayoutChange>& changes) {
  std::set<std::int64_t> versions;
  for (const LayoutChange& change : changes) {
    const LayoutArchetype& archetype = after.archetypes()[change.archetype];
    if (change.made) {
      versions.merge(writer.UnlaidIn(archetype.archetype_id));
    } else if (change.rebuilt || change.everywhere) {
      versions.merge(writer.HoldersOf(archetype.number));
    } else if (change.wider) {
      for (const Oddity kind : {Oddity::kExtra, Oddity::kUnforeseen, Oddity::kUnread}) {
        versions.merge(writer.OddOnes(archetype.number, kind));
      }
    }
  }
  return versions;
}

/// A document as it waits for its rows, and with them.
struct Derived {
  DocumentPlace place;
  std::string body;
  std::unique_ptr<const rm::Tree> tree;  // which the rows look at
  DocumentRows rows;
};

Derived Derive(const LayoutSet& layout, Derived document) {
  try {
    const json::Document parsed = json::Document::Parse(document.body);
    document.tree = std::make_unique<const rm::Tree>(rm::ReadStoredJson(parsed.root()));
  } catch (const base::Error& error) {
    throw base::Error(base::ErrorCode::kCorrupt, "a stored body is not canonical JSON")
        .WithDetail(error.message());
  }
  document.rows = RowsOf(layout, document.tree->root());
  return document;
}

void DeriveAll(store::Session& session, const LayoutSet& layout,
               const std::vector<DocumentPlace>& places) {
  if (places.empty()) return;
  LayoutWriter writer(session, layout);
  record::StoredBodies bodies(session);
  record::Pipeline<Derived, Derived> pipeline(record::PipelineThreads(), [&](Derived document) {
    return Derive(layout, std::move(document));
  });
  const auto write = [&] {
    const Derived derived = pipeline.Pop();
    writer.Insert(derived.place, derived.rows);
  };
  for (const DocumentPlace& place : places) {
    pipeline.Push(
        {.place = place, .body = bodies.Read(place.version).body, .tree = {}, .rows = {}});
    if (pipeline.size() >= kAhead) write();
  }
  while (pipeline.size() > 0) write();
}

void ChangeTables(store::Session& session, const LayoutSet& before, const LayoutSet& after,
                  const LayoutChange& change) {
  const LayoutArchetype& to = after.archetypes()[change.archetype];
  if (!change.made && !change.rebuilt) {
    for (const auto& step : GrowthOf(before.archetypes()[change.archetype], to)) {
      session.Change(step);
    }
    return;
  }
  if (!change.made) {
    for (const LayoutTable& table : before.archetypes()[change.archetype].tables) {
      session.Change(sql::DropTable{table.name});
    }
  }
  for (std::size_t t = 0; t < to.tables.size(); ++t) {
    for (const auto& step : CreationOf(to, t)) session.Change(step);
  }
}

}  // namespace

void Evolve(store::Session& session, const LayoutSet& before, const LayoutSet& after,
            const std::vector<LayoutChange>& changes) {
  LayoutWriter old(session, before);
  std::set<std::size_t> spared;
  for (const LayoutChange& change : changes) {
    if (change.rebuilt && !change.made) spared.insert(change.archetype);
  }
  std::vector<DocumentPlace> places;
  for (const std::int64_t version : Affected(old, after, changes)) {
    // An EHR's status is among those with unlaid archetypes, and stays what it is.
    const auto place = old.PlaceOf(version);
    if (!place) continue;
    places.push_back(*place);
    old.Remove(version, spared);
  }
  std::vector<std::size_t> changed;
  for (const LayoutChange& change : changes) {
    ChangeTables(session, before, after, change);
    changed.push_back(change.archetype);
  }
  SaveLayout(session, after.state(), changed);
  DeriveAll(session, after, places);
}

}  // namespace socle::aql

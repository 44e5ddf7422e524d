#include "record/kinds.h"

#include "base/error.h"
#include "record/schema.h"

namespace socle::record {

Kinds::Kinds(store::Store& store, std::vector<KindDefinition> definitions,
             const std::vector<Indexer*>& indexers) {
  ReadStored(store);
  AddMissing(store, definitions);
  for (KindDefinition& definition : definitions) {
    entries_.at(ids_.at(definition.kind.value())).reader = std::move(definition.reader);
  }
  for (auto& [id, entry] : entries_) {
    for (Indexer* indexer : indexers) {
      if (indexer->Covers(entry.kind)) entry.indexers.push_back(indexer);
    }
  }
}

void Kinds::ReadStored(store::Store& store) {
  store::Reader reader = store.Read();
  store::Statement statement = reader->Prepare(Sql().all_kinds);
  while (statement.Step()) {
    const std::string name(statement.Text(1));
    ids_[name] = statement.Int(0);
    entries_[statement.Int(0)].kind = Kind(name);
  }
}

void Kinds::AddMissing(store::Store& store, const std::vector<KindDefinition>& definitions) {
  std::int64_t last = 0;
  for (const auto& [id, entry] : entries_) last = std::max(last, id);
  std::vector<std::pair<std::int64_t, std::string>> missing;
  for (const KindDefinition& definition : definitions) {
    if (!ids_.emplace(definition.kind.value(), last + 1).second) continue;
    missing.emplace_back(++last, definition.kind.value());
    entries_[last].kind = definition.kind;
  }
  if (missing.empty()) return;
  store.Write([&](store::Session& session) {
    for (const auto& [id, name] : missing) {
      session.Prepare(Sql().insert_kind).Bind(1, id).BindText(2, name).Run();
    }
  });
}

std::int64_t Kinds::Id(const Kind& kind) const {
  const auto found = ids_.find(kind.value());
  if (found == ids_.end()) {
    throw base::Error(base::ErrorCode::kInternal, "the kind " + kind.value() + " is not defined");
  }
  return found->second;
}

const Kinds::Entry& Kinds::At(std::int64_t id) const {
  const auto found = entries_.find(id);
  if (found == entries_.end()) {
    throw base::Error(base::ErrorCode::kCorrupt, "kind " + std::to_string(id) + " is missing");
  }
  return found->second;
}

const Kind& Kinds::Name(std::int64_t id) const { return At(id).kind; }
const DocumentReader& Kinds::Reader(std::int64_t id) const { return At(id).reader; }
const std::vector<Indexer*>& Kinds::Indexers(std::int64_t id) const { return At(id).indexers; }

}  // namespace socle::record

#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "record/record.h"

namespace socle::record {

/// The kinds of objects: those the program defines, and those that the store knows from before.
/// Immutable once made, so safe from any thread.
class Kinds {
 public:
  /// Reads the store's kinds and adds the missing ones.
  Kinds(store::Store& store, std::vector<KindDefinition> definitions,
        const std::vector<Indexer*>& indexers);

  /// The number of a kind of the program. Errors: kInternal for one that was not defined.
  std::int64_t Id(const Kind& kind) const;
  /// The kind of a stored number. Errors: kCorrupt.
  const Kind& Name(std::int64_t id) const;
  /// Whether the program or the store has the kind.
  bool Defines(const Kind& kind) const { return ids_.contains(kind.value()); }
  /// Empty where the program brings none.
  const DocumentReader& Reader(std::int64_t id) const;
  /// The indexers that cover the kind.
  const std::vector<Indexer*>& Indexers(std::int64_t id) const;

 private:
  struct Entry {
    Kind kind;
    DocumentReader reader;
    std::vector<Indexer*> indexers;
  };
  void ReadStored(store::Store& store);
  void AddMissing(store::Store& store, const std::vector<KindDefinition>& definitions);
  const Entry& At(std::int64_t id) const;

  std::unordered_map<std::int64_t, Entry> entries_;
  std::unordered_map<std::string, std::int64_t> ids_;
};

}  // namespace socle::record

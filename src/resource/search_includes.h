#pragma once

#include <set>
#include <string>
#include <vector>

#include "resource/resource_source.h"
#include "resource/search_query.h"
#include "resource/search_statement.h"
#include "store/statement_cache.h"

namespace socle::resource {

/// A resource of an answer, by where it is found.
struct IncludedRow {
  fhir::TypeId type = fhir::TypeId::kNone;
  ResourceKey key;
  std::int64_t version = 0;
};

/// Finds what _include and _revinclude add to a page. One thread at a time.
class IncludeFinder {
 public:
  /// A page includes no more; the rest is left out with a warning.
  static constexpr std::size_t kMostIncluded = 1000;
  /// Rounds of `:iterate`.
  static constexpr int kMostRounds = 16;

  /// All outlive it.
  IncludeFinder(const std::vector<Include>& includes, store::Session& session,
                store::StatementCache& statements)
      : includes_(includes), session_(session), statements_(statements) {}

  /// What the matches include, each once and none of the matches. Whether some was left out is in
  /// `cut`.
  std::vector<IncludedRow> Find(const std::vector<IncludedRow>& matches, bool& cut);

 private:
  void Follow(const Include& include, const IncludedRow& from);
  void Forward(const Include& include, const IncludedRow& from);
  void Reverse(const Include& include, const IncludedRow& from);
  void Take(fhir::TypeId type, const ResourceKey& key);

  const std::vector<Include>& includes_;
  store::Session& session_;
  store::StatementCache& statements_;
  std::set<std::tuple<std::int64_t, std::uint32_t, std::uint32_t>> known_;
  std::vector<IncludedRow> found_;
  bool cut_ = false;
};

}  // namespace socle::resource

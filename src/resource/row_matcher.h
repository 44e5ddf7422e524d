#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "resource/search_predicate.h"
#include "resource/search_rows.h"
#include "store/statement_cache.h"

namespace socle::resource {

/// A version of a resource, and the rows that it has or had.
struct RowSubject {
  std::vector<SearchRow> rows;  // RowsOf
  std::string uid;              // record::StoredUid
  std::int64_t updated = 0;     // of the version, in microseconds
};

/// Answers in memory what search_plan.h asks the tables: whether a resource of these rows meets a
/// condition. What a condition says of other resources (chains, _has) is looked up as they are now.
/// One thread at a time.
class RowMatcher {
 public:
  /// Both outlive it.
  RowMatcher(store::Session& session, store::StatementCache& statements)
      : session_(session), statements_(statements) {}

  /// `condition` is made without looking systems up (PredicateBuilder::Systems::kAny): a row that
  /// was may have one that no row has any more.
  bool Meets(const Predicate& condition, const RowSubject& subject);

 private:
  bool Chain(const Predicate& condition, const RowSubject& subject);
  bool Has(const Predicate& condition, const RowSubject& subject);
  bool Finds(std::string_view name, sql::Select select, const Binder& binder);

  store::Session& session_;
  store::StatementCache& statements_;
};

}  // namespace socle::resource

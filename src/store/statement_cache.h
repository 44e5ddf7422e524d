#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "base/lru_map.h"
#include "sql/dialect.h"
#include "sql/statement.h"

namespace socle::store {

/// One sql::Query for each text, so that sessions find their prepared statements again: questions
/// of one shape share it, whatever values they bind. Bounded: the one used longest ago goes.
/// Safe from any thread, because it has a lock.
class StatementCache {
 public:
  /// `dialect` outlives it.
  explicit StatementCache(const sql::Dialect& dialect) : dialect_(dialect) {}
  /// The statement, and its text. `name` is that of the first who asked for the text.
  std::pair<sql::Query, std::string> Of(std::string_view name, const sql::Select& select);

 private:
  static constexpr std::size_t kMostStatements = 2000;
  const sql::Dialect& dialect_;
  std::mutex mutex_;  // guards what follows
  base::LruMap<sql::Query> by_text_{kMostStatements};
};

}  // namespace socle::store

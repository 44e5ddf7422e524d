#pragma once

#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

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
  struct Entry {
    std::string text;
    sql::Query query;
  };
  const sql::Dialect& dialect_;
  std::mutex mutex_;          // guards what follows
  std::list<Entry> entries_;  // the one used last first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_text_;  // views of entries_
};

}  // namespace socle::store

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "record/types.h"
#include "resource/search_rows.h"
#include "store/store.h"

namespace socle::resource {

/// Whose rows are written.
struct RowOwner {
  std::int64_t ehr = 0;
  std::uint32_t object = 0;
  std::uint32_t part = 0;
};

/// The names of the tables that hold rows, in the order of the alternatives of SearchRow::value.
std::span<const std::string_view> RowTables();

/// Writes rows of one resource into their tables, or takes them out. Each statement is prepared
/// once for the rows of a table that follow one another. One thread at a time.
class RowWriter {
 public:
  /// kComplete: what is there already stays.
  enum class Action : std::uint8_t { kInsert, kComplete, kDelete };
  /// `session` outlives it.
  RowWriter(store::Session& session, const RowOwner& owner, Action action)
      : session_(session), owner_(owner), action_(action) {}
  void Write(const SearchRow& row);

 private:
  store::Session& session_;
  const RowOwner owner_;
  const Action action_;
  std::optional<store::Statement> statement_;
  std::size_t table_ = 0;
};

/// Deletes `most` rows of the parameter at most. How many it were.
std::int64_t DeleteRowsOf(store::Session& session, std::int64_t param, std::int64_t most);

/// Deletes all rows of all tables, or those of one EHR, by reading the tables through.
void ClearRowTables(store::Session& session, std::optional<record::EhrKey> ehr);

}  // namespace socle::resource

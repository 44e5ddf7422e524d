#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "aql/layout_rows.h"
#include "record/types.h"
#include "store/store.h"

namespace socle::aql {

/// Where a document stands in the record.
struct DocumentPlace {
  std::int64_t version = 0;
  record::EhrKey ehr;
  std::uint32_t object = 0, number = 0;
};

/// Writes the rows of documents in one session, by one layout. One thread at a time.
class LayoutWriter {
 public:
  /// Both outlive it.
  LayoutWriter(store::Session& session, const LayoutSet& layout)
      : session_(session), layout_(layout) {}

  void Insert(const DocumentPlace& place, const DocumentRows& rows);
  /// Removes all that a composition's version has, but for the rows of archetypes in `spared`
  /// (indexes), whose tables go as a whole. Nothing where it has nothing.
  void Remove(std::int64_t version, const std::set<std::size_t>& spared = {});
  /// The archetypes without tables in the status of an EHR, and their removal.
  void InsertUnlaid(std::int64_t version, record::EhrKey ehr,
                    const std::set<std::string_view>& archetypes);
  void RemoveUnlaid(std::int64_t version);

  /// The compositions that hold rows of an archetype, or whose root it is.
  std::set<std::int64_t> HoldersOf(std::int64_t archetype);
  /// Those in which it has an oddity of that kind.
  std::set<std::int64_t> OddOnes(std::int64_t archetype, Oddity kind);
  /// Those that hold the archetype without rows.
  std::set<std::int64_t> UnlaidIn(std::string_view archetype_id);
  /// Where a composition stands; nothing for a version that is no composition's head.
  std::optional<DocumentPlace> PlaceOf(std::int64_t version);
  std::vector<std::int64_t> CompositionsOf(record::EhrKey ehr);

 private:
  void InsertComposition(const DocumentPlace& place, const DocumentRows& rows);
  void InsertRow(const DocumentPlace& place, const LayoutRow& row);
  void InsertOddity(std::int64_t version, record::EhrKey ehr, std::int64_t archetype, Oddity kind);
  void RemoveOddities(std::int64_t version, std::int64_t archetype);

  store::Session& session_;
  const LayoutSet& layout_;
};

/// The bytes of aql_composition.holds: the numbers, ascending, each as 7 bits a byte, the lowest
/// first, with the eighth bit where more follow.
std::string EncodeHolds(const std::set<std::int64_t>& numbers);
std::vector<std::int64_t> DecodeHolds(std::string_view bytes);

/// The fixed tables that documents write.
inline constexpr std::string_view kDocumentTables[] = {"aql_composition", "aql_ehr", "aql_oddity",
                                                       "aql_unlaid"};

}  // namespace socle::aql

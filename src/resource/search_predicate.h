#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "resource/search.h"
#include "resource/search_query.h"
#include "resource/search_statement.h"
#include "sql/statement.h"

/// Criteria as conditions on the search tables (migrations/0001-search.sql).
namespace socle::resource {

enum class SearchTable : std::uint8_t { kToken, kReference, kDate, kQuantity, kString, kUri };

/// `code` absent: all of the system. `system` absent: any.
struct TokenMatch {
  std::optional<std::string> code;
  std::optional<std::int64_t> system;
};
/// `type` absent: any.
struct TargetMatch {
  std::string target;
  std::optional<std::int64_t> type;
};
struct QuantityMatch {
  std::int64_t unit = 0;
  Prefix prefix = Prefix::kEq;
  double value = 0, low = 0, high = 0;
};
struct TextMatch {
  enum class Way : std::uint8_t { kBegins, kExact, kContains, kIs, kEnds } way = Way::kBegins;
  std::string folded, exact;
};
struct UriMatch {
  enum class Way : std::uint8_t { kIs, kBegins, kContains, kEnds } way = Way::kIs;
  std::string uri;
};
using RowMatch =
    std::variant<TokenMatch, TargetMatch, DateValue, QuantityMatch, TextMatch, UriMatch>;

/// Rows of one table: of any of the parameters, with any of the matches (none there: every row).
struct RowSet {
  SearchTable table = SearchTable::kToken;
  std::vector<std::int64_t> params;
  std::vector<RowMatch> any;
  bool unequal = false;                     // with none of the matches
  bool no_element = false;                  // `element` of all is 0
  std::optional<std::int64_t> target_type;  // of references: only such
  std::optional<std::int64_t> wide;         // of dates: only this class
  std::int64_t pair = 0;                    // of dates with a code: added to the class
  std::optional<std::int64_t> element;      // only rows of this one
};

/// A condition that a resource meets or not.
struct Predicate {
  enum class Kind : std::uint8_t {
    kRows,       // it has one of `rows`
    kObjects,    // it is the object of one of `uids`, of `object_kind`
    kUpdated,    // its type is `type`, and it was updated as one of `updated` says
    kChain,      // one of `rows` (references) points to a resource that meets parts[0]
    kHas,        // a resource that meets parts[0] points to it by one of `rows`
    kNear,       // its rows of kAxisX to kAxisZ lie within `near`; `rows` names the parameter
    kComposite,  // it has a row of each of the parts (kRows), in one element where they say so
    kNot,        // not parts[0]
    kAll,        // all of the parts
    kAny,        // one of the parts
    kNothing,    // never
  };
  Kind kind = Kind::kNothing;
  RowSet rows;
  std::int64_t object_kind = 0;  // of kChain: of the resources pointed to; of kHas: of this one
  std::vector<std::string> uids;
  std::int64_t type = 0;
  std::vector<DateValue> updated;
  NearValue near;
  bool same_element = false;  // kComposite
  std::vector<bool> outside;  // kComposite, for each part: its element is not compared
  std::vector<Predicate> parts;
};

std::string_view TableName(SearchTable table);
/// That the row `alias` of `table` is in its index by resource, which does not hold all (texts of
/// codes, pairs): SQLite reads it only where that is said. Empty where the index holds all.
sql::Expr IsInIndex(std::string_view table, const std::string& alias);
/// Whether `rows` come in the order of resources: one place of the table's key.
bool IsOrdered(const RowSet& rows);
/// Whether they are rows of a code and a value together (paired_rows.h).
bool IsPaired(const RowSet& rows);
/// Whether no resource has two of `rows`: one place of the key, but for the resource.
bool IsOnce(const RowSet& rows);
/// `rows` as sets of one range of the key each, where these are few; else as few as can be.
std::vector<RowSet> Ranges(const RowSet& rows);
/// That the row `alias` is one of `rows`.
sql::Expr IsOneOf(const RowSet& rows, const std::string& alias, Binder& binder);

/// Makes conditions of criteria; looks numbers up in the store of `session`. One thread at a time.
class PredicateBuilder {
 public:
  /// What becomes of codes without a system: those of a few systems are looked for in each that
  /// the store has them in, which is a range; kAny leaves them as they are.
  enum class Systems : std::uint8_t { kFound, kAny };

  /// All outlive it.
  PredicateBuilder(const SearchParameters& parameters, store::Session& session,
                   Systems systems = Systems::kFound)
      : parameters_(parameters), session_(session), systems_(systems) {}

  /// The condition on resources of `type`.
  Predicate Build(fhir::TypeId type, const Criterion& criterion);
  /// That a resource of `type` is in the compartment, by any of the parameters, or is its own.
  Predicate InCompartment(fhir::TypeId type, const Compartment& compartment);
  /// The number of the objects of a type; nothing where the store has none.
  std::optional<std::int64_t> KindNumber(fhir::TypeId type);

 private:
  /// All of the parts, or any of them, or not the only one.
  Predicate Joined(fhir::TypeId type, const Criterion& criterion);
  Predicate Values(fhir::TypeId type, const Criterion& criterion);
  Predicate Missing(const Criterion& criterion);
  Predicate Ids(fhir::TypeId type, const std::vector<std::string>& ids);
  Predicate Chain(const Criterion& criterion);
  Predicate Has(fhir::TypeId type, const Criterion& criterion);
  Predicate Composite(const SearchParameter& parameter, const CompositeValue& value);
  /// Codes without a system get those that the store has them in, where the codes are few.
  void FindSystems(RowSet& rows);

  const SearchParameters& parameters_;
  store::Session& session_;
  const Systems systems_;
};

}  // namespace socle::resource

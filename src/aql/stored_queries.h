#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "aql/semantic_version.h"
#include "base/instant.h"
#include "record/record.h"

namespace socle::aql {

/// What a stored query is in the record: "openehr.query".
const record::Kind& StoredQueryKind();

/// The most bytes that a stored query's text may have.
inline constexpr std::size_t kMostQueryBytes = 1u << 20;

/// One version of a query that the institution keeps. Immutable.
struct StoredQuery {
  std::string name;     // "org.openehr::compositions"
  std::string version;  // "1.0.1"
  base::Instant saved;
  std::string text;  // AQL, as it was given

  /// "org.openehr::compositions/1.0.1", as a result set names it.
  std::string FullName() const { return name + '/' + version; }
};

/// Whether `name` may be a stored query's: `[namespace::]name`, where the name has letters, digits,
/// '_', '.' and '-', one of them a letter or a digit, and is not "aql" in any case; the namespace
/// is words of letters, digits, '_' and '-' with dots between them. "cursor" in any case needs a
/// namespace, because /query/cursor/{version} is a cursor's.
/// Source: REST 1.1.0, Query, Qualified query name.
bool IsQueryName(std::string_view name);

/// The institution's stored queries: each version an object of its record, which never changes.
/// Versions and texts that were read once are kept in memory. Safe from any thread, because what is
/// kept has a lock, and saving has another.
class StoredQueries {
 public:
  /// `record` outlives the queries, and knows StoredQueryKind.
  explicit StoredQueries(record::Record& record) : record_(record) {}

  struct Saved {
    /// Shared with what is kept in memory.
    std::shared_ptr<const StoredQuery> query;
    bool created = false;  // false: it was there with the same text
  };
  /// Keeps `text` as `name`, in `version`; without one, in the lowest release above all versions of
  /// that name, 1.0.0 for the first. A text that the version (without one: the highest) has already
  /// is not written again. Waits for the disk. `audit` is the commit's.
  /// Errors: kBadRequest (a name that is none, a version that is not whole), kMalformed and
  /// kBadRequest (a text that is not AQL, with line:column; parameters and names are not bound),
  /// kTooLarge, kConflict (the version has another text; no version is left above the highest).
  Saved Save(const record::Access& access, std::string_view name,
             std::optional<std::string_view> version, std::string_view text, record::Audit audit);

  /// All versions of the queries that `pattern` fits, by name, then by precedence. A pattern with a
  /// namespace and a name fits that query; any other fits all names that begin so, none left out
  /// where it is empty.
  std::vector<std::shared_ptr<const StoredQuery>> List(const record::Access& access,
                                                       std::string_view pattern = {});

  /// The highest version of `name` that begins with `version` ("1", "1.2", or the whole), or of
  /// all; nothing where there is none. Read from the record, with an entry in the trail.
  std::optional<StoredQuery> Find(const record::Access& access, std::string_view name,
                                  std::optional<std::string_view> version = std::nullopt);

  /// The same for whoever runs the query: from memory where it has been read before, and then
  /// without an entry in the trail. Shared with what is kept in memory.
  /// Errors: kNotFound.
  std::shared_ptr<const StoredQuery> Resolve(
      const record::Access& access, std::string_view name,
      std::optional<std::string_view> version = std::nullopt);

 private:
  /// A null text has not been read yet.
  using Versions = std::map<SemanticVersion, std::shared_ptr<const StoredQuery>>;
  using Names = std::map<std::string, Versions, std::less<>>;

  /// Remembers what the record lists; what is known stays, because nothing is ever taken away.
  void Refresh(const record::Access& access);
  void EnsureListed(const record::Access& access);
  std::optional<SemanticVersion> Highest(std::string_view name,
                                         const std::optional<VersionPattern>& pattern) const;
  std::optional<SemanticVersion> Choose(const record::Access& access, std::string_view name,
                                        std::optional<std::string_view> version);
  std::optional<StoredQuery> Read(const record::Access& access, std::string_view name,
                                  const SemanticVersion& version);
  std::shared_ptr<const StoredQuery> Text(const record::Access& access, std::string_view name,
                                          const SemanticVersion& version);
  std::shared_ptr<const StoredQuery> Keep(const SemanticVersion& version, StoredQuery query);
  std::shared_ptr<const StoredQuery> Commit(const record::Access& access, std::string_view name,
                                            const SemanticVersion& version, std::string_view text,
                                            record::Audit audit);

  record::Record& record_;
  std::mutex saving_;  // one Save at a time, so that no two make the same version
  std::atomic<bool> listed_ = false;
  mutable std::shared_mutex mutex_;
  Names names_;  // under mutex_
};

}  // namespace socle::aql

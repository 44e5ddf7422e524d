#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "aql/corpus.h"
#include "aql/engine.h"
#include "aql/reach.h"
#include "record/snapshot.h"

namespace socle::aql {

/// Reads what a query can reach from the store, as one corpus or in parts whose rows have nothing
/// to do with one another, in the order of commit. One thread at a time.
class StoredCorpus {
 public:
  struct Scope {
    /// Only these EHRs, queryable or not.
    std::vector<record::EhrInfo> ehrs;
    bool all = true;  // all that are queryable; `ehrs` is empty
    /// Where it is known which can have rows: the versions (VersionInfo::id, of heads of
    /// compositions) by the reach's unit kVersion, the EHRs by kEhr; ascending.
    std::optional<std::vector<std::int64_t>> only{};
  };

  /// `snapshot`, `model`, `limits` and `reach` outlive it.
  StoredCorpus(record::Snapshot& snapshot, const StoredModel& model, const EngineLimits& limits,
               std::string system_id, const Reach& reach, Scope scope);

  /// Only these, as Scope::only says; before the first part.
  void Restrict(std::vector<std::int64_t> only) { scope_.only = std::move(only); }

  /// The next part: some versions or EHRs, or all, as the reach's unit lets it; null behind the
  /// last. `check` is called once in a
  /// while and may throw. Errors: kTooLarge (more than `bytes_at_once` in one corpus).
  std::unique_ptr<Corpus> Next(const std::function<void()>& check);

  /// Looked at so far.
  std::uint64_t ehrs() const { return ehrs_; }
  std::uint64_t versions() const { return versions_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  std::vector<record::Kind> Kinds() const;
  bool IsFull() const;
  /// Versions in the order of commit, of one EHR or of all.
  void AddVersions(Corpus& corpus, const std::function<void()>& check);
  /// False: the part is full before `version`.
  bool Take(Corpus& corpus, const record::StoredVersion& version,
            std::map<std::int64_t, std::string>& ehr_ids);
  void AddOnly(Corpus& corpus, const std::function<void()>& check);
  void AddOnlyEhrs(Corpus& corpus, const std::function<void()>& check);
  /// EHRs in the order of their creation, then parties.
  void AddEhrs(Corpus& corpus, const std::function<void()>& check);
  void AddParties(Corpus& corpus, const std::function<void()>& check);
  void AddWhole(Corpus& corpus, const record::EhrInfo& ehr, const std::function<void()>& check);
  bool IsHidden(record::EhrKey ehr) const { return scope_.all && hidden_.contains(ehr.value()); }
  void AddEhr(Corpus& corpus, const record::EhrInfo& ehr);
  void AddVersion(Corpus& corpus, std::string_view ehr_id, const record::StoredVersion& version);
  rm::ClassId TypeOf(const record::Kind& kind) const;
  void Count(std::uint64_t bytes);

  record::Snapshot& snapshot_;
  const StoredModel& model_;
  const EngineLimits& limits_;
  const std::string system_id_;
  const Reach& reach_;
  Scope scope_;
  std::set<std::int64_t> hidden_;  // EHRs that are not queryable
  bool done_ = false;
  std::int64_t after_ = 0;     // the last version read, the last EHR where scope_.all
  std::size_t next_ehr_ = 0;   // of scope_.ehrs
  std::size_t next_only_ = 0;  // of scope_.only
  std::uint64_t part_bytes_ = 0, part_items_ = 0;
  std::uint64_t ehrs_ = 0, versions_ = 0, bytes_ = 0;
};

}  // namespace socle::aql

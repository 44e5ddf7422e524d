#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/instant.h"
#include "rm/tree.h"

namespace socle::aql {

/// One version of an object. `tree` is an ORIGINAL_VERSION whose data is the versioned thing.
struct CorpusVersion {
  rm::Tree tree;
  std::uint64_t position = 0;  // of its commit in the whole store
  bool deleted = false;
  bool latest = false;

  /// COMPOSITION, EHR_STATUS, FOLDER or a PARTY; null where it was deleted.
  const rm::Node* data() const;
};

/// A composition, an EHR status, a directory or a party with its history, oldest first.
struct CorpusObject {
  std::string uid;
  rm::Tree tree;  // a VERSIONED_OBJECT
  std::deque<CorpusVersion> versions;
};

struct CorpusEhr {
  std::string ehr_id;
  bool queryable = true;
  rm::Tree tree;  // an EHR, whose ehr_status is the latest EHR_STATUS itself
  std::deque<CorpusObject> objects;
};

/// What the evaluator walks: records in memory, in canonical form. Built once, by one thread, then
/// safe from any thread because nothing changes.
class Corpus {
 public:
  explicit Corpus(std::string system_id) : system_id_(std::move(system_id)) {}

  struct Commit {
    std::string ehr_id;     // empty for a party
    std::string uid;        // of the versioned object
    std::string_view data;  // canonical JSON; empty: a deletion
    base::Instant time;
    std::string committer = "test";
    std::string contribution = "00000000-0000-4000-8000-000000000000";
    std::string lifecycle = "532";
    std::string change_type = "249";
  };

  /// Errors: kInternal where the id is taken.
  void AddEhr(std::string_view ehr_id, base::Instant time_created);
  /// The next version of an object; its root gets the version's full uid. Commits come in their
  /// order. Errors: kInternal for an unknown EHR, kMalformed and kInvalid of the readers.
  void Add(const Commit& commit);

  const std::string& system_id() const { return system_id_; }
  const std::deque<CorpusEhr>& ehrs() const { return ehrs_; }
  const std::deque<CorpusObject>& parties() const { return parties_; }

 private:
  CorpusObject& ObjectOf(CorpusEhr* ehr, const Commit& commit, rm::ClassId type);

  std::string system_id_;
  std::deque<CorpusEhr> ehrs_;  // deques, because trees' nodes are pointed at
  std::deque<CorpusObject> parties_;
  std::unordered_map<std::string, CorpusEhr*> ehr_index_;
  std::unordered_map<std::string, CorpusObject*> object_index_;  // by EHR's id and uid
  std::uint64_t position_ = 0;
};

}  // namespace socle::aql

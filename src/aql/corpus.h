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

/// The class of the versioned object of a thing: VERSIONED_COMPOSITION of COMPOSITION.
std::string_view VersionedClass(rm::ClassId type);

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

  /// A version as it is: nothing of it is counted or added here.
  struct Version {
    std::string_view ehr_id{};              // empty for a party
    std::string_view uid{};                 // of the versioned object
    rm::ClassId type = rm::ClassId::kNone;  // of what is versioned: COMPOSITION
    std::string_view original{};            // canonical JSON of the ORIGINAL_VERSION
    /// Canonical JSON of the VERSIONED_OBJECT, for the object's first version that is added; where
    /// it is empty, the object is nothing but its class.
    std::string_view versioned{};
    std::uint64_t position = 0;
    bool deleted = false;
    bool latest = true;
  };

  /// `queryable` holds until a latest EHR_STATUS says otherwise.
  /// Errors: kInternal where the id is taken.
  void AddEhr(std::string_view ehr_id, base::Instant time_created, std::string_view system_id,
              bool queryable = true);
  void AddEhr(std::string_view ehr_id, base::Instant time_created) {
    AddEhr(ehr_id, time_created, system_id_);
  }
  /// An object's versions come oldest first; which is the latest is said, not counted.
  /// Errors: kInternal for an unknown EHR, kMalformed and kInvalid of the readers.
  void Add(const Version& version);
  /// Puts an EHR_STATUS (canonical JSON) into its EHR, as nothing that FROM finds by itself.
  /// Errors: as below.
  void SetStatus(std::string_view ehr_id, std::string_view status);
  /// The next version of an object; its root gets the version's full uid. Commits come in their
  /// order. Errors: as above.
  void Add(const Commit& commit);

  const std::string& system_id() const { return system_id_; }
  const std::deque<CorpusEhr>& ehrs() const { return ehrs_; }
  const std::deque<CorpusObject>& parties() const { return parties_; }

 private:
  CorpusEhr* EhrOf(std::string_view ehr_id);
  /// The object of `version`, if any version of it is there.
  CorpusObject* FindObject(std::string_view ehr_id, std::string_view uid);
  CorpusObject& ObjectOf(CorpusEhr* ehr, const Version& version);

  std::string system_id_;
  std::deque<CorpusEhr> ehrs_;  // deques, because trees' nodes are pointed at
  std::deque<CorpusObject> parties_;
  std::unordered_map<std::string, CorpusEhr*> ehr_index_;
  std::unordered_map<std::string, CorpusObject*> object_index_;  // by EHR's id and uid
  std::uint64_t position_ = 0;
};

}  // namespace socle::aql

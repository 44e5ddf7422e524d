#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/instant.h"
#include "base/named.h"
#include "base/uuid.h"

namespace socle::record {

/// The internal number of an EHR: first column of every key with patient data. Never shown to
/// clients.
using EhrKey = base::Named<struct EhrKeyTag, std::int64_t>;
/// The institution's own record (templates, stored queries, organisations): data of no patient.
inline constexpr std::int64_t kInstitution = 0;
/// An EHR's public id, unique in the store: a UUID in lower case (stored as 16 bytes) or another id
/// of 1 to 255 bytes, as ObjectUid.
using EhrId = base::Named<struct EhrIdTag, std::string>;
/// What an object is: "openehr.composition", "openehr.template", "fhir.Patient". The record
/// attaches no meaning to it. Registered once (Record's constructor), stored as a small number.
using Kind = base::Named<struct KindTag, std::string>;
/// An object's public id, unique within its kind over the whole store: a UUID in lower case (stored
/// as 16 bytes) or any text of 1 to 255 bytes (a template's id, a FHIR id).
using ObjectUid = base::Named<struct ObjectUidTag, std::string>;

/// Why a version was made (openEHR's audit change type; the codes are the door's affair).
enum class ChangeType : std::uint8_t {
  kCreation = 1,
  kAmendment,
  kModification,
  kSynthesis,
  kUnknown,
  kDeleted,
  kAttestation,
  kRestoration,
  kFormatConversion
};
/// The state of a version's content.
enum class Lifecycle : std::uint8_t { kComplete = 1, kIncomplete, kDeleted, kInactive, kAbandoned };

/// Who acts. One open scope exists so far; every read and write carries it all the same.
struct Principal {
  std::string id;    // "anonymous", a user's name
  std::string name;  // for people; goes into a default committer
};

/// A predicate over EHRs, kinds and labels that planners add to their SQL. `Open()` sees all.
class Scope {
 public:
  static const Scope& Open();
  bool SeesAll() const { return true; }
  bool Sees(EhrKey) const { return true; }
};

/// Who reads or writes, what may be seen, and why: in every call.
struct Access {
  const Principal& principal;
  const Scope& scope;
  std::string_view purpose;  // "care" unless the client says otherwise; at most 64 bytes
};

/// Who committed, when, where, why.
struct Audit {
  std::optional<base::Instant> time;  // absent: the moment of the commit. Present: import
  std::string committer;              // canonical JSON of the door's own type; interned
  std::string system_id;
  ChangeType change_type = ChangeType::kCreation;
  std::optional<std::string> description;  // as the door writes it
};

/// A parsed body, as the indexers of its kind know it. The record only hands it on.
class Document {
 public:
  virtual ~Document() = default;
};

/// A body parsed into a T, as a standard's modules hand it to one another. Immutable.
template <class T>
class DocumentOf : public Document {
 public:
  explicit DocumentOf(T content) : content_(std::move(content)) {}
  const T& content() const { return content_; }

 private:
  T content_;
};

/// Rows that an indexer computed off the writer's thread. Opaque to the record.
class IndexRows {
 public:
  virtual ~IndexRows() = default;
};

/// One version to be written.
struct NewVersion {
  Kind kind;
  ObjectUid uid;
  std::uint32_t preceding = 0;  // number of the version that this one follows; 0 creates the object
  bool restores = false;        // may follow a deletion: the object comes back
  Lifecycle lifecycle =
      Lifecycle::kComplete;  // kDeleted: the object is deleted logically; the body may be empty
  ChangeType change_type = ChangeType::kCreation;
  std::optional<std::string> description;  // where it differs from the contribution's
  std::string body;                        // canonical bytes, at most 64 MiB
  std::string body_class;  // bodies of one class share a compression dictionary: a template id, a
                           // resource type
  std::shared_ptr<const Document> document;  // for indexers; null: none needs it
};

/// Where a version stands and what is known of it without its body.
struct VersionInfo {
  std::int64_t id = 0;  // of its row: grows in the order of commit over the whole store
  EhrKey ehr;
  Kind kind;
  ObjectUid uid;
  std::uint32_t object = 0;  // number of the object in its EHR
  std::uint32_t number = 0;  // 1, 2, …
  std::uint32_t head = 0;    // number of the object's latest version
  Lifecycle lifecycle = Lifecycle::kComplete;
  std::uint64_t seq = 0;  // its contribution
  base::Uuid contribution;
  Audit audit;  // of the version; `time` is set
};

struct StoredVersion {
  VersionInfo info;
  std::string body;  // decompressed; empty where deleted
};

/// Where an object stands, whichever EHR it is in.
struct ObjectInfo {
  EhrKey ehr;
  std::uint32_t object = 0;  // its number in its EHR
  std::uint32_t head = 0;    // number of its latest version
  bool deleted = false;      // its latest version is a deletion
};

struct EhrInfo {
  EhrKey ehr;
  EhrId id;
  std::string system_id;
  base::Instant time_created;
};

struct ContributionInfo {
  EhrKey ehr;
  std::uint64_t seq = 0;
  std::uint64_t position = 0;  // in the feed
  base::Uuid uid;
  Audit audit;
  base::Digest digest;
};

struct CommitReceipt {
  EhrInfo ehr;
  ContributionInfo contribution;
  std::vector<VersionInfo> versions;  // as asked, in order
};

}  // namespace socle::record

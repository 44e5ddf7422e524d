#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "record/types.h"
#include "sql/statement.h"
#include "store/store.h"

namespace socle::record {

/// The steps of the record's own schema (src/record/migrations), compiled in.
std::span<const store::Migration> EmbeddedMigrations();

/// What `object.uid` holds for an object's public id: the 16 bytes of a UUID in lower case, else
/// the text, with one NUL after it where it has 16 bytes itself. Errors: kBadRequest (empty, more
/// than 255 bytes, a NUL in it, not UTF-8).
std::string EncodeUid(const ObjectUid& uid);
/// The public id that `stored` stands for.
ObjectUid DecodeUid(std::string_view stored);
/// The same for an EHR's id.
std::string EncodeEhrId(const EhrId& id);
EhrId DecodeEhrId(std::string_view stored);

/// The columns of every query that reads versions, in this order; `body` and `codec` only where it
/// says so.
enum VersionColumn : int {
  kId,
  kEhr,
  kObject,
  kNumber,
  kHead,
  kKind,
  kUid,
  kLifecycle,
  kChangeType,
  kDescription,
  kSeq,
  kContributionUid,
  kTime,
  kCommitter,
  kSystem,
  kContributionChangeType,
  kContributionDescription,
  kCodec,
  kBody,
};
/// The columns of every query that reads contributions.
enum ContributionColumn : int {
  kcPosition,
  kcEhr,
  kcSeq,
  kcUid,
  kcTime,
  kcCommitter,
  kcSystem,
  kcChangeType,
  kcDescription,
  kcDigest,
};

/// `version.id` is its contribution's position times this, plus its place in the contribution.
inline constexpr std::int64_t kVersionsInContribution = 1024;
inline constexpr std::size_t kMostVersions = 1000;

/// How many kinds of objects a snapshot reads at once.
inline constexpr int kMostKindsAtOnce = 4;

/// The columns of `heads` after those of VersionColumn.
inline constexpr int kHeadClass = kBody + 1;
/// The columns of `stored_versions`: the row as it is.
enum StoredVersionColumn : int {
  ksId,
  ksEhr,
  ksObject,
  ksNumber,
  ksLifecycle,
  ksChangeType,
  ksDescription,
  ksClass,
  ksCodec,
  ksDigest,
  ksBody,
};

/// The columns of `exported_versions`.
enum ExportedVersionColumn : int {
  keId,
  keKind,
  keUid,
  keNumber,
  keLifecycle,
  keChangeType,
  keDescription,
  keClass,
  keCodec,
  keDigest,
  keBody,
};

/// All statements of the record that run often, made once: sessions keep them prepared. Immutable.
struct Queries {
  // ehr
  sql::Query ehr_by_id, ehr_by_key, ehr_state, max_ehr, max_erased_ehr, insert_ehr;
  // objects and versions, writing
  sql::Query last_position, last_object, object_by_uid, insert_object, update_object,
      insert_version, insert_contribution;
  // reading
  sql::Query read, read_number, read_head_of, read_number_of, read_at, read_single, read_anywhere,
      read_number_anywhere, info_of, history, list, versions_in, body_of, version_id;
  sql::Query contributions_of, contribution_by_seq, feed_after;
  // snapshots: kinds are parameters 1 to kMostKindsAtOnce, then the EHR if any, then the version's
  // id after which to go on
  sql::Query ehrs_after, head_by_id, heads_after, versions_after, heads_in_ehr, versions_in_ehr;
  // histories, newest first: versions whose id is less than the last parameter
  sql::Query object_before, versions_before, kind_before, some_of_kind, time_of;
  // names, kinds, dictionaries
  sql::Query name_by_text, name_by_id, insert_name, max_name, all_kinds, insert_kind;
  sql::Query dictionary_by_id, dictionaries, insert_dictionary, max_dictionary, newest_bodies;
  // trail
  sql::Query insert_trail;
  // seals
  sql::Query last_seal, insert_seal, digests_after, erased_after;
  // subscribers
  sql::Query subscriber, store_subscriber;
  // care of the store
  sql::Query all_ehrs, objects_of, stored_versions, all_dictionaries, all_seals, erased_ehrs,
      erased_stubs, heads, exported_versions, exported_stubs;
  // import
  sql::Query insert_erased;
  // erasure
  sql::Query keep_digests, keep_ehr, erase_versions, erase_contributions, erase_objects, erase_ehr;
  // unfinished work
  sql::Query unfinished, begin_work, end_work;
  sql::Query count_ehrs, count_objects, count_versions, count_contributions;
};

const Queries& Sql();

/// `value` as a statement binds it.
template <class T>
constexpr std::int64_t ToInt(T value) {
  return static_cast<std::int64_t>(value);
}

}  // namespace socle::record

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "record/types.h"
#include "store/store.h"

namespace socle::record {

// For statements of other modules that join the record's tables. They may read these columns:
//
//   object(ehr, object, kind, uid, deleted)  the key is (ehr, object); (uid, kind) is unique
//   version(id, ehr, object, number)         the key is id; (ehr, object, number) is unique
//
// `object.uid` is a blob, StoredUid; `object.kind` is KindNumber; `version.id` is VersionInfo::id.

/// What `object.uid` holds for a public id. Errors: kBadRequest (no id of an object).
std::string StoredUid(const ObjectUid& uid);
/// The public id that `stored` stands for.
ObjectUid UidOf(std::string_view stored);
/// The number of a kind in the store of `session`; nothing where it has none of that name.
std::optional<std::int64_t> KindNumber(store::Session& session, const Kind& kind);
/// VersionInfo::id of the newest version in the state of `session`; 0 where there is none. What is
/// created later has a greater one.
std::int64_t LastVersion(store::Session& session);

}  // namespace socle::record

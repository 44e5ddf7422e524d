#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "resource/resource_id.h"
#include "store/store.h"

/// Where resources stand in the tables of the record and of the search.
namespace socle::resource {

/// What fhir_resource says of a resource that is there.
struct IndexedHead {
  std::int64_t version = 0;  // VersionInfo::id
  std::int64_t updated = 0;  // in microseconds
};

/// `type` is a TypeNumber. Nothing where the resource is not there, or is of another type.
std::optional<IndexedHead> FindHead(store::Session& session, std::int64_t type,
                                    const ResourceKey& key);
/// The object of a public id, as the record stores it (record::StoredUid), deletions included.
std::optional<ResourceKey> FindPlace(store::Session& session, fhir::TypeId type,
                                     std::string_view uid);
/// The other way: the stored id of an object; nothing where there is none.
std::optional<std::string> FindUid(store::Session& session, const ResourceKey& key);

}  // namespace socle::resource

#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "fhir/tree.h"
#include "record/record.h"
#include "resource/resource_id.h"

namespace socle::resource {

/// In place of the number of a version that must be the latest: there must be none, or some one.
inline constexpr std::uint32_t kNoVersion = 0;
inline constexpr std::uint32_t kAnyVersion = std::numeric_limits<std::uint32_t>::max();

/// A version of a resource as the store has it.
struct StoredResource {
  fhir::TypeId type = fhir::TypeId::kNone;
  ResourceId id;
  ResourceKey key;
  std::uint32_t version = 0;  // meta.versionId
  bool is_latest = true;
  bool deleted = false;
  record::ChangeType change = record::ChangeType::kCreation;
  base::Instant updated;  // meta.lastUpdated
  /// Compact JSON with id, meta.versionId and meta.lastUpdated as clients read it; empty: deleted.
  std::string json;
};

/// A parsed resource, as a commit carries it to the indexers.
using ResourceDocument = record::DocumentOf<fhir::Tree>;

/// A resource about to be written.
struct NewResource {
  fhir::TypeId type = fhir::TypeId::kNone;
  ResourceId id;
  std::uint32_t preceding = 0;  // 0: a new one
  bool restores = false;        // the preceding version is a deletion
  /// Its id is `id`, meta has no versionId and no lastUpdated. Shared: the indexers read it, and a
  /// write that another came before is tried again.
  std::shared_ptr<const ResourceDocument> document;
};

/// Where resources of some types live: as objects of their own, or (later) as views of
/// compositions. Search, history, bundles and operations know resources by this alone.
/// Safe from any thread.
class ResourceSource {
 public:
  virtual ~ResourceSource() = default;
  virtual bool Has(fhir::TypeId type) const = 0;
  /// The head in the state of `snapshot`, a deletion too; nothing where there never was one.
  virtual std::optional<StoredResource> Find(record::Snapshot& snapshot, fhir::TypeId type,
                                             const ResourceId& id) = 0;
  virtual std::optional<StoredResource> FindVersion(record::Snapshot& snapshot, fhir::TypeId type,
                                                    const ResourceId& id,
                                                    std::uint32_t version) = 0;
  /// The head of version.id `version`, as a search found it.
  virtual StoredResource Produce(record::Snapshot& snapshot, const ResourceKey& key,
                                 std::int64_t version) = 0;
  /// What the record is to be given; `version.document` is for the indexers.
  virtual record::NewVersion Write(const NewResource& resource) = 0;
};

}  // namespace socle::resource

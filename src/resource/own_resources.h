#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fhir/tree.h"
#include "record/record.h"
#include "resource/resource_source.h"

namespace socle::resource {

/// The kinds of all resource types, each with a reader that gives a ResourceDocument. For Record's
/// constructor.
std::vector<record::KindDefinition> ResourceKinds();

/// What is stored of a resource's compact JSON, which begins with resourceType and id: the id is
/// the object's, and 36 characters of chance in each body would be a tenth of its bytes on disk.
/// Nothing is parsed, here as below.
std::string WithoutId(std::string body);
/// A stored body as the resource is, but for what WithVersion adds. Errors of both: kCorrupt.
std::string WithId(std::string_view body, std::string_view id);
/// A stored body with what the store knows of it: id, meta.versionId and meta.lastUpdated.
std::string WithVersion(std::string_view body, std::string_view id, std::uint32_t version,
                        base::Instant updated);

/// Resources that are objects of their own: kind "fhir.TYPE", uid their id, the body their compact
/// JSON without id, meta.versionId and meta.lastUpdated. A read is one lookup, one decompression
/// and one splice. Safe from any thread, because it keeps nothing.
class OwnResources : public ResourceSource {
 public:
  bool Has(fhir::TypeId type) const override;
  std::optional<StoredResource> Find(record::Snapshot& snapshot, fhir::TypeId type,
                                     const ResourceId& id) override;
  std::optional<StoredResource> FindVersion(record::Snapshot& snapshot, fhir::TypeId type,
                                            const ResourceId& id, std::uint32_t version) override;
  StoredResource Produce(record::Snapshot& snapshot, const ResourceKey& key,
                         std::int64_t version) override;
  record::NewVersion Write(const NewResource& resource) override;
};

/// The resource that a version of the record is; Its json is empty where `body` is.
StoredResource ToResource(const record::VersionInfo& info, std::string_view body);

}  // namespace socle::resource

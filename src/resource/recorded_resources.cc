#include "resource/recorded_resources.h"

#include "base/error.h"
#include "base/uuid.h"
#include "resource/own_resources.h"
#include "resource/resource_input.h"

namespace socle::resource {
namespace {

using base::Error;
using base::ErrorCode;

ResourceId NewId() { return ResourceId(base::Uuid::New().ToString()); }

std::string TypeName(fhir::TypeId type) { return std::string(fhir::Get(type).name); }

}  // namespace

RecordedResources::RecordedResources(ResourceWriter::Parts parts, const fhir::Validator& validator,
                                     ServiceLimits limits)
    : parts_(parts), validator_(validator), limits_(limits), writer_(std::move(parts)) {}

StoredResource RecordedResources::Found(const record::Access& access, fhir::TypeId type,
                                        const ResourceId&, std::optional<StoredResource> found) {
  record::VersionInfo info;
  if (found) {
    info.ehr = found->key.ehr;
    info.object = found->key.object;
    info.number = found->version;
  }
  parts_.record.NoteRead(access, KindOf(type), found ? &info : nullptr);
  if (!found) throw Error(ErrorCode::kNotFound, "there is no such " + TypeName(type));
  return std::move(*found);
}

StoredResource RecordedResources::Read(const record::Access& access, fhir::TypeId type,
                                       const ResourceId& id) {
  std::optional<StoredResource> found;
  {
    record::Snapshot snapshot = parts_.record.OpenSnapshot();
    found = parts_.source.Find(snapshot, type, id);
  }
  StoredResource resource = Found(access, type, id, std::move(found));
  if (resource.deleted) {
    throw Error(ErrorCode::kGone, "this " + TypeName(type) + " is deleted")
        .WithLatest(std::to_string(resource.version));
  }
  return resource;
}

StoredResource RecordedResources::ReadVersion(const record::Access& access, fhir::TypeId type,
                                              const ResourceId& id, std::uint32_t version) {
  std::optional<StoredResource> found;
  {
    record::Snapshot snapshot = parts_.record.OpenSnapshot();
    found = parts_.source.FindVersion(snapshot, type, id, version);
  }
  StoredResource resource = Found(access, type, id, std::move(found));
  if (resource.deleted) {
    throw Error(ErrorCode::kGone, "this version of the " + TypeName(type) + " is a deletion")
        .WithLatest(std::to_string(resource.version));
  }
  return resource;
}

RecordedResources::Document RecordedResources::MakeDocument(fhir::Tree tree,
                                                            const ResourceId& id) const {
  Normalise(tree, id);
  Check(validator_, tree.root(), {});
  return std::make_shared<const ResourceDocument>(std::move(tree));
}

Written RecordedResources::WriteOne(const record::Access& access, const resource::Change& change,
                                    const std::vector<Condition>& conditions) {
  auto done = writer_.Write(access, {change}, conditions, ResourceWriter::Bodies::kGive);
  Changed& one = done.front();
  return {.resource = std::move(one.resource),
          .created = one.outcome == Changed::Outcome::kCreated,
          .unchanged = one.outcome == Changed::Outcome::kUnchanged};
}

Written RecordedResources::Create(const record::Access& access, fhir::Tree resource,
                                  const std::optional<SearchRequest>& condition) {
  resource::Change change;
  change.type = resource.root().type;
  change.id = NewId();
  change.is_new = true;
  change.document = MakeDocument(std::move(resource), change.id);
  return WithRetries([&]() -> Written {
    if (!condition) return WriteOne(access, change, {});
    Condition asked = Ask(*condition);
    if (asked.found.empty()) return WriteOne(access, change, {std::move(asked)});
    return {.resource = Read(access, change.type, asked.found.front()),
            .created = false,
            .unchanged = true};
  });
}

Written RecordedResources::Update(const record::Access& access, const ResourceId& id,
                                  fhir::Tree resource, std::optional<std::uint32_t> version) {
  if (IdOf(resource.root()) != id.value()) {
    throw Error(ErrorCode::kBadRequest, "the resource's id is not the one in the request");
  }
  resource::Change change;
  change.type = resource.root().type;
  change.id = id;
  change.version = version;
  change.document = MakeDocument(std::move(resource), id);
  return WithRetries([&] { return WriteOne(access, change, {}); });
}

std::optional<StoredResource> RecordedResources::Delete(const record::Access& access,
                                                        fhir::TypeId type, const ResourceId& id,
                                                        std::optional<std::uint32_t> version) {
  resource::Change change;
  change.type = type;
  change.id = id;
  change.version = version;
  return WithRetries([&]() -> std::optional<StoredResource> {
    auto done = writer_.Write(access, {change}, {}, ResourceWriter::Bodies::kLeave);
    if (done.front().outcome == Changed::Outcome::kAbsent) return std::nullopt;
    return std::move(done.front().resource);
  });
}

}  // namespace socle::resource

#include "resource/own_resources.h"

#include "base/error.h"
#include "fhir/json.h"

namespace socle::resource {
namespace {

using base::Error;
using base::ErrorCode;

std::shared_ptr<const record::Document> ReadBody(const record::ObjectUid& uid,
                                                 std::string_view body) {
  fhir::ReadResult read = fhir::ReadJson(WithId(body, uid.value()));
  if (read.tree.empty()) throw Error(ErrorCode::kCorrupt, "a stored resource cannot be read");
  return std::make_shared<ResourceDocument>(std::move(read.tree));
}

constexpr std::string_view kId = R"(,"id":")";

/// A body in two: `{"resourceType":"…"`, and what comes behind it and its id, which only the bodies
/// of older programs have. Neither text has an escape.
struct BodyParts {
  std::string_view type, rest;
};

BodyParts PartsOf(std::string_view body) {
  constexpr std::string_view kType = R"({"resourceType":")";
  const std::size_t end = body.starts_with(kType) ? body.find('"', kType.size()) : body.npos;
  if (end == body.npos) {
    throw Error(ErrorCode::kCorrupt, "a stored resource does not begin with its type");
  }
  BodyParts parts{body.substr(0, end + 1), body.substr(end + 1)};
  if (parts.rest.starts_with(kId)) {
    const std::size_t id_end = parts.rest.find('"', kId.size());
    if (id_end == body.npos) throw Error(ErrorCode::kCorrupt, "a stored resource is cut off");
    parts.rest.remove_prefix(id_end + 1);
  }
  return parts;
}

/// The beginning of a resource, with room for what follows.
std::string Begin(const BodyParts& parts, std::string_view id) {
  std::string out;
  out.reserve(parts.type.size() + parts.rest.size() + id.size() + 104);
  out.append(parts.type).append(kId).append(id).append("\"");
  return out;
}

}  // namespace

std::vector<record::KindDefinition> ResourceKinds() {
  std::vector<record::KindDefinition> kinds;
  for (const std::string_view name : fhir::ResourceTypes()) {
    kinds.push_back({KindOf(fhir::FindType(name)), &ReadBody});
  }
  return kinds;
}

std::string WithoutId(std::string body) {
  const BodyParts parts = PartsOf(body);
  const std::size_t begin = parts.type.size();
  body.erase(begin, body.size() - begin - parts.rest.size());
  return body;
}

std::string WithId(std::string_view body, std::string_view id) {
  const BodyParts parts = PartsOf(body);
  return Begin(parts, id).append(parts.rest);
}

std::string WithVersion(std::string_view body, std::string_view id, std::uint32_t version,
                        base::Instant updated) {
  constexpr std::string_view kMeta = R"(,"meta":{)";
  BodyParts parts = PartsOf(body);
  const bool has_meta = parts.rest.starts_with(kMeta);
  if (has_meta) parts.rest.remove_prefix(kMeta.size());
  std::string out = Begin(parts, id);
  out += kMeta;
  out.append(R"("versionId":")").append(std::to_string(version));
  out.append(R"(","lastUpdated":")").append(base::FormatIso(updated)).append("\"");
  if (!has_meta) {
    out += '}';
  } else if (!parts.rest.starts_with('}')) {
    out += ',';
  }
  return out.append(parts.rest);
}

StoredResource ToResource(const record::VersionInfo& info, std::string_view body) {
  StoredResource resource;
  resource.type = TypeOf(info.kind).value_or(fhir::TypeId::kNone);
  resource.id = ResourceId(info.uid.value());
  resource.key = {.ehr = info.ehr, .object = info.object, .part = 0};
  resource.version = info.number;
  resource.is_latest = info.number == info.head;
  resource.deleted = info.lifecycle == record::Lifecycle::kDeleted;
  resource.change = info.audit.change_type;
  resource.updated = *info.audit.time;
  if (!body.empty()) {
    resource.json = WithVersion(body, resource.id.value(), info.number, resource.updated);
  }
  return resource;
}

bool OwnResources::Has(fhir::TypeId type) const {
  const fhir::Type& definition = fhir::Get(type);
  return definition.kind == fhir::TypeKind::kResource && !definition.is_abstract;
}

std::optional<StoredResource> OwnResources::Find(record::Snapshot& snapshot, fhir::TypeId type,
                                                 const ResourceId& id) {
  const auto found = snapshot.ReadHead(KindOf(type), record::ObjectUid(id.value()));
  if (!found) return std::nullopt;
  return ToResource(found->info, found->body);
}

std::optional<StoredResource> OwnResources::FindVersion(record::Snapshot& snapshot,
                                                        fhir::TypeId type, const ResourceId& id,
                                                        std::uint32_t version) {
  const auto found = snapshot.ReadVersion(KindOf(type), record::ObjectUid(id.value()), version);
  if (!found) return std::nullopt;
  return ToResource(found->info, found->body);
}

StoredResource OwnResources::Produce(record::Snapshot& snapshot, const ResourceKey&,
                                     std::int64_t version) {
  const auto found = snapshot.Head(version);
  if (!found) throw Error(ErrorCode::kCorrupt, "an index names a resource that is not there");
  return ToResource(found->info, found->body);
}

record::NewVersion OwnResources::Write(const NewResource& resource) {
  record::NewVersion version;
  version.kind = KindOf(resource.type);
  version.uid = record::ObjectUid(resource.id.value());
  version.preceding = resource.preceding;
  version.change_type =
      resource.preceding == 0 ? record::ChangeType::kCreation : record::ChangeType::kModification;
  version.restores = resource.restores;
  if (resource.restores) version.change_type = record::ChangeType::kRestoration;
  std::string json;
  fhir::WriteJson(resource.document->content().root(), json);
  version.body = WithoutId(std::move(json));
  version.body_class = fhir::Get(resource.type).name;
  version.document = resource.document;
  return version;
}

}  // namespace socle::resource

#include "resource/own_resources.h"

#include "base/error.h"
#include "fhir/json.h"

namespace socle::resource {
namespace {

using base::Error;
using base::ErrorCode;

std::shared_ptr<const record::Document> ReadBody(std::string_view body) {
  fhir::ReadResult read = fhir::ReadJson(body);
  if (read.tree.empty()) throw Error(ErrorCode::kCorrupt, "a stored resource cannot be read");
  return std::make_shared<ResourceDocument>(std::move(read.tree));
}

/// The end of `{"resourceType":"…","id":"…"` in a body, or 0. Neither text has an escape.
std::size_t EndOfId(std::string_view body) {
  constexpr std::string_view kType = R"({"resourceType":")", kId = R"(","id":")";
  if (!body.starts_with(kType)) return 0;
  const std::size_t type_end = body.find('"', kType.size());
  if (type_end == std::string_view::npos || !body.substr(type_end).starts_with(kId)) return 0;
  const std::size_t id_end = body.find('"', type_end + kId.size());
  return id_end == std::string_view::npos ? 0 : id_end + 1;
}

}  // namespace

std::vector<record::KindDefinition> ResourceKinds() {
  std::vector<record::KindDefinition> kinds;
  for (const std::string_view name : fhir::ResourceTypes()) {
    kinds.push_back({KindOf(fhir::FindType(name)), &ReadBody});
  }
  return kinds;
}

std::string WithVersion(std::string_view body, std::uint32_t version, base::Instant updated) {
  constexpr std::string_view kMeta = R"(,"meta":{)";
  std::size_t at = EndOfId(body);
  if (at == 0) throw Error(ErrorCode::kCorrupt, "a stored resource does not begin with its id");
  const bool has_meta = body.substr(at).starts_with(kMeta);
  std::string out;
  out.reserve(body.size() + 96);
  if (has_meta) at += kMeta.size();
  out.append(body.substr(0, at));
  if (!has_meta) out += kMeta;
  out.append(R"("versionId":")").append(std::to_string(version));
  out.append(R"(","lastUpdated":")").append(base::FormatIso(updated)).append("\"");
  if (!has_meta) {
    out += '}';
  } else if (body[at] != '}') {
    out += ',';
  }
  out.append(body.substr(at));
  return out;
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
  if (!body.empty()) resource.json = WithVersion(body, info.number, resource.updated);
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
  fhir::WriteJson(resource.document->content().root(), version.body);
  version.body_class = fhir::Get(resource.type).name;
  version.document = resource.document;
  return version;
}

}  // namespace socle::resource

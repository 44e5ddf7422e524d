#include "ehr/template_catalogue.h"

#include <mutex>

#include "ehr/kinds.h"

namespace socle::ehr {
namespace {

const record::EhrKey kHouse(record::kInstitution);

/// The catalogue's own reads, when a commit names a template that is not compiled yet.
const record::Principal& Self() {
  static const record::Principal self{"socle", "Socle"};
  return self;
}

}  // namespace

TemplateCatalogue::TemplateCatalogue(record::Record& record, std::string system_id)
    : record_(record), system_id_(std::move(system_id)) {}

std::shared_ptr<const tmpl::Template> TemplateCatalogue::Find(std::string_view template_id) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto it = compiled_.find(template_id); it != compiled_.end()) return it->second;
  }
  if (template_id.empty() || template_id.size() > 255) return nullptr;
  const record::Access access{Self(), record::Scope::Open(), "validation"};
  const auto stored = Get(access, template_id);
  if (!stored || stored->info.lifecycle == record::Lifecycle::kDeleted) return nullptr;
  auto compiled = tmpl::Template::Parse(stored->body);
  const std::unique_lock lock(mutex_);
  return compiled_.emplace(std::string(template_id), std::move(compiled)).first->second;
}

TemplateCatalogue::Uploaded TemplateCatalogue::Upload(const record::Access& access,
                                                      std::string_view xml,
                                                      const Committal& committal) {
  auto compiled = tmpl::Template::Parse(xml);
  if (compiled->template_id().size() > 255) {
    throw base::Error(base::ErrorCode::kInvalid, "a template_id has at most 255 bytes")
        .At("/template_id/value");
  }
  record::NewVersion version;
  version.kind = TemplateKind();
  version.uid = record::ObjectUid(compiled->template_id());
  version.body = std::string(xml);
  version.body_class = "openehr.template";
  record::CommitRequest request;
  request.target = kHouse;
  request.audit = MakeAudit(committal, access.principal, system_id_, record::ChangeType::kCreation);
  request.versions.push_back(std::move(version));
  record::CommitReceipt receipt;
  try {
    receipt = record_.Commit(access, std::move(request));
  } catch (const base::Error& error) {
    if (error.code() != base::ErrorCode::kConflict) throw;
    throw base::Error(base::ErrorCode::kConflict, "a template of that template_id exists already")
        .At(compiled->template_id());
  }
  const std::unique_lock lock(mutex_);
  compiled_.insert_or_assign(compiled->template_id(), compiled);
  return {std::move(compiled), std::move(receipt.versions.front())};
}

std::vector<TemplateCatalogue::Entry> TemplateCatalogue::List(const record::Access& access) {
  std::vector<Entry> entries;
  for (const auto& info : record_.List(access, kHouse, TemplateKind())) {
    const auto compiled = Find(info.uid.value());
    if (compiled == nullptr) continue;
    entries.push_back({compiled->template_id(), compiled->concept_name(), compiled->archetype_id(),
                       info.audit.time.value_or(base::Instant{})});
  }
  return entries;
}

std::optional<record::StoredVersion> TemplateCatalogue::Get(const record::Access& access,
                                                            std::string_view template_id) {
  return record_.ReadHead(access, kHouse, TemplateKind(),
                          record::ObjectUid(std::string(template_id)));
}

}  // namespace socle::ehr

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "ehr/committal.h"
#include "record/record.h"
#include "template/template.h"

namespace socle::ehr {

/// The operational templates of the institution: objects of its record, compiled on first use and
/// kept. Safe from any thread, because the compiled templates are immutable and their map has a
/// lock.
class TemplateCatalogue {
 public:
  /// `record` outlives the catalogue.
  TemplateCatalogue(record::Record& record, std::string system_id);

  /// The template, compiled, or null when there is none of that id.
  std::shared_ptr<const tmpl::Template> Find(std::string_view template_id);

  struct Uploaded {
    std::shared_ptr<const tmpl::Template> compiled;
    record::VersionInfo version;
  };
  /// Checks and stores an OPT 1.4 as it was given.
  /// Errors: what Template::Parse throws; kConflict when there is one of that id.
  Uploaded Upload(const record::Access& access, std::string_view xml, const Committal& committal);

  struct Entry {
    std::string template_id, concept_name, archetype_id;
    base::Instant created;
  };
  /// All templates, in order of upload.
  std::vector<Entry> List(const record::Access& access);
  /// The XML as it was uploaded.
  std::optional<record::StoredVersion> Get(const record::Access& access,
                                           std::string_view template_id);

 private:
  record::Record& record_;
  std::string system_id_;
  std::shared_mutex mutex_;
  std::map<std::string, std::shared_ptr<const tmpl::Template>, std::less<>> compiled_;
};

}  // namespace socle::ehr

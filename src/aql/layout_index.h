#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aql/layout_set.h"
#include "record/record.h"

namespace socle::aql {

/// The kinds of objects that the layout is made of, as the record names them.
struct LayoutKinds {
  record::Kind document_template, composition, ehr_status;
};

/// The archetype tables: lays out templates, writes the rows of compositions and EHR statuses.
///
/// What the layout is stands in each store's own catalogue, in the session's snapshot; layouts in
/// memory are only copies of one generation. Rows that were prepared by another generation than the
/// writer finds are derived again from the document, so an upload that is undone, or another store
/// (verify's), needs no notice. Bodies are record::DocumentOf<rm::Tree>; templates are read from
/// their XML. A template is laid out once: a later version of one is refused (kConflict).
/// Safe from any thread, because its cache has a lock.
class LayoutIndex : public record::Indexer {
 public:
  explicit LayoutIndex(LayoutKinds kinds);
  ~LayoutIndex() override;

  std::string_view name() const override { return "aql_layout"; }
  std::span<const store::Migration> migrations() const override;
  bool Covers(const record::Kind& kind) const override;
  std::unique_ptr<record::IndexRows> Prepare(const record::NewVersion& version) const override;
  void Write(store::Session& session, const record::VersionInfo& version,
             record::IndexRows* rows) override;
  void Clear(store::Session& session, std::optional<record::EhrKey> ehr) override;
  std::vector<std::string> Tables(store::Session& session) const override;

  /// The layout as the snapshot of `session` has it. Read from the catalogue once a generation.
  /// Errors: kCorrupt.
  std::shared_ptr<const LayoutSet> Current(store::Session& session) const;

 private:
  class TemplateRows;
  class CompositionRows;
  class StatusRows;

  void WriteTemplate(store::Session& session, const record::VersionInfo& version,
                     const TemplateRows* rows);
  void WriteComposition(store::Session& session, const record::VersionInfo& version,
                        CompositionRows* rows);
  void WriteStatus(store::Session& session, const record::VersionInfo& version,
                   const StatusRows* rows);
  // Two owners: whoever reads by a layout, and the cache that may let it go.
  std::shared_ptr<const LayoutSet> Latest() const;
  void Remember(std::shared_ptr<const LayoutSet> layout) const;

  const LayoutKinds kinds_;
  mutable std::mutex mutex_;
  mutable std::map<std::int64_t, std::shared_ptr<const LayoutSet>> cache_;  // under mutex_
  /// Under mutex_: the one used last, by which rows are prepared.
  mutable std::shared_ptr<const LayoutSet> latest_;
};

}  // namespace socle::aql

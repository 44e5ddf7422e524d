#pragma once

#include <memory>
#include <string>
#include <vector>

#include "record/record.h"
#include "resource/custom_parameters.h"
#include "resource/search_rows.h"

namespace socle::resource {

/// The search tables (docs/formats/search.md): the rows of every resource that is an object of kind
/// "fhir.TYPE", written with its version. Where a resource changes, the rows of the version before
/// are made again from its body, and only what differs is written: the tables need no way from a
/// resource to its rows. A change of RowsOf asks for a reindex.
///
/// Rows are those of StoredParameters::Latest when they are prepared: who commits makes sure that
/// the store has no newer search parameters by then (ResourceWriter). A SearchParameter that is
/// written, one of the store's own, is noted in fhir_custom_parameter; ParameterIndexing makes its
/// rows of what is there already.
///
/// `Prepare` is safe from any thread, because it only reads; the rest runs on the writer's thread.
/// Errors: kTooLarge (RowsOf), kCorrupt (the version before cannot be read).
class SearchIndex : public record::Indexer {
 public:
  explicit SearchIndex(std::shared_ptr<StoredParameters> parameters);

  std::string_view name() const override { return "fhir_search"; }
  std::span<const store::Migration> migrations() const override;
  bool Covers(const record::Kind& kind) const override;
  /// `version.document` is a record::DocumentOf<fhir::Tree>.
  std::unique_ptr<record::IndexRows> Prepare(const record::NewVersion& version) const override;
  void Write(store::Session& session, const record::VersionInfo& version,
             record::IndexRows* rows) override;
  /// Of one EHR: reads all tables, so that nothing stays of it whatever wrote it.
  void Clear(store::Session& session, std::optional<record::EhrKey> ehr) override;
  std::vector<std::string> Tables(store::Session& session) const override;

 private:
  // Shared with the search, and either may go first.
  std::shared_ptr<StoredParameters> parameters_;
};

}  // namespace socle::resource

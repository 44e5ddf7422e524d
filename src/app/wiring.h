#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "api/context.h"
#include "app/configuration.h"
#include "app/ehr_patients.h"
#include "app/patient_ehrs.h"
#include "aql/engine.h"
#include "aql/layout_index.h"
#include "aql/stored_queries.h"
#include "ehr/composition_service.h"
#include "ehr/ehr_service.h"
#include "ehr/status_index.h"
#include "ehr/template_catalogue.h"
#include "fhir/validate.h"
#include "record/record.h"
#include "resource/own_resources.h"
#include "resource/recorded_resources.h"
#include "resource/search_index.h"
#include "resource/search_referrers.h"
#include "store/store.h"

namespace socle::app {

/// What a command does to the store it opens.
enum class Opening : std::uint8_t {
  kCreate,    // a new store is made where there is none
  kExisting,  // there must be one
  kBeside,    // there must be one; nothing is written, so that a server may go on writing it
};

/// Everything between the store and the doors, wired. Members go in the reverse order of their
/// making.
class Platform {
 public:
  /// Opens the configured store. Errors: of store::Store::Open; kUsage where there is none
  /// (kExisting).
  Platform(const Configuration& configuration, Opening opening, record::RecordOptions options = {});

  store::Store& store() { return *store_; }
  record::Record& record() { return *record_; }
  ehr::TemplateCatalogue& templates() { return *templates_; }
  ehr::EhrService& ehrs() { return *ehrs_; }
  ehr::CompositionService& compositions() { return *compositions_; }
  aql::StoredQueries& queries() { return *queries_; }
  /// Which table and column holds which path.
  aql::LayoutIndex& layout() { return layout_; }
  aql::Engine& engine() { return *engine_; }
  resource::ResourceService& resources() { return *resources_; }
  resource::StoredParameters& search_parameters() { return *search_parameters_; }
  /// Resources that will be written, for references that come before them. To be said before
  /// anything is written. `comes` is called from several threads.
  void Expect(std::function<bool(fhir::TypeId, std::string_view id)> comes) {
    comes_ = std::move(comes);
  }
  /// For the routes. Lives as long as the platform.
  api::Context& context() { return *context_; }

 private:
  std::function<bool(fhir::TypeId, std::string_view id)> comes_;
  void FillArchetypeTables();
  void WireResources(const Configuration& configuration);

  ehr::StatusIndex status_index_;
  aql::LayoutIndex layout_;
  // Shared with the index, the search and the referrers, any of which may go first.
  std::shared_ptr<resource::StoredParameters> search_parameters_;
  resource::SearchIndex search_index_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<record::Record> record_;
  std::unique_ptr<ehr::TemplateCatalogue> templates_;
  std::unique_ptr<EhrPatients> ehr_patients_;  // null: EHRs get no Patients
  std::unique_ptr<ehr::EhrService> ehrs_;
  std::unique_ptr<ehr::CompositionService> compositions_;
  std::unique_ptr<aql::StoredQueries> queries_;
  std::unique_ptr<aql::Engine> engine_;
  fhir::Validator validator_;
  resource::OwnResources own_resources_;
  std::unique_ptr<resource::Referrers> referrers_;
  std::unique_ptr<PatientEhrs> patient_ehrs_;
  std::unique_ptr<resource::Search> search_;
  std::unique_ptr<resource::ResourceService> resources_;
  std::unique_ptr<api::Context> context_;
};

/// The platform for a command that cares for a store (backup, verify, export, …): `.record()`.
std::unique_ptr<Platform> OpenRecord(const Configuration& configuration,
                                     Opening opening = Opening::kExisting);

/// The store alone, to read: beside a server that writes it. Errors: of store::Store::Open.
std::unique_ptr<store::Store> OpenStoreToRead(const Configuration& configuration);

/// The platform for a command that only reads: with the access trail where the store is free,
/// beside the server that has it open otherwise, which is then said on the standard error: such
/// reads leave no entry.
std::unique_ptr<Platform> OpenForReading(const Configuration& configuration);

/// The program's version, as `socle version` prints it.
std::string_view ProgramVersion();

/// Who acts when nobody asks through a door: the program itself.
const record::Principal& ProgramPrincipal();

}  // namespace socle::app

#include "app/wiring.h"

#include <array>
#include <iostream>

#include "aql/layout_catalogue.h"
#include "ehr/kinds.h"
#include "ehr/resources.h"
#include "ehr/rm_document.h"
#include "resource/table_search.h"

namespace socle::app {
namespace {

std::vector<record::KindDefinition> Kinds() {
  std::vector<record::KindDefinition> kinds{
      {ehr::EhrStatusKind(), &ehr::ReadStoredDocument},
      {ehr::EhrAccessKind(), {}},
      {ehr::CompositionKind(), &ehr::ReadStoredDocument},
      {ehr::TemplateKind(), {}},
      {aql::StoredQueryKind(), {}},
  };
  for (record::KindDefinition& kind : resource::ResourceKinds()) kinds.push_back(std::move(kind));
  return kinds;
}

aql::LayoutKinds LayoutKinds() {
  return {ehr::TemplateKind(), ehr::CompositionKind(), ehr::EhrStatusKind()};
}

aql::StoredModel QueryModel() {
  return {.composition = ehr::CompositionKind(),
          .ehr_status = ehr::EhrStatusKind(),
          .folder = record::Kind("openehr.folder"),
          .party = record::Kind("openehr.party"),
          .original_version = &ehr::OriginalVersionJson,
          .versioned_object = &ehr::VersionedObjectJson,
          .not_queryable = &ehr::StatusIndex::NotQueryable};
}

}  // namespace

Platform::Platform(const Configuration& configuration, Opening opening,
                   record::RecordOptions options)
    : layout_(LayoutKinds()),
      search_parameters_(std::make_shared<resource::StoredParameters>()),
      search_index_(search_parameters_) {
  std::array<record::Indexer*, 3> indexers{&status_index_, &layout_, &search_index_};
  store::Options store_options;
  store_options.create = opening == Opening::kCreate;
  store_options.read_only = opening == Opening::kBeside;
  store_options.readers = configuration.readers;
  store_ =
      store::Store::Open(configuration.store, store_options, record::Record::Migrations(indexers));
  record_ = std::make_unique<record::Record>(
      *store_, Kinds(), std::vector<record::Indexer*>(indexers.begin(), indexers.end()), options);
  const bool texts = configuration.fhir_text_search;
  const bool changed = resource::HasTextParameters(store_->Read().session()) != texts;
  if (changed && opening != Opening::kBeside) {
    store_->Write([&](store::Session& session) { resource::SetTextParameters(session, texts); });
  }
  // The first resources that are written are indexed by all of them.
  search_parameters_->Of(store_->Read().session());
  if (opening != Opening::kBeside) FillArchetypeTables();
  templates_ = std::make_unique<ehr::TemplateCatalogue>(*record_, configuration.system_id);
  if (configuration.ehr_patients) {
    ehr_patients_ = std::make_unique<EhrPatients>(*record_, configuration.patient_namespaces);
  }
  ehrs_ = std::make_unique<ehr::EhrService>(*store_, *record_, configuration.system_id,
                                            ehr_patients_.get());
  compositions_ =
      std::make_unique<ehr::CompositionService>(*record_, *templates_, configuration.system_id);
  queries_ = std::make_unique<aql::StoredQueries>(*record_);
  engine_ = std::make_unique<aql::Engine>(*record_, QueryModel(), configuration.system_id, nullptr,
                                          aql::EngineLimits{},
                                          aql::PlanBase{&layout_, &store_->dialect()});
  WireResources(configuration);
  context_ = std::make_unique<api::Context>(api::Context{*store_,
                                                         *record_,
                                                         *templates_,
                                                         *ehrs_,
                                                         *compositions_,
                                                         *queries_,
                                                         layout_,
                                                         *engine_,
                                                         *resources_,
                                                         *search_,
                                                         *search_parameters_,
                                                         validator_,
                                                         configuration.system_id,
                                                         std::string(ProgramVersion()),
                                                         {},
                                                         {},
                                                         configuration.query_timeout,
                                                         configuration.fhir_deletes_many,
                                                         configuration.fhir_enforces_references});
}

void Platform::WireResources(const Configuration& configuration) {
  patient_ehrs_ = std::make_unique<PatientEhrs>(*ehrs_, configuration.system_id,
                                                configuration.patient_namespaces);
  search_ = std::make_unique<resource::TableSearch>(
      search_parameters_, own_resources_, store_->dialect(),
      resource::TableSearch::Options{.time_limit = configuration.query_timeout});
  referrers_ =
      std::make_unique<resource::Referrers>(*search_parameters_->base(), store_->dialect());
  resource::ResourceWriter::Parts parts{.record = *record_,
                                        .source = own_resources_,
                                        .search = *search_,
                                        .patients = *patient_ehrs_,
                                        .referrers = {},
                                        .check_references = configuration.fhir_enforces_references,
                                        .parameters = search_parameters_.get(),
                                        .comes = [this](fhir::TypeId type, std::string_view id) {
                                          return comes_ && comes_(type, id);
                                        }};
  if (configuration.fhir_enforces_references) {
    parts.referrers = [this](store::Session& session, fhir::TypeId type,
                             const resource::ResourceId& id, std::size_t limit) {
      return referrers_->Find(session, type, id, limit);
    };
  }
  resources_ = std::make_unique<resource::RecordedResources>(std::move(parts), validator_);
}

void Platform::FillArchetypeTables() {
  if (store::Reader reader = store_->Read(); !aql::IsStale(reader.session())) return;
  std::cerr << "the store is older than the archetype tables: they are made now, once\n";
  record_->Reindex({});
}

std::unique_ptr<Platform> OpenRecord(const Configuration& configuration, Opening opening) {
  return std::make_unique<Platform>(configuration, opening);
}

std::unique_ptr<Platform> OpenForReading(const Configuration& configuration) {
  try {
    return OpenRecord(configuration);
  } catch (const base::Error& error) {
    if (error.code() != base::ErrorCode::kUnavailable) throw;
  }
  std::cerr
      << "a server has the store open: reading beside it, without an entry in the access trail\n";
  return OpenRecord(configuration, Opening::kBeside);
}

std::unique_ptr<store::Store> OpenStoreToRead(const Configuration& configuration) {
  ehr::StatusIndex status_index;
  aql::LayoutIndex layout(LayoutKinds());
  resource::SearchIndex search(std::make_shared<resource::StoredParameters>());
  const std::array<record::Indexer*, 3> indexers{&status_index, &layout, &search};
  store::Options options;
  options.create = false;
  options.read_only = true;
  return store::Store::Open(configuration.store, options, record::Record::Migrations(indexers));
}

std::string_view ProgramVersion() { return SOCLE_VERSION; }

const record::Principal& ProgramPrincipal() {
  static const record::Principal program{"socle", "Socle"};
  return program;
}

}  // namespace socle::app

#include "app/demonstration.h"

#include <atomic>
#include <chrono>
#include <future>
#include <vector>

#include "app/loader.h"
#include "app/progress.h"
#include "ehr/kinds.h"
#include "fhir/json.h"
#include "generate/fhir_bundle.h"
#include "generate/fhir_hospital.h"
#include "generate/files.h"
#include "generate/hospital.h"
#include "generate/templates.h"

namespace socle::app {
namespace {

/// The demonstration hospital is the same everywhere.
constexpr std::uint64_t kSeed = 1;
constexpr std::uint32_t kYears = 2;

std::string BaseUrl(const Configuration& configuration, std::uint16_t port) {
  const std::string scheme = configuration.tls_certificate ? "https://" : "http://";
  return scheme + configuration.host + ":" + std::to_string(port);
}

/// The same hospital as resources of FHIR.
std::uint64_t LoadResources(Platform& platform, const generate::HospitalOptions& options,
                            const std::function<void(std::uint64_t)>& progress) {
  const generate::Hospital hospital(options);
  const generate::FhirHospital resources(hospital);
  std::atomic<std::uint64_t> done{0};
  const auto put = [&](const std::vector<generate::FhirResource>& all) {
    const record::Access access{ProgramPrincipal(), record::Scope::Open(), "import"};
    const auto bundle = fhir::ReadJson(generate::MakeFhirTransaction(all));
    platform.resources().Process(access, bundle.tree.root(), {});
    done += all.size();
  };
  put(resources.Shared());
  std::atomic<std::uint32_t> patient{0};
  std::vector<std::future<void>> threads;
  constexpr int kThreads = 4;  // while one waits for the disk another works
  for (int i = 0; i < kThreads; ++i) {
    threads.push_back(std::async(std::launch::async, [&] {
      for (std::uint32_t at = patient++; at < options.patients; at = patient++) {
        put(resources.Of(hospital.Generate(at), at));
      }
    }));
  }
  for (std::future<void>& thread : threads) {
    constexpr std::chrono::milliseconds kBetweenReports{200};
    while (thread.wait_for(kBetweenReports) != std::future_status::ready) progress(done);
    thread.get();
  }
  return done;
}

}  // namespace

LoadResult LoadHospital(Platform& platform, const generate::HospitalOptions& options,
                        const std::function<void(std::uint64_t)>& progress) {
  std::vector<std::string> templates;
  for (const auto& embedded : generate::Templates()) templates.emplace_back(embedded.xml);
  LoadTemplates(platform, templates);
  const generate::Hospital hospital(options);
  std::atomic<std::uint32_t> patient{0};
  return Load(
      platform,
      [&]() -> std::optional<EhrToLoad> {
        const std::uint32_t index = patient++;
        if (index >= options.patients) return std::nullopt;
        EhrToLoad ehr;
        ehr.place = "patient " + std::to_string(index);
        generate::AppendLines(ehr.lines, hospital.Generate(index));
        return ehr;
      },
      progress);
}

void LoadDemonstration(Platform& platform, std::uint32_t patients, Log& log) {
  if (platform.record().Count().ehrs > 0) {
    log.Info("demonstration_present");
    return;
  }
  Progress progress;
  const LoadResult loaded =
      LoadHospital(platform, {patients, kYears, kSeed}, [&](std::uint64_t done) {
        progress.Report("compositions of the demonstration hospital", done, 0);
      });
  progress.Report("compositions of the demonstration hospital", loaded.compositions,
                  loaded.compositions);
  const std::uint64_t resources =
      LoadResources(platform, {patients, kYears, kSeed}, [&](std::uint64_t done) {
        progress.Report("resources of the demonstration hospital", done, 0);
      });
  progress.Report("resources of the demonstration hospital", resources, resources);
  progress.Finish();
  log.Info(
      "demonstration_loaded",
      {{"ehrs", loaded.ehrs}, {"compositions", loaded.compositions}, {"resources", resources}});
}

void PrintFirstSteps(Platform& platform, const Configuration& configuration, std::uint16_t port,
                     std::ostream& out) {
  const std::string url = BaseUrl(configuration, port);
  const record::Access access{ProgramPrincipal(), record::Scope::Open(), "demonstration"};
  const generate::Hospital hospital({1, kYears, kSeed});
  const std::string ehr =
      url + std::string(api::kOpenEhrBase) + "/ehr/" + hospital.Generate(0).ehr_id.ToString();
  out << "\nSocle is at " << url << " (the page there shows every route). For instance:\n\n";
  out << "  curl -s " << url << api::kOpenEhrBase << "/definition/template/adl1.4\n";
  out << "  curl -s " << ehr << "\n";
  out << "  curl -s " << ehr << "/ehr_status\n";
  const auto info =
      platform.record().FindEhr(access, record::EhrId(hospital.Generate(0).ehr_id.ToString()));
  if (info) {
    const auto compositions = platform.record().List(access, info->ehr, ehr::CompositionKind());
    if (!compositions.empty()) {
      const std::string uid = compositions.front().uid.value();
      out << "  curl -s " << ehr << "/composition/" << uid << "\n";
      out << "  curl -s " << ehr << "/versioned_composition/" << uid << "/revision_history\n";
    }
  }
  out << "  curl -s '" << url << "/fhir/Patient?name=martin&_count=3&_pretty=true'\n";
  out << "\nTo ask AQL: " << url << "/aql, to look at resources: " << url << "/fhir\n" << std::endl;
}

}  // namespace socle::app

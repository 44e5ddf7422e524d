#include <algorithm>
#include <iostream>
#include <thread>

#include "app/commands.h"
#include "app/demonstration.h"
#include "app/progress.h"
#include "app/wiring.h"
#include "generate/fhir_files.h"
#include "generate/files.h"

namespace socle::app {

namespace {

int IntoFiles(const generate::HospitalOptions& options, const std::string& directory) {
  const generate::Hospital hospital(options);
  const unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  generate::WriteProgress written;
  {
    Progress progress;
    written = generate::WriteFiles(hospital, directory, threads,
                                   [&](const generate::WriteProgress& so_far) {
                                     progress.Report("patients", so_far.ehrs, options.patients);
                                   });
  }
  std::cout << "wrote " << GroupDigits(written.ehrs) << " EHRs, "
            << GroupDigits(written.compositions) << " compositions, " << GroupDigits(written.bytes)
            << " bytes to " << directory << '\n';
  return kDone;
}

int IntoFhirFiles(const generate::HospitalOptions& options, const std::string& directory,
                  generate::FhirBundles bundles) {
  const generate::Hospital hospital(options);
  const unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  generate::FhirWriteProgress written;
  {
    Progress progress;
    written = generate::WriteFhirFiles(
        hospital, directory, bundles, threads, [&](const generate::FhirWriteProgress& so_far) {
          progress.Report("patients as FHIR", so_far.patients, options.patients);
        });
  }
  std::cout << "wrote " << GroupDigits(written.resources) << " FHIR resources of "
            << GroupDigits(written.patients) << " patients, " << GroupDigits(written.bytes)
            << " bytes to " << directory << '\n';
  return kDone;
}

int IntoStore(const generate::HospitalOptions& hospital, const Configuration& configuration) {
  const auto platform = OpenRecord(configuration, Opening::kCreate);
  LoadResult loaded;
  {
    Progress progress;
    loaded = LoadHospital(*platform, hospital, [&progress](std::uint64_t done) {
      progress.Report("compositions", done, 0);
    });
  }
  std::cout << "loaded " << GroupDigits(loaded.ehrs) << " EHRs, "
            << GroupDigits(loaded.compositions) << " compositions into " << configuration.store
            << '\n';
  return kDone;
}

}  // namespace

int RunGenerate(const Configuration& configuration, const GenerateOptions& options, Log&) {
  const generate::HospitalOptions hospital{options.patients, options.years, options.seed};
  if (options.fhir) {
    const auto bundles = options.bundles ? generate::FhirBundles::kYes : generate::FhirBundles::kNo;
    if (options.directory) IntoFiles(hospital, *options.directory);
    return IntoFhirFiles(hospital, *options.fhir, bundles);
  }
  if (options.directory) return IntoFiles(hospital, *options.directory);
  return IntoStore(hospital, configuration);
}

}  // namespace socle::app

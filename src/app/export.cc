#include <iostream>

#include "app/commands.h"
#include "app/progress.h"
#include "app/wiring.h"

namespace socle::app {

int RunExport(const Configuration& configuration, const ExportOptions& options, Log&) {
  const auto platform = OpenForReading(configuration);
  const record::Access access{ProgramPrincipal(), record::Scope::Open(), "export"};
  {
    Progress progress;
    platform->record().Export(access, options.directory, progress.Callback());
  }
  const record::Record::Counts counts = platform->record().Count();
  std::cout << "exported " << GroupDigits(counts.ehrs) << " EHRs, " << GroupDigits(counts.versions)
            << " versions to " << options.directory << '\n';
  return kDone;
}

}  // namespace socle::app

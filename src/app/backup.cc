#include <filesystem>
#include <iostream>

#include "app/commands.h"
#include "app/progress.h"
#include "app/wiring.h"

namespace socle::app {

int RunBackup(const Configuration& configuration, const BackupOptions& options, Log&) {
  const auto store = OpenStoreToRead(configuration);
  {
    Progress progress;
    store->Backup(options.file, [&progress](std::uint64_t done, std::uint64_t total) {
      progress.Report("pages", done, total);
    });
  }
  std::cout << "backed up " << configuration.store << " to " << options.file << ", "
            << GroupDigits(std::filesystem::file_size(options.file)) << " bytes\n";
  return kDone;
}

}  // namespace socle::app

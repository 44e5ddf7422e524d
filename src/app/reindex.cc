#include <iostream>

#include "app/commands.h"
#include "app/progress.h"
#include "app/wiring.h"

namespace socle::app {

int RunReindex(const Configuration& configuration, const ReindexOptions&, Log&) {
  const auto platform = OpenRecord(configuration);
  {
    Progress progress;
    platform->record().Reindex(progress.Callback());
  }
  std::cout << "rebuilt the indexes of " << GroupDigits(platform->record().Count().objects)
            << " objects\n";
  return kDone;
}

}  // namespace socle::app

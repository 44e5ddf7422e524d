#include <iostream>

#include "app/commands.h"
#include "app/wiring.h"
#include "aql/layout_text.h"
#include "base/error.h"

namespace socle::app {

int RunLayout(const Configuration& configuration, const LayoutOptions& options, Log&) {
  const auto platform = OpenRecord(configuration, Opening::kBeside);
  store::Reader reader = platform->store().Read();
  const auto layout = platform->layout().Current(reader.session());
  if (!options.archetype.empty() && layout->Find(options.archetype) == nullptr) {
    throw base::Error(base::ErrorCode::kNotFound,
                      "no template of this store has the archetype " + options.archetype);
  }
  std::cout << (options.json ? aql::LayoutJson(*layout, options.archetype) + "\n"
                             : aql::LayoutText(*layout, options.archetype));
  return kDone;
}

}  // namespace socle::app

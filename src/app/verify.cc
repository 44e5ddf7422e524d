#include <algorithm>
#include <iostream>

#include "app/commands.h"
#include "app/progress.h"
#include "app/wiring.h"

namespace socle::app {

int RunVerify(const Configuration& configuration, const VerifyOptions&, Log&) {
  const auto platform = OpenRecord(configuration, Opening::kBeside);
  {
    store::Reader reader = platform->store().Read();
    const auto customs = resource::ReadCustoms(reader.session());
    const bool under_way = std::any_of(customs.begin(), customs.end(), [](const auto& one) {
      return one.state != resource::CustomParameter::State::kIndexed;
    });
    if (under_way) {
      std::cerr << "search parameters of the store's own are being indexed: until that is done, "
                   "tables of resources differ from a rebuild\n";
    }
  }
  std::vector<record::Finding> findings;
  {
    Progress progress;
    findings = platform->record().Verify(progress.Callback());
  }
  for (const record::Finding& finding : findings) {
    std::cout << finding.place << ": " << finding.what << '\n';
  }
  const record::Record::Counts counts = platform->record().Count();
  std::cout << GroupDigits(counts.ehrs) << " EHRs, " << GroupDigits(counts.versions)
            << " versions, " << GroupDigits(counts.contributions) << " contributions: "
            << (findings.empty() ? "all as they were written"
                                 : GroupDigits(findings.size()) + " faults, named above")
            << '\n';
  return findings.empty() ? kDone : kFailed;
}

}  // namespace socle::app

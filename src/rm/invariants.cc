#include "rm/invariants.h"

#include <vector>

namespace socle::rm {
namespace {

/// For each class, what is to be checked: its own invariants and those of its ancestors.
class Table {
 public:
  Table() : checks_(ClassCount()) {
    for (const auto package : {SupportInvariants(), TextInvariants(), QuantityInvariants(),
                               TimeInvariants(), DataStructureInvariants(), ArchetypedInvariants(),
                               PartyInvariants(), VersionInvariants(), EhrInvariants()}) {
      for (const Invariant& invariant : package) {
        for (std::size_t i = 0; i < checks_.size(); ++i) {
          const ClassId id{static_cast<std::uint16_t>(i)};
          if (IsA(id, invariant.type)) checks_[i].push_back(invariant.check);
        }
      }
    }
  }

  using Checks = std::vector<void (*)(const Node&, Findings&)>;
  const Checks& Of(ClassId type) const { return checks_[static_cast<std::size_t>(type)]; }

 private:
  std::vector<Checks> checks_;
};

}  // namespace

void CheckInvariants(const Node& node, Findings& findings) {
  static const Table table;
  for (const auto check : table.Of(node.type)) check(node, findings);
}

}  // namespace socle::rm

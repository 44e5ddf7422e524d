#include <iostream>

#include "app/commands.h"

namespace socle::app {

int RunVersion(const Configuration&, const VersionOptions&, Log&) {
  std::cout << "socle " << SOCLE_VERSION << '\n';
  return kDone;
}

}  // namespace socle::app

#pragma once

#include "generate/canonical.h"

namespace socle::generate {

/// A line of a problem list or letter.
struct Problem {
  Term name;
  Day onset = 0;
  Day resolved = 0;  // 0: not
  int severity = 0;  // 0 mild, 1 moderate, 2 severe
};

}  // namespace socle::generate

#pragma once

#include <array>

#include "generate/person.h"
#include "generate/scores.h"

namespace socle::generate {

/// How an illness runs through a stay.
struct Course {
  const Acute* acute = nullptr;  // none: somebody who feels as usual
  WallTime admission = 0, discharge = 0;
  int worst = 1000;  // severity on admission
  int relapse = 0;   // permille of the stay after which it comes up again; 0: never
};

/// 0 (as usual) to about 1100 (as ill as it gets). Falls off through the stay, fast at first.
int SeverityAt(const Course& course, WallTime time);

/// What nurses measure on `person` at `time`.
Vitals Measure(Random& random, const Person& person, const Course& course, WallTime time);

/// The results of a blood sample, by AnalyteId, each in its digits.
using Results = std::array<int, kAnalytes>;
/// Results fit together: haematocrit with haemoglobin, neutrophils with leucocytes, clearance with
/// creatinine, age, sex and weight.
Results Analyse(Random& random, const Person& person, const Course& course, WallTime time);

}  // namespace socle::generate

#pragma once

#include "answer.h"

namespace socle::aql::property {

/// The side that must answer as the evaluator does; empty where there is none.
AnswerFunction OtherSide();

}  // namespace socle::aql::property

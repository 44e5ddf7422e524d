#pragma once

#include "answer.h"

namespace socle::aql::property {

/// The engine over a store with archetype tables, into which the world's templates and commits go
/// in their order: it must answer as the evaluator does. Keeps the last world's store.
AnswerFunction OtherSide();

}  // namespace socle::aql::property

#pragma once

#include <string>
#include <vector>

#include "answer.h"

namespace socle::aql::property {

/// The engine over a store with archetype tables, into which the world's templates and commits go
/// in their order: it must answer as the evaluator does. Keeps the last world's store.
AnswerFunction OtherSide();

/// What the record's own verification finds in such a store, archetype tables included: nothing,
/// unless rows that were moved by a later template differ from rows written anew.
std::vector<std::string> FaultsInStore(const World& world);

}  // namespace socle::aql::property

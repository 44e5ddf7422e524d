#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "answer.h"
#include "question.h"

namespace socle::aql::property {

/// What a relation found.
struct Verdict {
  enum class Kind {
    kSilent,  // the relation does not speak about such a question, or its answer is empty
    kHolds,
    kBroken,
  };
  Kind kind = Kind::kSilent;
  Difference difference;  // kBroken
};

/// What must hold between the answers of one side to related questions, whatever they are: a check
/// of a side without another side.
struct Relation {
  std::string_view name;
  Verdict (*check)(const Question&, const AnswerFunction&);
};

/// Pages put together are the whole; DISTINCT is the set of the rows; COUNT(*) their number; a
/// condition and its contrary part what either finds; ORDER BY permutes and sorts; one EHR's answer
/// is the population's with that EHR in FROM; AND and OR commute; names change nothing; NOT NOT is
/// nothing; a parameter is its value; CONTAINS and NOT CONTAINS part the compositions.
std::span<const Relation> Relations();

}  // namespace socle::aql::property

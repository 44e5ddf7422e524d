#pragma once

#include <string>
#include <vector>

#include "aql/parameters.h"
#include "generate/random.h"
#include "world.h"

namespace socle::aql::property {

/// A query as a client asks it.
struct RandomQuery {
  std::string aql;
  Parameters parameters;
  std::vector<std::string> ehr_ids;  // empty: the population
};

/// A query over `world` that parses and binds. Most are what a plan handles, archetypes in FROM and
/// full paths; the rest goes through the whole language but the clock and terminologies.
RandomQuery MakeQuery(generate::Random& random, const World& world);

}  // namespace socle::aql::property

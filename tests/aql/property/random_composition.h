#pragma once

#include <string>

#include "generate/random.h"
#include "random_template.h"

namespace socle::aql::property {

/// A composition that fits `made`, canonical JSON without a uid. What the template leaves open is
/// used: other names, codes for texts, participations, links, a protocol that it does not mention.
std::string RandomComposition(generate::Random& random, const RandomTemplate& made);

}  // namespace socle::aql::property

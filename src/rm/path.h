#pragma once

#include <string>

#include "rm/tree.h"

namespace socle::rm {

/// Where `node` stands, as openEHR writes it for people:
/// "/content[openEHR-EHR-OBSERVATION.pulse.v2]/data[at0002]/events[at0003 and
/// name/value='Any']/data/items[at0004][2]/value". The predicate is the archetype node id (the
/// archetype id at roots); where siblings share it, a 1-based index follows. The root is "/".
std::string PathOf(const Node& node);

}  // namespace socle::rm

#pragma once

#include <string>
#include <string_view>

#include "rm/tree.h"

namespace socle::rm {

/// Where `node` stands, as openEHR writes it for people:
/// "/content[openEHR-EHR-OBSERVATION.pulse.v2]/data[at0002]/events[at0003]/data/items[at0004][2]/value".
/// The predicate is the archetype node id (the archetype id at roots); where siblings share it, a
/// 1-based index among them follows. An item of a container without a node id has the index alone
/// ("/context/participations[1]"), one of a hash its key. Names stay out: they may say something
/// about the patient. The root is "/".
std::string PathOf(const Node& node);

/// The first node below `from` at `path`, or null: attribute names with, in brackets, a node id or
/// archetype id, `and name/value='…'` (or `, '…'`), and a 1-based index among what these leave.
/// A leading "/" is taken as `from`. What `PathOf` wrote is found again. Null for a path that
/// cannot be understood. Source: openEHR BASE 1.1.0, Architecture Overview, Paths and Locators.
const Node* FindByPath(const Node& from, std::string_view path);

}  // namespace socle::rm

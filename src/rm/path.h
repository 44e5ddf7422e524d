#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "rm/tree.h"

namespace socle::rm {

/// Where `node` stands, as openEHR writes it for people:
/// "/content[openEHR-EHR-OBSERVATION.pulse.v2]/data[at0002]/events[at0003]/data/items[at0004][2]/value".
/// The predicate is the archetype node id (the archetype id at roots); where siblings share it, a
/// 1-based index among them follows. An item of a container without a node id has the index alone
/// ("/context/participations[1]"), one of a hash its key. Names stay out: they may say something
/// about the patient. Ids of more than 255 bytes are cut. The root is "/".
std::string PathOf(const Node& node);

/// `PathOf` for many nodes of one tree: what it learnt of a container serves its other items, so
/// that the paths of all violations cost no more than the tree is large. The tree must stay as it
/// is. One thread at a time.
class PathMaker {
 public:
  std::string PathOf(const Node& node);

 private:
  /// The place of a node among its siblings of the same attribute and node id, from 1, and their
  /// number.
  struct Place {
    std::uint32_t index = 0;
    std::uint32_t count = 0;
  };
  void AppendStep(std::string& path, const Node& node);
  const Place& PlaceOf(const Node& node);
  std::unordered_map<const Node*, Place> places_;
};

/// The first node below `from` at `path`, or null: attribute names with, in brackets, a node id or
/// archetype id, `and name/value='…'` (or `, '…'`), and a 1-based index among what these leave.
/// A leading "/" is taken as `from`. What `PathOf` wrote is found again, but for cut ids. Null for
/// a path that cannot be understood. Source: openEHR BASE 1.1.0, Architecture Overview, Paths and
/// Locators.
const Node* FindByPath(const Node& from, std::string_view path);

}  // namespace socle::rm

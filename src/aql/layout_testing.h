#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "aql/layout_state.h"
#include "template/template.h"

// For tests alone: the project's own templates, and such as they could be.
namespace socle::aql {

inline std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// models/templates/NAME.opt
inline std::string OwnTemplate(const std::string& name) {
  return ReadFile(std::filesystem::path(SOCLE_SOURCE_DIR) / "models/templates" / (name + ".opt"));
}

/// `text` with the first `from` behind `after` made `to`; a failed test where there is none.
inline std::string Replaced(std::string text, std::string_view from, std::string_view to,
                            std::string_view after = {}) {
  const std::size_t begin = text.find(after);
  const std::size_t place = begin == std::string::npos ? std::string::npos : text.find(from, begin);
  if (place == std::string::npos) {
    ADD_FAILURE() << "there is no " << from << " behind " << after;
    return text;
  }
  return text.replace(place, from.size(), to);
}

/// The template under another id.
inline std::string Renamed(std::string opt, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = opt.find(from, at)) != std::string::npos; at += to.size()) {
    opt.replace(at, from.size(), to);
  }
  return opt;
}

/// The template with the first node of that id allowed to repeat.
inline std::string Repeating(std::string opt, std::string_view node_id) {
  const std::string id = "<node_id>" + std::string(node_id) + "</node_id>";
  const std::size_t node = opt.find(id);
  const std::size_t upper = opt.rfind("<upper>1</upper>", node);
  const std::size_t bound = opt.rfind("<upper_unbounded>false", node);
  if (node == std::string::npos || upper == std::string::npos || bound == std::string::npos) {
    ADD_FAILURE() << "there is no node " << node_id << " that stands once";
    return opt;
  }
  opt.replace(upper, std::string_view("<upper>1</upper>").size(), "");
  return opt.replace(bound, std::string_view("<upper_unbounded>false").size(),
                     "<upper_unbounded>true");
}

/// The template with the first node of that id allowed once.
inline std::string Single(std::string opt, std::string_view node_id) {
  const std::string id = "<node_id>" + std::string(node_id) + "</node_id>";
  const std::size_t node = opt.find(id);
  const std::size_t bound = opt.rfind("<upper_unbounded>true", node);
  const std::size_t end = opt.rfind("</occurrences>", node);
  if (node == std::string::npos || bound == std::string::npos || end < bound) {
    ADD_FAILURE() << "there is no node " << node_id << " that repeats";
    return opt;
  }
  opt.insert(end, "<upper>1</upper>");
  return opt.replace(bound, std::string_view("<upper_unbounded>true").size(),
                     "<upper_unbounded>false");
}

inline std::vector<LayoutChange> Merge(LayoutState& state, const std::string& opt) {
  return MergeTemplate(state, tmpl::Template::Parse(opt)->definition(), opt);
}

inline constexpr std::string_view kBloodPressure = "openEHR-EHR-OBSERVATION.blood_pressure.v2";

inline const LayoutArchetype& ArchetypeOf(const LayoutState& state, std::string_view id) {
  for (const LayoutArchetype& archetype : state.archetypes) {
    if (archetype.archetype_id == id) return archetype;
  }
  ADD_FAILURE() << "not laid: " << id;
  static const LayoutArchetype none;
  return none;
}

/// The node at the node ids of `line`, one below the other; a failed test where there is none.
inline const LayoutNode& NodeAt(const LayoutNode& from, const std::vector<std::string>& line) {
  const LayoutNode* node = &from;
  for (const std::string& id : line) {
    const LayoutNode* found = nullptr;
    for (const LayoutNode& child : node->children) {
      if (child.node_id == id) found = &child;
    }
    if (found == nullptr) {
      ADD_FAILURE() << "no node " << id;
      return *node;
    }
    node = found;
  }
  return *node;
}

}  // namespace socle::aql

#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "aql/layout_leaves.h"
#include "aql/layout_state.h"
#include "template/definition.h"

namespace socle::aql {

/// Merges the archetype roots of one template into a layout: MergeTemplate's work.
/// One thread at a time.
class LayoutMerge {
 public:
  /// Both outlive it.
  LayoutMerge(LayoutState& state, const tmpl::Definition& definition);

  /// Merges the archetype root `object`, down to the roots below it.
  void Root(const tmpl::Object& object);
  /// What was changed, in the order of the archetypes' numbers.
  std::vector<LayoutChange> Changes();

 private:
  /// What a value's columns are like beyond its class.
  struct LeafHints {
    std::optional<std::string> units, terminology;
  };

  LayoutArchetype& archetype() { return state_.archetypes[change_->archetype]; }
  void Open(const tmpl::Object& object);
  void Make(const tmpl::Object& object);
  void Children(LayoutNode& node, const tmpl::Object& object);
  void Child(LayoutNode& parent, const tmpl::Attribute& attribute, const tmpl::Object& object,
             std::size_t alike);
  void Implied(LayoutNode& node);
  void Nested(LayoutNode& parent, const tmpl::Attribute& attribute, const tmpl::Object& object);
  LayoutNode& Structure(LayoutNode& parent, rm::AttributeId attribute, std::string_view node_id,
                        rm::ClassId type, std::string_view name, bool repeats);
  void Value(LayoutNode& parent, rm::AttributeId attribute, rm::ClassId type,
             const LeafHints& hints);
  LeafHints HintsOf(const tmpl::Object& object) const;
  void AddLeaf(const LayoutNode& parent, LayoutNode& node, rm::ClassId type,
               const LeafHints& hints);
  std::size_t AddTable(const LayoutNode& node, std::size_t parent);
  void Promote(LayoutNode& node);
  void RequireTable();

  LayoutState& state_;
  const tmpl::Definition& definition_;
  std::set<std::string> table_names_;
  std::map<std::size_t, LayoutChange> changes_;
  LayoutChange* change_ = nullptr;            // of the archetype that is merged
  bool fresh_ = false;                        // what is merged stands in a node that was not there
  std::vector<const tmpl::Object*> targets_;  // of the internal references that lead here
};

}  // namespace socle::aql

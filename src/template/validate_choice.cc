#include <algorithm>

#include "base/nearest.h"
#include "rm/ids.h"
#include "template/validator.h"

namespace socle::tmpl {

namespace attribute = rm::attribute;
namespace type = rm::type;

namespace {

/// The work after which alternatives are no longer tried: nested alternatives multiply, and a
/// hostile pair of template and document would multiply without end.
constexpr std::uint64_t kMostSteps = 300'000;

/// "openEHR-EHR-CLUSTER.device.v1" of "openEHR-EHR-CLUSTER.device.v1.0.2": tools of the ADL 2 world
/// write the full version.
std::string_view MajorVersion(std::string_view archetype_id) {
  const std::size_t version = archetype_id.rfind(".v");
  if (version == std::string_view::npos) return archetype_id;
  return archetype_id.substr(0, archetype_id.find('.', version + 2));
}

bool SameArchetype(std::string_view a, std::string_view b) {
  if (a == b) return true;
  return MajorVersion(a) == MajorVersion(b) && (a == MajorVersion(a) || b == MajorVersion(b));
}

bool IsArchetypeId(std::string_view id) { return id.find('.') != id.npos && !id.starts_with("at"); }

std::string_view ArchetypeIdOf(const rm::Node& node) {
  if (const rm::Node* details = node.Child(attribute::kArchetypeDetails)) {
    if (const rm::Node* id = details->Child(attribute::kArchetypeId)) {
      return id->ChildText(attribute::kValue);
    }
  }
  return {};
}

std::string IdOrType(const rm::Node& node) {
  const std::string_view id = node.ChildText(attribute::kArchetypeNodeId);
  return std::string(id.empty() ? rm::Class(node.type).name : id);
}

/// A code of the archetype itself, which free text does not have.
bool HasLocalCode(const rm::Node& node) {
  const rm::Node* code = node.Child(attribute::kDefiningCode);
  const rm::Node* terminology = code ? code->Child(attribute::kTerminologyId) : nullptr;
  return terminology && terminology->ChildText(attribute::kValue) == "local";
}

}  // namespace

bool Validator::TypeFits(const rm::Node& node, const Object& object) const {
  if (object.type == rm::ClassId::kNone) return true;
  if (!rm::IsA(node.type, object.type)) return false;
  if (object.type_argument == rm::ClassId::kNone || !rm::IsA(node.type, type::kDvInterval)) {
    return true;
  }
  const rm::Node* end = node.Child(attribute::kLower);
  if (!end) end = node.Child(attribute::kUpper);
  return !end || rm::IsA(end->type, object.type_argument);
}

Validator::Match Validator::MatchOf(const rm::Node& node, const Object& object) const {
  if (!TypeFits(node, object)) return Match::kOtherType;
  if (!rm::IsA(node.type, type::kLocatable)) return Match::kYes;
  const std::string_view id = node.ChildText(attribute::kArchetypeNodeId);
  if (object.kind == ObjectKind::kSlot) {
    std::string_view archetype = IsArchetypeId(id) ? id : ArchetypeIdOf(node);
    if (archetype.empty()) return Match::kOtherId;
    return SlotAdmits(definition_.slots[object.rule], archetype) ? Match::kYes
                                                                 : Match::kOtherArchetype;
  }
  const std::string_view wanted = object.instance_id();
  if (wanted.empty() || id == wanted) return Match::kYes;
  if (!object.is_root()) return Match::kOtherId;
  if (SameArchetype(id, wanted)) return Match::kYes;
  // Some programs write the node id at roots and the archetype in the details alone.
  const bool by_details = id == object.node_id && SameArchetype(ArchetypeIdOf(node), wanted);
  return by_details ? Match::kYes : Match::kOtherId;
}

bool Validator::NameFits(const rm::Node& node, const Object& object) {
  const Attribute* constrained = definition_.FindAttribute(object, "name");
  const rm::Node* name = node.Child(attribute::kName);
  if (!constrained || !name) return true;
  const std::uint32_t before = failures_;
  failures_ = 0;
  ++trial_;
  CheckSingle(*name, *constrained);
  --trial_;
  const bool fits = failures_ == 0;
  failures_ = before;
  return fits;
}

const Object& Validator::Best(const rm::Node& node, const std::vector<const Object*>& candidates) {
  const Object* best = candidates.front();
  if (candidates.size() == 1) return *best;
  std::uint32_t least = 0xFFFF'FFFF;
  for (const Object* candidate : candidates) {
    if (steps_ > kMostSteps) break;
    const std::uint32_t count = Try(node, *candidate);
    if (count < least) {
      least = count;
      best = candidate;
    }
    if (least == 0) break;
  }
  return *best;
}

void Validator::CheckSingle(const rm::Node& node, const Attribute& constrained) {
  const std::span<const Object> children = definition_.ChildrenOf(constrained);
  if (children.empty()) return;
  if (children.size() == 1) {
    if (children[0].occurrences.upper != 0 && MatchOf(node, children[0]) == Match::kYes) {
      return Check(node, children[0]);
    }
    return ReportUnmatched(node, constrained);
  }
  std::vector<const Object*> candidates, exact;
  for (const Object& child : children) {
    if (child.occurrences.upper == 0 || MatchOf(node, child) != Match::kYes) continue;
    candidates.push_back(&child);
    if (child.type == node.type) exact.push_back(&child);
  }
  if (candidates.empty()) return ReportUnmatched(node, constrained);
  // DV_CODED_TEXT is a DV_TEXT, so where a template offers both, a code that is not in the list
  // passes as text, unless it claims to be one of the archetype's own.
  if (!exact.empty() && exact.size() < candidates.size() && HasLocalCode(node)) candidates = exact;
  Check(node, Best(node, candidates));
}

void Validator::ReportUnmatched(const rm::Node& node, const Attribute& constrained) {
  std::vector<std::string_view> types, ids;
  Match nearest = Match::kOtherType;
  for (const Object& child : definition_.ChildrenOf(constrained)) {
    if (child.occurrences.upper == 0) continue;
    const Match match = MatchOf(node, child);
    nearest = std::max(nearest, match);
    types.push_back(child.type_name);
    if (child.kind == ObjectKind::kSlot) continue;
    if (!child.instance_id().empty()) ids.push_back(child.instance_id());
  }
  const std::string_view id = node.ChildText(attribute::kArchetypeNodeId);
  const bool known_id = std::find(ids.begin(), ids.end(), id) != ids.end();
  if (nearest == Match::kOtherArchetype) {
    return Fail(node, "slot", [&] {
      std::string expected;
      for (const Object& child : definition_.ChildrenOf(constrained)) {
        if (child.kind != ObjectKind::kSlot) continue;
        for (const Pattern* pattern : definition_.slots[child.rule].includes) {
          if (!expected.empty()) expected += " or ";
          expected += pattern->expression();
        }
      }
      return Words{expected.empty() ? "an archetype that the slot admits" : expected,
                   IdOrType(node),
                   "The slot does not admit this archetype.",
                   {}};
    });
  }
  if (nearest == Match::kOtherType && (known_id || id.empty() || ids.empty())) {
    return Fail(node, "type", [&] {
      std::sort(types.begin(), types.end());
      types.erase(std::unique(types.begin(), types.end()), types.end());
      return Words{types.empty() ? "nothing" : Listed(types),
                   std::string(rm::Class(node.type).name),
                   "The template allows other types here.",
                   {}};
    });
  }
  Fail(node, "unknown_node", [&] {
    const std::string_view near = base::Nearest(id, ids);
    std::string message = "The template has no such node here";
    if (!near.empty()) message += "; the nearest is " + std::string(near);
    return Words{ids.empty() ? "no node" : Listed(ids), IdOrType(node), message + ".", {}};
  });
}

}  // namespace socle::tmpl

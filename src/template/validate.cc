#include <algorithm>

#include "rm/findings.h"
#include "rm/ids.h"
#include "rm/path.h"
#include "template/validator.h"

namespace socle::tmpl {

namespace attribute = rm::attribute;
namespace type = rm::type;

std::vector<base::Issue> Validator::Run(const rm::Node& root) {
  CheckRoot(root);
  std::stable_sort(found_.begin(), found_.end(),
                   [](const Found& a, const Found& b) { return a.node->order < b.node->order; });
  std::vector<base::Issue> issues;
  issues.reserve(found_.size());
  rm::PathMaker paths;
  for (Found& found : found_) {
    std::string path = paths.PathOf(*found.node);
    if (!found.words.below.empty() && path == "/") path.clear();
    path += found.words.below;
    issues.push_back({std::move(path), std::string(found.rule), std::move(found.words.expected),
                      std::move(found.words.found), std::move(found.words.message)});
  }
  return issues;
}

void Validator::Keep(const rm::Node& node, std::string_view rule, Words words) {
  if (found_.size() >= rm::Findings::kMost) return;
  words.found = rm::Shortened(words.found);
  if (in_name_ > 0) rule = "name";
  found_.push_back({&node, rule, std::move(words)});
}

void Validator::CheckRoot(const rm::Node& root) {
  const Object& object = definition_.root();
  if (!TypeFits(root, object)) {
    Fail(root, "type", [&] {
      return Words{std::string(object.type_name),
                   std::string(rm::Class(root.type).name),
                   "The template is for another class.",
                   {}};
    });
    return;
  }
  const std::string_view archetype = root.ChildText(attribute::kArchetypeNodeId);
  if (MatchOf(root, object) != Match::kYes) {
    Fail(root, "template", [&] {
      return Words{std::string(object.archetype_id), std::string(archetype),
                   "The template is for another archetype.", "/archetype_node_id"};
    });
  }
  if (const rm::Node* details = root.Child(attribute::kArchetypeDetails)) {
    const rm::Node* id = details->Child(attribute::kTemplateId);
    const std::string_view found = id ? id->ChildText(attribute::kValue) : std::string_view();
    if (found != definition_.template_id) {
      Fail(root, "template", [&] {
        return Words{definition_.template_id, found.empty() ? "none" : std::string(found),
                     "The document names another template.", "/archetype_details/template_id"};
      });
    }
  }
  Check(root, object);
}

void Validator::Check(const rm::Node& node, const Object& object) {
  ++steps_;
  const Object& target = definition_.Target(object);
  switch (target.kind) {
    case ObjectKind::kComplex:
    case ObjectKind::kArchetypeRoot:
      return CheckAttributes(node, target);
    case ObjectKind::kSlot:
    case ObjectKind::kInternalRef:
    case ObjectKind::kConstraintRef:
      return;
    case ObjectKind::kCodePhrase:
      return CheckCodePhrase(node, target, definition_.codes[target.rule]);
    case ObjectKind::kQuantity:
      return CheckQuantity(node, definition_.quantities[target.rule]);
    case ObjectKind::kOrdinal:
      return CheckOrdinal(node, definition_.ordinals[target.rule]);
    case ObjectKind::kState:
      return CheckState(node, definition_.states[target.rule]);
    case ObjectKind::kString:
      return CheckString(node, definition_.strings[target.rule]);
    case ObjectKind::kInteger:
    case ObjectKind::kReal:
      return CheckNumber(node, definition_.numbers[target.rule]);
    case ObjectKind::kBoolean:
      return CheckBoolean(node, definition_.booleans[target.rule]);
    case ObjectKind::kDate:
    case ObjectKind::kTime:
    case ObjectKind::kDateTime:
      return CheckTemporal(node, definition_.temporals[target.rule]);
    case ObjectKind::kDuration:
      return CheckDuration(node, definition_.durations[target.rule]);
  }
}

void Validator::CheckAttributes(const rm::Node& node, const Object& object) {
  for (const Attribute& constrained : definition_.AttributesOf(object)) {
    const rm::Node* first = node.Child(constrained.id);
    if (!first) {
      CheckMissing(node, constrained);
      continue;
    }
    if (constrained.existence.upper == 0) {
      Fail(*first, "existence", [&] {
        return Words{"no " + std::string(constrained.name),
                     std::string(constrained.name),
                     "The template rules this attribute out.",
                     {}};
      });
      continue;
    }
    const bool is_name = constrained.id == attribute::kName;
    in_name_ += is_name;
    if (constrained.container) {
      CheckContainer(node, *first, constrained);
    } else {
      CheckSingle(*first, constrained);
    }
    in_name_ -= is_name;
  }
  if (object.type_argument != rm::ClassId::kNone) CheckIntervalEnds(node, object);
}

namespace {

/// Whether what is missing in `node` is excused by what stands there instead.
bool IsExcused(const rm::Node& node, const Attribute& constrained) {
  // RM 1.1.0, ELEMENT: either a value or a null flavour.
  if (constrained.id == attribute::kValue && rm::IsA(node.type, type::kElement)) {
    return node.Child(attribute::kNullFlavour) != nullptr;
  }
  // RM 1.1.0, DV_INTERVAL: an end that is unbounded is absent. Editors write 1..1 for both ends.
  if (rm::IsA(node.type, type::kDvInterval)) {
    if (constrained.id == attribute::kLower) {
      return node.ChildText(attribute::kLowerUnbounded) == "true";
    }
    if (constrained.id == attribute::kUpper) {
      return node.ChildText(attribute::kUpperUnbounded) == "true";
    }
  }
  return false;
}

}  // namespace

void Validator::CheckMissing(const rm::Node& node, const Attribute& constrained) {
  if (constrained.computed) return CheckComputed(node, constrained);
  bool reported = false;
  if (constrained.container) {
    for (const Object& child : definition_.ChildrenOf(constrained)) {
      if (child.occurrences.lower == 0) continue;
      ReportTooFew(node, constrained, child, 0);
      reported = true;
    }
  }
  if (reported || constrained.existence.lower == 0 || IsExcused(node, constrained)) return;
  Fail(node, "existence", [&] {
    return Words{std::string(constrained.name), "nothing",
                 "The template requires " + std::string(constrained.name) + ".",
                 "/" + std::string(constrained.name)};
  });
}

void Validator::CheckIntervalEnds(const rm::Node& node, const Object& object) {
  for (const rm::AttributeId end : {attribute::kLower, attribute::kUpper}) {
    const rm::Node* value = node.Child(end);
    if (!value || rm::IsA(value->type, object.type_argument)) continue;
    // A constraint on the end itself has spoken already.
    if (definition_.FindAttribute(object, rm::AttributeName(end))) continue;
    Fail(*value, "type", [&] {
      return Words{std::string(rm::Class(object.type_argument).name),
                   std::string(rm::Class(value->type).name),
                   "The interval is of another type.",
                   {}};
    });
  }
}

std::uint32_t Validator::Try(const rm::Node& node, const Object& object) {
  const std::uint32_t before = failures_;
  failures_ = 0;
  ++trial_;
  Check(node, object);
  --trial_;
  const std::uint32_t count = failures_;
  failures_ = before;
  return count;
}

}  // namespace socle::tmpl

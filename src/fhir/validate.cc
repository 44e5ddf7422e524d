#include "fhir/validate.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "base/nearest.h"
#include "fhir/ids.h"
#include "fhir/location.h"
#include "fhir/validate_invariants.h"
#include "fhir/validate_references.h"

namespace socle::fhir {

/// What is worked out once from the definitions.
struct Validator::Rules {
  InvariantRules invariants;
  std::vector<std::vector<std::uint16_t>> required;  // by type: the elements that must be there
};

namespace {

bool IsAllowed(const Element& element, TypeId type) {
  return std::any_of(element.types.begin(), element.types.end(), [type](const TypeUse& use) {
    return use.type == type || (Get(use.type).is_abstract && IsA(type, use.type));
  });
}

std::string JoinTypes(std::span<const TypeId> types) {
  std::string text;
  for (const TypeId type : types) {
    if (!text.empty()) text += ", ";
    text += Get(type).name;
  }
  return text;
}

class Walk {
 public:
  Walk(const InvariantRules& invariants, const std::vector<std::vector<std::uint16_t>>& required,
       const Node& root, std::size_t limit)
      : invariants_(invariants), required_(required), references_(root), limit_(limit) {
    Check(Focus{root, root, root, ContainedResources(root)});
  }

  std::vector<Issue> Take() {
    const std::size_t room = limit_ - std::min(limit_, errors_.size());
    warnings_.resize(std::min(warnings_.size(), room));
    std::move(warnings_.begin(), warnings_.end(), std::back_inserter(errors_));
    return std::move(errors_);
  }

 private:
  bool full() const { return errors_.size() >= limit_; }

  void Report(const Node& node, std::string_view code, std::string text) {
    if (!full()) {
      errors_.push_back({Severity::kError, code, LocationOf(node), std::move(text)});
    }
  }

  /// Checks the node and all below.
  void Check(const Focus& focus) {
    const Node& node = focus.node;
    const Type& type = Get(node.type);
    if (type.is_abstract) {
      Report(node, "structure", "expected a concrete type, found " + std::string(type.name));
    }
    if (!node.has_value && IsHollow(node)) {
      Report(node, "invariant", "expected a value or children, found none (ele-1)");
    }
    if (!type.invariants.empty()) CheckInvariants(type.invariants, focus);
    Children(focus, type);
    CheckRequired(node, type);
  }

  /// No children but `id`. A resource may be so.
  static bool IsHollow(const Node& node) {
    const Node* child = node.first_child;
    while (child != nullptr && child->name == name::kId) child = child->next_sibling;
    return child == nullptr && Get(node.type).kind != TypeKind::kResource;
  }

  void Children(const Focus& focus, const Type& type) {
    const Node* before = nullptr;
    for (const Node* child = focus.node.first_child; child != nullptr && !full();
         child = child->next_sibling) {
      const Element& element = type.elements[child->element];
      if (before != nullptr && before->element == child->element && element.max == 1) {
        Report(*child, "structure", "expected at most one, found more");
      }
      before = child;
      CheckChild(*child, element, focus);
    }
  }

  void CheckChild(const Node& child, const Element& element, const Focus& parent) {
    if (child.type != element.types[0].type && !IsAllowed(element, child.type)) {
      Report(child, "structure",
             "expected another type, found " + std::string(Get(child.type).name));
    }
    if (Get(child.type).kind != TypeKind::kResource) {
      CheckFocus(Focus{child, parent.resource, parent.root_resource, parent.contained}, element);
    } else if (child.name == name::kContained) {
      CheckFocus(Focus{child, child, parent.root_resource, parent.contained}, element);
    } else {
      CheckFocus(Focus{child, child, child, ContainedResources(child)}, element);
    }
  }

  void CheckFocus(const Focus& focus, const Element& element) {
    const Node& child = focus.node;
    if (element.strength == BindingStrength::kRequired) CheckBinding(child, element);
    if (child.type == type::kReference) CheckTarget(child, element, focus);
    if (!element.invariants.empty()) CheckInvariants(element.invariants, focus);
    // A primitive without children has nothing below; its own invariants are ele-1 alone.
    if (child.first_child != nullptr || !child.has_value) Check(focus);
  }

  void CheckRequired(const Node& node, const Type& type) {
    for (const std::uint16_t index : required_[static_cast<std::size_t>(node.type)]) {
      const Node* child = node.first_child;
      while (child != nullptr && child->element < index) child = child->next_sibling;
      if (child != nullptr && child->element == index) continue;
      const Element& element = type.elements[index];
      std::string text = "expected ";
      text += element.max == 1 ? "" : "at least one ";
      text += Name(element.name);
      Report(node, "required", std::move(text) + " (" + std::string(type.name) + "), found none");
    }
  }

  void CheckInvariants(std::span<const std::uint16_t> invariants, const Focus& focus) {
    for (const std::uint16_t index : invariants) {
      const Outcome outcome = invariants_.Evaluate(index, focus);
      if (outcome != Outcome::kHolds) ReportInvariant(focus.node, Invariants()[index], outcome);
    }
  }

  void ReportInvariant(const Node& node, const Invariant& invariant, Outcome outcome) {
    const bool is_error = invariant.is_error && outcome == Outcome::kBroken;
    std::vector<Issue>& issues = is_error ? errors_ : warnings_;
    if (issues.size() >= limit_) return;
    std::string text = outcome == Outcome::kBroken ? "" : "could not be evaluated: ";
    text += invariant.human;
    text += " (" + std::string(invariant.key) + ")";
    issues.push_back({is_error ? Severity::kError : Severity::kWarning, "invariant",
                      LocationOf(node), std::move(text)});
  }

  void CheckBinding(const Node& node, const Element& element) {
    bool is_in = true;
    if (node.type == type::kCodeableConcept) {
      is_in = HasCodingIn(node, element.value_set);
    } else if (node.type == type::kCoding) {
      is_in = InValueSet(element.value_set, node.ChildText("system"), node.ChildText("code"))
                  .value_or(true);
    } else if (Get(node.type).kind == TypeKind::kPrimitive && node.has_value) {
      is_in = InValueSet(element.value_set, "", node.text).value_or(true);
    }
    if (!is_in) ReportCode(node, element.value_set);
  }

  static bool HasCodingIn(const Node& concept_node, ValueSetId set) {
    if (!InValueSet(set, "", "").has_value()) return true;
    for (const Node* at = concept_node.Child(name::kCoding);
         at != nullptr && at->name == name::kCoding; at = at->next_sibling) {
      if (*InValueSet(set, at->ChildText("system"), at->ChildText("code"))) return true;
    }
    return false;
  }

  void ReportCode(const Node& node, ValueSetId set) {
    std::string text = "expected a code of " + std::string(ValueSetUrl(set)) + ", found ";
    text += node.type == type::kCodeableConcept ? "none of them" : "another";
    std::vector<std::string_view> codes;
    for (const Code& code : CodesOf(set)) codes.push_back(code.code);
    const std::string_view nearest = base::Nearest(node.text, codes);
    if (!nearest.empty()) text += "; did you mean " + std::string(nearest) + "?";
    Report(node, "code-invalid", std::move(text));
  }

  void CheckTarget(const Node& node, const Element& element, const Focus& focus) {
    const auto use =
        std::find_if(element.types.begin(), element.types.end(),
                     [](const TypeUse& candidate) { return candidate.type == type::kReference; });
    if (use == element.types.end() || use->targets.empty()) return;
    const TypeId target = references_.TargetOf(node, focus.root_resource, focus.contained);
    if (target == TypeId::kNone) return;
    for (const TypeId allowed : use->targets) {
      if (target == allowed) return;
    }
    Report(node, "value",
           "expected a reference to " + JoinTypes(use->targets) + ", found one to " +
               std::string(Get(target).name));
  }

  const InvariantRules& invariants_;
  const std::vector<std::vector<std::uint16_t>>& required_;
  const ReferenceTypes references_;
  const std::size_t limit_;
  std::vector<Issue> errors_, warnings_;
};

}  // namespace

Validator::Validator() {
  auto rules = std::make_unique<Rules>();
  for (const Type& type : Types()) {
    std::vector<std::uint16_t>& required = rules->required.emplace_back();
    for (std::size_t i = 0; i < type.elements.size(); ++i) {
      if (type.elements[i].min != 0) required.push_back(static_cast<std::uint16_t>(i));
    }
  }
  rules_ = std::move(rules);
}

Validator::~Validator() = default;

std::vector<Issue> Validator::Validate(const Node& resource, std::size_t limit) const {
  return Walk(rules_->invariants, rules_->required, resource, limit).Take();
}

}  // namespace socle::fhir

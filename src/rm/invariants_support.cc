#include "rm/identifiers.h"
#include "rm/ids.h"
#include "rm/invariants.h"
#include "rm/requirements.h"

// openEHR BASE 1.1.0, base_types, identification.

namespace socle::rm {
namespace {

/// Holds the lexical form of an identifier's value; that it is not empty is OBJECT_ID's. What was
/// found stays out of the text: an identifier may be a patient's.
void RequireForm(const Node& node, bool (*form)(std::string_view), std::string_view form_name,
                 Findings& findings) {
  const Node* value = node.Child(attribute::kValue);
  if (value == nullptr || value->text.empty() || form(value->text)) return;
  findings.Broken(node, attribute::kValue, "Value_valid", std::string(form_name),
                  "another text of " + std::to_string(value->text.size()) + " bytes");
}

void CheckObjectId(const Node& node, Findings& findings) {
  RequireNotEmpty(node, attribute::kValue, "Value_valid", findings);
}

void CheckHierObjectId(const Node& node, Findings& findings) {
  RequireForm(node, IsHierObjectId, "a UUID, OID or internet id, with or without ::extension",
              findings);
}

void CheckObjectVersionId(const Node& node, Findings& findings) {
  RequireForm(node, IsObjectVersionId, "object_id::creating_system_id::version_tree_id", findings);
}

void CheckVersionTreeId(const Node& node, Findings& findings) {
  RequireForm(node, IsVersionTreeId, "trunk version, with or without branch", findings);
}

void CheckArchetypeId(const Node& node, Findings& findings) {
  RequireForm(node, IsArchetypeId, "an archetype id: originator-model-CLASS.concept.vN", findings);
}

void CheckUid(const Node& node, Findings& findings) {
  RequireForm(node, IsUid, "a UUID, OID or internet id", findings);
}

void CheckGenericId(const Node& node, Findings& findings) {
  RequireNotEmpty(node, attribute::kScheme, "Scheme_valid", findings);
}

void CheckObjectRef(const Node& node, Findings& findings) {
  RequireNotEmpty(node, attribute::kType, "Type_valid", findings);
  const Node* space = node.Child(attribute::kNamespace);
  if (space == nullptr || IsNamespace(space->text)) return;
  findings.Broken(node, attribute::kNamespace, "Namespace_valid",
                  "letters, digits and -_.:/&?=+~%@#, beginning with a letter or digit",
                  "'" + Shortened(space->text) + "'");
}

void CheckPartyRef(const Node& node, Findings& findings) {
  const std::string_view type = node.ChildText(attribute::kType);
  // DEVIATION: a word that is no class of the model ("ANY", "PATIENT") is accepted;
  // docs/spec-issues.md, rm-14.
  const ClassId named = FindClassAnyCase(type);
  if (named == ClassId::kNone || named == type::kAny || IsA(named, type::kParty)) return;
  findings.Broken(node, attribute::kType, "Type_validity",
                  "PERSON, ORGANISATION, GROUP, AGENT, ROLE, PARTY or ACTOR", Shortened(type));
}

void CheckAccessGroupRef(const Node& node, Findings& findings) {
  const std::string_view type = node.ChildText(attribute::kType);
  if (type.empty() || type == "ACCESS_GROUP") return;
  findings.Broken(node, attribute::kType, "Type_validity", "ACCESS_GROUP", Shortened(type));
}

void CheckLocatableRef(const Node& node, Findings& findings) {
  RequireNotEmpty(node, attribute::kPath, "Path_valid", findings);
}

constexpr Invariant kInvariants[] = {
    {type::kObjectId, CheckObjectId},
    {type::kUid, CheckObjectId},
    {type::kUid, CheckUid},
    {type::kHierObjectId, CheckHierObjectId},
    {type::kObjectVersionId, CheckObjectVersionId},
    {type::kVersionTreeId, CheckVersionTreeId},
    {type::kArchetypeId, CheckArchetypeId},
    {type::kGenericId, CheckGenericId},
    {type::kObjectRef, CheckObjectRef},
    {type::kPartyRef, CheckPartyRef},
    {type::kAccessGroupRef, CheckAccessGroupRef},
    {type::kLocatableRef, CheckLocatableRef},
};

}  // namespace

std::span<const Invariant> SupportInvariants() { return kInvariants; }

}  // namespace socle::rm

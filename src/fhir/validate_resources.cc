#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "fhir/ids.h"
#include "fhir/validate_checks.h"

namespace socle::fhir {

bool HasCoding(const Node* concept_node, std::string_view system, std::string_view code) {
  if (concept_node == nullptr) return false;
  return !All(*concept_node, "coding", [&](const Node& coding) {
    return coding.ChildText("code") != code || coding.ChildText("system") != system;
  });
}

bool HasComputerName(const Focus& f) {
  const Node* node = f.node.Child(name::kName);
  if (node == nullptr || !node->has_value) return true;
  const std::string_view text = node->text;
  if (text.empty() || text.size() > 255 || text[0] < 'A' || text[0] > 'Z') return false;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9') && c != '_') return false;
  }
  return true;
}

namespace {

template <typename Visit>
bool AllContained(const Node& resource, Visit visit) {
  const Node* at = resource.Child(name::kContained);
  for (; at != nullptr && at->name == name::kContained; at = at->next_sibling) {
    if (!visit(*at)) return false;
  }
  return true;
}

bool Dom2(const Focus& f) {
  return AllContained(f.node,
                      [](const Node& inner) { return inner.Child(name::kContained) == nullptr; });
}

/// Adds the targets of all fragment references in and below `node`: "#a".
void CollectFragments(const Node& node, std::vector<std::string_view>& found) {
  for (const Node* at = node.first_child; at != nullptr; at = at->next_sibling) {
    const bool may_refer = at->name == name::kReference || at->type == type::kCanonical ||
                           at->type == type::kUri || at->type == type::kUrl;
    if (may_refer && at->text.starts_with('#')) found.push_back(at->text);
    if (at->first_child != nullptr) CollectFragments(*at, found);
  }
}

/// Whether a reference or canonical in or below `node` is "#".
bool RefersToContainer(const Node& node) {
  for (const Node* at = node.first_child; at != nullptr; at = at->next_sibling) {
    const bool may_refer = at->name == name::kReference || at->type == type::kCanonical;
    if ((may_refer && at->text == "#") || RefersToContainer(*at)) return true;
  }
  return false;
}

bool Dom3(const Focus& f) {
  if (f.node.Child(name::kContained) == nullptr) return true;
  std::vector<std::string_view> fragments;
  CollectFragments(f.resource, fragments);
  std::sort(fragments.begin(), fragments.end());
  return AllContained(f.node, [&](const Node& inner) {
    const Node* id = inner.Child(name::kId);
    if (id == nullptr || !id->has_value) return true;
    const auto at = std::lower_bound(fragments.begin(), fragments.end(), id->text,
                                     [](std::string_view fragment, std::string_view wanted) {
                                       return fragment.substr(1) < wanted;
                                     });
    const bool is_named = at != fragments.end() && at->substr(1) == id->text;
    return is_named || RefersToContainer(inner);
  });
}

bool Dom4(const Focus& f) {
  return AllContained(f.node, [](const Node& inner) {
    const Node* meta = inner.Child(name::kMeta);
    return meta == nullptr || (!Has(*meta, "versionId") && !Has(*meta, "lastUpdated"));
  });
}

bool Dom5(const Focus& f) {
  return AllContained(f.node, [](const Node& inner) {
    const Node* meta = inner.Child(name::kMeta);
    return meta == nullptr || !Has(*meta, "security");
  });
}

/// DEVIATION: contained resources need none; docs/spec-issues.md, fhir-4.
bool Dom6(const Focus& f) {
  const Node* text = f.node.Child(name::kText);
  return f.node.name == name::kContained || (text != nullptr && Has(*text, "div"));
}

bool Pat1(const Focus& f) {
  return Has(f.node, "name") || Has(f.node, "telecom") || Has(f.node, "address") ||
         Has(f.node, "organization");
}

bool HasNameOrIdentifier(const Focus& f) {
  return Has(f.node, "identifier") || Has(f.node, "name");
}

bool IsNotHome(const Focus& f) { return f.node.ChildText("use") != "home"; }

bool Obs3(const Focus& f) {
  return Has(f.node, "low") || Has(f.node, "high") || Has(f.node, "text");
}
bool Obs6(const Focus& f) { return !Has(f.node, "dataAbsentReason") || !Has(f.node, "value"); }

/// Appends what makes two nodes equal in FHIRPath, where they hold no numbers: the same values in
/// the same order.
void AppendKey(const Node& node, std::string& key) {
  key += std::to_string(node.text.size());
  key += node.has_value ? ':' : '-';
  key += node.text;
  for (const Node* at = node.first_child; at != nullptr; at = at->next_sibling) {
    key += '(';
    key += Name(at->name);
    key += Get(at->type).name;
    AppendKey(*at, key);
    key += ')';
  }
}

bool Obs7(const Focus& f) {
  const Node* code = f.resource.Child("code");
  if (code == nullptr || !Has(f.node, "value") || !Has(f.node, "component")) return true;
  std::unordered_set<std::string> codings;
  All(*code, "coding", [&](const Node& coding) {
    std::string key;
    AppendKey(coding, key);
    codings.insert(std::move(key));
    return true;
  });
  return All(f.node, "component", [&](const Node& component) {
    const Node* other = component.Child("code");
    return other == nullptr || All(*other, "coding", [&](const Node& coding) {
             std::string key;
             AppendKey(coding, key);
             return !codings.contains(key);
           });
  });
}

constexpr std::string_view kConditionStatus =
    "http://terminology.hl7.org/CodeSystem/condition-clinical";
constexpr std::string_view kConditionVerification =
    "http://terminology.hl7.org/CodeSystem/condition-ver-status";
constexpr std::string_view kAllergyVerification =
    "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";

bool Con4(const Focus& f) {
  const Node* status = f.node.Child("clinicalStatus");
  return !Has(f.node, "abatement") || HasCoding(status, kConditionStatus, "resolved") ||
         HasCoding(status, kConditionStatus, "remission") ||
         HasCoding(status, kConditionStatus, "inactive");
}
bool Con5(const Focus& f) {
  return !HasCoding(f.node.Child("verificationStatus"), kConditionVerification,
                    "entered-in-error") ||
         !Has(f.node, "clinicalStatus");
}
bool Ait1(const Focus& f) {
  return HasCoding(f.node.Child("verificationStatus"), kAllergyVerification, "entered-in-error") ||
         Has(f.node, "clinicalStatus");
}
bool Ait2(const Focus& f) {
  return !HasCoding(f.node.Child("verificationStatus"), kAllergyVerification, "entered-in-error") ||
         !Has(f.node, "clinicalStatus");
}

bool Cpl3(const Focus& f) { return !Has(f.node, "detail") || !Has(f.node, "reference"); }
bool Imm1(const Focus& f) { return Has(f.node, "documentType") || Has(f.node, "reference"); }
bool Imr1(const Focus& f) { return Has(f.node, "vaccineCode") || Has(f.node, "targetDisease"); }
bool App1(const Focus& f) { return Has(f.node, "type") || Has(f.node, "actor"); }
bool App2(const Focus& f) { return Has(f.node, "start") == Has(f.node, "end"); }
bool App3(const Focus& f) {
  const std::string_view status = f.node.ChildText("status");
  return (Has(f.node, "start") && Has(f.node, "end")) || !Has(f.node, "status") ||
         status == "proposed" || status == "cancelled" || status == "waitlist";
}
bool App4(const Focus& f) {
  const std::string_view status = f.node.ChildText("status");
  return !Has(f.node, "cancelationReason") || status.empty() || status == "noshow" ||
         status == "cancelled";
}
bool Con1(const Focus& f) { return Has(f.node, "summary") || Has(f.node, "assessment"); }
bool Con2(const Focus& f) { return Has(f.node, "code") || Has(f.node, "detail"); }
bool Mad1(const Focus& f) { return Has(f.node, "dose") || Has(f.node, "rate"); }
bool Cmp1(const Focus& f) {
  return Has(f.node, "text") || Has(f.node, "entry") || Has(f.node, "section");
}
bool Cmp2(const Focus& f) { return !Has(f.node, "emptyReason") || !Has(f.node, "entry"); }
bool Apr1(const Focus& f) { return Has(f.node, "participantType") || Has(f.node, "actor"); }
bool Ppc1(const Focus& f) { return Has(f.node, "policy") || Has(f.node, "policyRule"); }
bool Fhs1(const Focus& f) { return !Has(f.node, "age") || !Has(f.node, "born"); }
bool Fhs2(const Focus& f) { return Has(f.node, "age") || !Has(f.node, "estimatedAge"); }

// Of a Bundle without a type, that alone is the fault.
bool Bdl1(const Focus& f) {
  const std::string_view type = f.node.ChildText("type");
  return !Has(f.node, "total") || type.empty() || type == "searchset" || type == "history";
}
bool Bdl2(const Focus& f) {
  const std::string_view type = f.node.ChildText("type");
  return type.empty() || type == "searchset" ||
         All(f.node, "entry", [](const Node& entry) { return !Has(entry, "search"); });
}
bool Bdl3(const Focus& f) {
  const std::string_view type = f.node.ChildText("type");
  const bool has = type == "batch" || type == "transaction" || type == "history";
  return type.empty() ||
         All(f.node, "entry", [&](const Node& entry) { return Has(entry, "request") == has; });
}
bool Bdl4(const Focus& f) {
  const std::string_view type = f.node.ChildText("type");
  const bool has = type == "batch-response" || type == "transaction-response" || type == "history";
  return type.empty() ||
         All(f.node, "entry", [&](const Node& entry) { return Has(entry, "response") == has; });
}
bool Bdl5(const Focus& f) {
  return Has(f.node, "resource") || Has(f.node, "request") || Has(f.node, "response");
}
bool Bdl8(const Focus& f) {
  const Node* url = f.node.Child(name::kFullUrl);
  return url == nullptr || url->text.find("/_history/") == std::string_view::npos;
}

constexpr auto kChecks = std::to_array<NamedCheck>({{"dom-2", Dom2},
                                                    {"dom-3", Dom3},
                                                    {"dom-4", Dom4},
                                                    {"dom-5", Dom5},
                                                    {"dom-6", Dom6},
                                                    {"pat-1", Pat1},
                                                    {"org-1", HasNameOrIdentifier},
                                                    {"ipn-1", HasNameOrIdentifier},
                                                    {"org-2", IsNotHome},
                                                    {"org-3", IsNotHome},
                                                    {"obs-3", Obs3},
                                                    {"obs-6", Obs6},
                                                    {"obs-7", Obs7},
                                                    {"con-4", Con4},
                                                    {"con-5", Con5},
                                                    {"ait-1", Ait1},
                                                    {"ait-2", Ait2},
                                                    {"cpl-3", Cpl3},
                                                    {"imm-1", Imm1},
                                                    {"imr-1", Imr1},
                                                    {"app-1", App1},
                                                    {"app-2", App2},
                                                    {"app-3", App3},
                                                    {"app-4", App4},
                                                    {"con-1", Con1},
                                                    {"con-2", Con2},
                                                    {"mad-1", Mad1},
                                                    {"cmp-1", Cmp1},
                                                    {"cmp-2", Cmp2},
                                                    {"apr-1", Apr1},
                                                    {"ppc-1", Ppc1},
                                                    {"fhs-1", Fhs1},
                                                    {"fhs-2", Fhs2},
                                                    {"bdl-1", Bdl1},
                                                    {"bdl-2", Bdl2},
                                                    {"bdl-3", Bdl3},
                                                    {"bdl-4", Bdl4},
                                                    {"bdl-5", Bdl5},
                                                    {"bdl-8", Bdl8}});

}  // namespace

std::span<const NamedCheck> ChecksOfResources() { return kChecks; }

}  // namespace socle::fhir

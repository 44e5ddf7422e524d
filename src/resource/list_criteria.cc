#include <algorithm>
#include <array>
#include <utility>

#include "resource/criteria_reader.h"
#include "resource/search_fault.h"

// _list as criteria. Source: FHIR R4, Search, Lists; Life cycle, Current resource lists.
namespace socle::resource {
namespace {

struct Asked {
  std::string_view name, value;
};

/// A functional list: resources of a type that meet these.
struct FunctionalList {
  std::string_view name, type;
  std::array<Asked, 3> criteria;
};

constexpr Asked kNotWrong{"verification-status:not", "refuted,entered-in-error"};

constexpr std::array<FunctionalList, 5> kLists{{
    {"$current-problems",
     "Condition",
     {{{"clinical-status", "active,recurrence,relapse"}, kNotWrong, {}}}},
    {"$current-allergies", "AllergyIntolerance", {{{"clinical-status", "active"}, kNotWrong, {}}}},
    {"$current-drug-allergies",
     "AllergyIntolerance",
     {{{"clinical-status", "active"}, kNotWrong, {"category", "medication"}}}},
    {"$current-medications", "MedicationRequest", {{{"status", "active"}, {}, {}}}},
    {"$current-medications", "MedicationStatement", {{{"status", "active"}, {}, {}}}},
}};

}  // namespace

Criterion CriteriaReader::InFunctionalList(fhir::TypeId type, std::string_view name) {
  std::vector<std::string_view> names, types;
  for (const FunctionalList& list : kLists) {
    names.push_back(list.name);
    if (list.name != name) continue;
    types.push_back(list.type);
    if (list.type != fhir::Get(type).name) continue;
    std::vector<Criterion> all;
    for (const Asked& asked : list.criteria) {
      if (!asked.name.empty()) all.push_back(Plain(type, asked.name, asked.value));
    }
    return Joined(Criterion::Kind::kAll, std::move(all));
  }
  if (types.empty()) {
    Fail(full_, "_list names a functional list that is not there" + DidYouMean(name, names));
  }
  Fail(full_, "the list that _list names is one of " + std::string(types.front()) +
                  (types.size() > 1 ? " or " + std::string(types.back()) : std::string()));
}

Criterion CriteriaReader::InList(fhir::TypeId type, std::string_view value, int depth) {
  static const fhir::TypeId kList = fhir::FindType("List");
  if (value.empty()) Fail(full_, "the search parameter _list has no value");
  std::vector<Criterion> any;
  std::string ids;
  for (std::string_view one : SplitUnescaped(value, ',')) {
    if (one.starts_with('$')) {
      any.push_back(InFunctionalList(type, one));
      continue;
    }
    if (one.starts_with("List/")) one.remove_prefix(5);
    if (!ids.empty()) ids += ',';
    ids += one;
  }
  if (!ids.empty()) {
    Criterion member;
    member.kind = Criterion::Kind::kHas;
    member.name = full_;
    member.links.push_back(
        {kList, &Reference(kList, "item"), {Read(kList, "_id", ids, depth + 1)}});
    any.push_back(std::move(member));
  }
  return Joined(Criterion::Kind::kAny, std::move(any));
}

}  // namespace socle::resource

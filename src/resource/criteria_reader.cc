#include "resource/criteria_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/error.h"
#include "resource/resource_id.h"
#include "resource/search_fault.h"

namespace socle::resource {
namespace {

constexpr std::size_t kMostNodes = 1000;
constexpr std::size_t kMostValues = 30'000;
constexpr int kDeepest = 16;

}  // namespace

Criterion CriteriaReader::Joined(Criterion::Kind kind, std::vector<Criterion> parts) const {
  if (parts.size() == 1 && kind != Criterion::Kind::kNot) return std::move(parts.front());
  Criterion joined;
  joined.kind = kind;
  joined.name = full_;
  joined.parts = std::move(parts);
  return joined;
}

void CriteriaReader::Count(int depth) {
  if (depth > kDeepest || ++nodes_ > kMostNodes) {
    Fail(full_, "the search parameter " + full_ +
                    " leads over too many resources; name the types of its references");
  }
}

Criterion CriteriaReader::Read(fhir::TypeId type, std::string_view name, std::string_view value,
                               int depth) {
  Count(depth);
  if (name == "_filter") {
    const Filter filter = ParseFilter(full_, value);
    Count((2 * depth) + filter.height);
    return OfFilter(type, filter, depth);
  }
  const std::string_view bare = name.substr(0, name.find(':'));
  const bool of_words = bare == "_text" || bare == "_content";
  if (of_words && bare.size() != name.size() && !name.ends_with(":missing")) {
    Fail(full_, std::string(bare) + " takes no modifier but :missing");
  }
  if (of_words && bare.size() == name.size()) return OfWords(type, name, value, depth);
  if (name == "_list") return InList(type, value, depth);
  if (name.starts_with("_has:")) return Has(type, name, value, depth);
  if (const auto dot = name.find('.'); dot != std::string_view::npos) {
    return Follow(type, name.substr(0, dot), [&](fhir::TypeId target) {
      return Read(target, name.substr(dot + 1), value, depth + 1);
    });
  }
  // A negation is a level more of the statement at each link.
  if (name.ends_with(":not") || name.ends_with(":missing")) Count((2 * depth) + 1);
  return Plain(type, name, value);
}

Criterion CriteriaReader::Top(fhir::TypeId type, const std::string& name, std::string_view value) {
  full_ = name;
  return Read(type, name, value);
}

const SearchParameter& CriteriaReader::Find(fhir::TypeId type, std::string_view code) const {
  if (code == "_query") Refuse(full_, "named queries (_query) are not implemented");
  const SearchParameter* found = parameters_.Find(type, code);
  if (found != nullptr) return *found;
  if (parameters_.IsBeingIndexed(type, code)) {
    throw BeingIndexed(type, code);
  }
  std::vector<std::string_view> names(kResultParameters.begin(), kResultParameters.end());
  for (const SearchParameter* one : parameters_.Of(type)) names.push_back(one->code);
  std::string message =
      TypeName(type) + " has no search parameter " + std::string(code) + DidYouMean(code, names);
  throw Unknown{std::move(message), full_};
}

Unknown CriteriaReader::BeingIndexed(fhir::TypeId type, std::string_view code) const {
  return {"the search parameter " + std::string(code) + " of " + TypeName(type) +
              " is being indexed, and can be searched by when that is done",
          full_};
}

const SearchParameter& CriteriaReader::Reference(fhir::TypeId type, std::string_view code) const {
  const SearchParameter& parameter = Find(type, code);
  if (parameter.kind != SearchType::kReference) {
    Fail(full_, "the search parameter " + std::string(code) + " of " + TypeName(type) +
                    " is no reference that a chain could follow");
  }
  return parameter;
}

Criterion CriteriaReader::Follow(fhir::TypeId type, std::string_view head,
                                 const std::function<Criterion(fhir::TypeId)>& inner) {
  const auto colon = head.find(':');
  const SearchParameter& parameter = Reference(type, head.substr(0, colon));
  Criterion criterion;
  criterion.kind = Criterion::Kind::kChain;
  criterion.name = full_;
  criterion.parameter = &parameter;
  if (colon != std::string_view::npos) {
    const fhir::TypeId target = ResourceTypeOf(full_, head.substr(colon + 1));
    criterion.links.push_back({target, nullptr, {inner(target)}});
    return criterion;
  }
  std::optional<Unknown> unknown;
  for (const fhir::TypeId target : Targets(parameter)) {
    try {
      criterion.links.push_back({target, nullptr, {inner(target)}});
    } catch (const Unknown& fault) {
      if (!unknown) unknown = fault;
    }
  }
  if (criterion.links.empty() && unknown) throw *unknown;
  return criterion;
}

std::vector<fhir::TypeId> CriteriaReader::Targets(const SearchParameter& parameter) {
  if (parameter.only_target != fhir::TypeId::kNone) return {parameter.only_target};
  std::vector<fhir::TypeId> targets;
  for (const fhir::TypeId target : parameter.targets) {
    if (target != fhir::FindType("Resource")) targets.push_back(target);
  }
  if (!targets.empty()) return targets;
  for (const std::string_view name : fhir::ResourceTypes()) {
    targets.push_back(fhir::FindType(name));
  }
  return targets;
}

Criterion CriteriaReader::Has(fhir::TypeId type, std::string_view name, std::string_view value,
                              int depth) {
  std::string_view rest = name.substr(5);
  const auto first = rest.find(':');
  const auto second = first == std::string_view::npos ? first : rest.find(':', first + 1);
  if (second == std::string_view::npos || second + 1 == rest.size()) {
    Fail(full_, "_has is written _has:Type:reference:parameter=value");
  }
  const fhir::TypeId source = ResourceTypeOf(full_, rest.substr(0, first));
  const std::string_view code = rest.substr(first + 1, second - first - 1);
  const SearchParameter& reference = Reference(source, code);
  const auto targets = Targets(reference);
  if (std::find(targets.begin(), targets.end(), type) == targets.end()) {
    Fail(full_,
         std::string(code) + " of " + TypeName(source) + " never refers to a " + TypeName(type));
  }
  Criterion criterion;
  criterion.kind = Criterion::Kind::kHas;
  criterion.name = full_;
  criterion.links.push_back(
      {source, &reference, {Read(source, rest.substr(second + 1), value, depth + 1)}});
  return criterion;
}

Criterion CriteriaReader::Plain(fhir::TypeId type, std::string_view name, std::string_view value) {
  const auto colon = name.find(':');
  const std::string_view code = name.substr(0, colon);
  const std::string_view modifier =
      colon == std::string_view::npos ? std::string_view() : name.substr(colon + 1);
  if (colon + 1 == name.size()) Fail(full_, full_ + " ends where a modifier is expected");
  const SearchParameter& parameter = Find(type, code);
  Criterion criterion;
  criterion.name = full_;
  criterion.parameter = &parameter;
  if (modifier == "missing") {
    if (value != "true" && value != "false") Fail(full_, full_ + " takes true or false");
    criterion.kind = Criterion::Kind::kMissing;
    criterion.missing = value == "true";
    CheckIndexed(parameter);
    return criterion;
  }
  const fhir::TypeId target = SetModifier(parameter, modifier, criterion);
  if (value.empty()) Fail(full_, "the search parameter " + full_ + " has no value");
  if (code == "_id") return Ids(std::move(criterion), value);
  if (code == "_lastUpdated") {
    criterion.kind = Criterion::Kind::kUpdated;
  } else {
    CheckIndexed(parameter);
  }
  for (const std::string_view one : SplitUnescaped(value, ',')) {
    if (++values_ > kMostValues) {
      throw base::Error(base::ErrorCode::kTooLarge,
                        "a search takes at most " + std::to_string(kMostValues) + " values")
          .At(full_);
    }
    criterion.values.push_back(Value(parameter, criterion.modifier, target, one));
  }
  return criterion;
}

void CriteriaReader::CheckIndexed(const SearchParameter& parameter) const {
  if (IsIndexed(parameter)) return;
  Refuse(full_, "searches by " + parameter.code + " of " + TypeName(parameter.type) +
                    " are not implemented");
}

Criterion CriteriaReader::Ids(Criterion criterion, std::string_view value) {
  criterion.kind = Criterion::Kind::kId;
  for (const std::string_view one : SplitUnescaped(value, ',')) {
    if (++values_ > kMostValues) {
      throw base::Error(base::ErrorCode::kTooLarge, "too many values").At(full_);
    }
    // What is no id finds nothing.
    if (IsId(one)) criterion.ids.emplace_back(one);
  }
  return criterion;
}

fhir::TypeId CriteriaReader::SetModifier(const SearchParameter& parameter,
                                         std::string_view modifier, Criterion& criterion) const {
  if (modifier.empty()) return fhir::TypeId::kNone;
  struct Allowed {
    std::string_view written;
    Modifier modifier;
    SearchType kind;
  };
  static constexpr std::array<Allowed, 10> kAllowed{
      {{"exact", Modifier::kExact, SearchType::kString},
       {"contains", Modifier::kContains, SearchType::kString},
       {"text", Modifier::kText, SearchType::kToken},
       {"not", Modifier::kNot, SearchType::kToken},
       {"of-type", Modifier::kOfType, SearchType::kToken},
       {"identifier", Modifier::kIdentifier, SearchType::kReference},
       {"below", Modifier::kBelow, SearchType::kUri},
       {"above", Modifier::kAbove, SearchType::kUri},
       {"below", Modifier::kBelow, SearchType::kReference},
       {"above", Modifier::kAbove, SearchType::kReference}}};
  for (const Allowed& one : kAllowed) {
    if (one.written != modifier || one.kind != parameter.kind) continue;
    criterion.modifier = one.modifier;
    return fhir::TypeId::kNone;
  }
  if (parameter.kind == SearchType::kReference && fhir::FindType(modifier) != fhir::TypeId::kNone) {
    return ResourceTypeOf(full_, modifier);
  }
  const bool terminology =
      modifier == "in" || modifier == "not-in" || modifier == "below" || modifier == "above";
  if (parameter.kind == SearchType::kToken && terminology) {
    Refuse(full_, "the modifier :" + std::string(modifier) +
                      " of tokens needs a terminology service, which is not there");
  }
  std::vector<std::string_view> names{"missing"};
  for (const Allowed& one : kAllowed) {
    if (one.kind == parameter.kind) names.push_back(one.written);
  }
  Fail(full_, "the search parameter " + parameter.code +
                  " has no modifier :" + std::string(modifier) + DidYouMean(modifier, names));
}

SearchValue CriteriaReader::Value(const SearchParameter& parameter, Modifier modifier,
                                  fhir::TypeId target, std::string_view text) const {
  if (parameter.kind == SearchType::kComposite) return Composite(parameter, text);
  SearchValue value;
  std::visit([&](auto&& one) { value = std::forward<decltype(one)>(one); },
             Simple(parameter.kind, modifier, text));
  if (target != fhir::TypeId::kNone) {
    auto* reference = std::get_if<ReferenceValue>(&value);
    if (reference == nullptr || !reference->url.empty() ||
        (reference->type != fhir::TypeId::kNone && reference->type != target)) {
      Fail(full_, full_ + " takes the id of a " + TypeName(target));
    }
    reference->type = target;
  }
  return value;
}

SimpleValue CriteriaReader::Simple(SearchType kind, Modifier modifier,
                                   std::string_view text) const {
  switch (modifier) {
    case Modifier::kText:
      return ParseString(full_, text);
    case Modifier::kIdentifier:
      return ParseToken(full_, text);
    case Modifier::kOfType:
      return ParseOfType(full_, text);
    case Modifier::kBelow:
    case Modifier::kAbove:
      return kind == SearchType::kReference ? Hierarchy(text) : SimpleValue(ParseUri(full_, text));
    default:
      break;
  }
  switch (kind) {
    case SearchType::kNumber:
      return QuantityValue{ParseNumber(full_, text), {}, {}};
    case SearchType::kDate:
      return ParseDate(full_, text, now_);
    case SearchType::kString:
      return ParseString(full_, text);
    case SearchType::kToken:
      return ParseToken(full_, text);
    case SearchType::kReference:
      return ParseReference(full_, text, request_.base);
    case SearchType::kQuantity:
      return ParseQuantity(full_, text);
    case SearchType::kUri:
      return ParseUri(full_, text);
    case SearchType::kSpecial:
      return ParseNear(full_, text);
    case SearchType::kComposite:
      break;
  }
  Refuse(full_, "searches by " + full_ + " are not implemented");
}

SimpleValue CriteriaReader::Hierarchy(std::string_view text) const {
  ReferenceValue value = ParseReference(full_, text, request_.base);
  if (value.url.empty()) {
    Refuse(full_, full_ + " is implemented for canonical URLs, not for hierarchies of resources");
  }
  return value;
}

SearchValue CriteriaReader::Composite(const SearchParameter& parameter,
                                      std::string_view text) const {
  const auto parts = SplitUnescaped(text, '$');
  if (parts.size() != parameter.components.size()) {
    Fail(full_, "the search parameter " + full_ + " takes " +
                    std::to_string(parameter.components.size()) + " values joined by $");
  }
  CompositeValue value;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    value.components.push_back(Simple(parameter.components[i].kind, Modifier::kNone, parts[i]));
  }
  return value;
}

}  // namespace socle::resource

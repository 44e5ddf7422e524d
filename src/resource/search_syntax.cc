#include "resource/search_syntax.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "base/bytes.h"
#include "base/error.h"
#include "base/nearest.h"
#include "resource/resource_id.h"

namespace socle::resource {
namespace {

constexpr std::size_t kMostNodes = 1000;
constexpr std::size_t kMostValues = 30'000;
constexpr int kDeepest = 16;

using Pairs = std::vector<std::pair<std::string, std::string>>;

[[noreturn]] void Fail(std::string_view name, const std::string& message) {
  throw base::Error(base::ErrorCode::kBadRequest, message).At(std::string(name));
}

[[noreturn]] void Refuse(std::string_view name, const std::string& what) {
  throw base::Error(base::ErrorCode::kNotImplemented, what).At(std::string(name));
}

/// An unknown parameter: what a lenient search leaves out.
struct Unknown {
  std::string message, name;
};

std::string DidYouMean(std::string_view name, const std::vector<std::string_view>& candidates) {
  const std::string_view nearest = base::Nearest(name, candidates);
  return nearest.empty() ? std::string() : "; did you mean " + std::string(nearest) + "?";
}

fhir::TypeId ResourceTypeOf(std::string_view name, std::string_view type) {
  const fhir::TypeId id = fhir::FindType(type);
  const auto all = fhir::ResourceTypes();
  if (id != fhir::TypeId::kNone && std::find(all.begin(), all.end(), type) != all.end()) return id;
  Fail(name, "the search parameter " + std::string(name) + " names no type of resource" +
                 DidYouMean(type, {all.begin(), all.end()}));
}

std::string TypeName(fhir::TypeId type) { return std::string(fhir::Get(type).name); }

constexpr std::array<std::string_view, 14> kResultParameters{
    "_sort", "_count",     "_include",       "_revinclude", "_summary", "_total", "_elements",
    "_type", "_contained", "_containedType", "_format",     "_pretty",  "_page",  "_has"};

/// What needs a terminology or an index of texts.
constexpr std::array<std::string_view, 5> kElsewhere{"_text", "_content", "_list", "_query",
                                                     "_filter"};

bool IsResult(std::string_view name) {
  const std::string_view bare = name.substr(0, name.find(':'));
  return bare != "_has" && std::find(kResultParameters.begin(), kResultParameters.end(), bare) !=
                               kResultParameters.end();
}

/// Reads the criteria of resources of one type.
class CriteriaReader {
 public:
  CriteriaReader(const SearchParameters& parameters, const SearchRequest& request,
                 base::Instant now, std::size_t& nodes, std::size_t& values)
      : parameters_(parameters), request_(request), now_(now), nodes_(nodes), values_(values) {}

  Criterion Read(fhir::TypeId type, std::string_view name, std::string_view value, int depth = 0) {
    if (depth > kDeepest || ++nodes_ > kMostNodes) {
      Fail(full_, "the search parameter " + full_ +
                      " leads over too many resources; name the types of its references");
    }
    if (name.starts_with("_has:")) return Has(type, name, value, depth);
    if (const auto dot = name.find('.'); dot != std::string_view::npos) {
      return Chain(type, name.substr(0, dot), name.substr(dot + 1), value, depth);
    }
    return Plain(type, name, value);
  }
  Criterion Top(fhir::TypeId type, const std::string& name, std::string_view value) {
    full_ = name;
    return Read(type, name, value);
  }

  const SearchParameter& Find(fhir::TypeId type, std::string_view code) const {
    if (std::find(kElsewhere.begin(), kElsewhere.end(), code) != kElsewhere.end()) {
      Refuse(full_, "searches by " + std::string(code) + " are not implemented");
    }
    const SearchParameter* found = parameters_.Find(type, code);
    if (found != nullptr) return *found;
    std::vector<std::string_view> names(kResultParameters.begin(), kResultParameters.end());
    for (const SearchParameter* one : parameters_.Of(type)) names.push_back(one->code);
    std::string message =
        TypeName(type) + " has no search parameter " + std::string(code) + DidYouMean(code, names);
    throw Unknown{std::move(message), full_};
  }

 private:
  const SearchParameter& Reference(fhir::TypeId type, std::string_view code) const {
    const SearchParameter& parameter = Find(type, code);
    if (parameter.kind != SearchType::kReference) {
      Fail(full_, "the search parameter " + std::string(code) + " of " + TypeName(type) +
                      " is no reference that a chain could follow");
    }
    return parameter;
  }

  Criterion Chain(fhir::TypeId type, std::string_view head, std::string_view rest,
                  std::string_view value, int depth) {
    const auto colon = head.find(':');
    const SearchParameter& parameter = Reference(type, head.substr(0, colon));
    Criterion criterion;
    criterion.kind = Criterion::Kind::kChain;
    criterion.name = full_;
    criterion.parameter = &parameter;
    if (colon != std::string_view::npos) {
      const fhir::TypeId target = ResourceTypeOf(full_, head.substr(colon + 1));
      criterion.links.push_back({target, nullptr, {Read(target, rest, value, depth + 1)}});
      return criterion;
    }
    std::optional<Unknown> unknown;
    for (const fhir::TypeId target : Targets(parameter)) {
      try {
        criterion.links.push_back({target, nullptr, {Read(target, rest, value, depth + 1)}});
      } catch (const Unknown& fault) {
        if (!unknown) unknown = fault;
      }
    }
    if (criterion.links.empty() && unknown) throw *unknown;
    return criterion;
  }

  static std::vector<fhir::TypeId> Targets(const SearchParameter& parameter) {
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

  /// "_has:Observation:patient:code", whose last part may be a chain, or _has again.
  Criterion Has(fhir::TypeId type, std::string_view name, std::string_view value, int depth) {
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

  Criterion Plain(fhir::TypeId type, std::string_view name, std::string_view value) {
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

  void CheckIndexed(const SearchParameter& parameter) const {
    if (!parameter.rows_of.empty() || !parameter.components.empty()) return;
    Refuse(full_, "searches by " + parameter.code + " of " + TypeName(parameter.type) +
                      " are not implemented");
  }

  Criterion Ids(Criterion criterion, std::string_view value) {
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

  /// Sets the modifier; the type that :Patient names, else kNone.
  fhir::TypeId SetModifier(const SearchParameter& parameter, std::string_view modifier,
                           Criterion& criterion) const {
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
    if (parameter.kind == SearchType::kReference &&
        fhir::FindType(modifier) != fhir::TypeId::kNone) {
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

  SearchValue Value(const SearchParameter& parameter, Modifier modifier, fhir::TypeId target,
                    std::string_view text) const {
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

  SimpleValue Simple(SearchType kind, Modifier modifier, std::string_view text) const {
    switch (modifier) {
      case Modifier::kText:
        return ParseString(full_, text);
      case Modifier::kIdentifier:
        return ParseToken(full_, text);
      case Modifier::kOfType:
        return ParseOfType(full_, text);
      case Modifier::kBelow:
      case Modifier::kAbove:
        return kind == SearchType::kReference ? Hierarchy(text)
                                              : SimpleValue(ParseUri(full_, text));
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
      case SearchType::kComposite:
      case SearchType::kSpecial:
        break;
    }
    Refuse(full_, "searches by " + full_ + " are not implemented");
  }

  /// Of a canonical, whose URL is the hierarchy.
  SimpleValue Hierarchy(std::string_view text) const {
    ReferenceValue value = ParseReference(full_, text, request_.base);
    if (value.url.empty()) {
      Refuse(full_, full_ + " is implemented for canonical URLs, not for hierarchies of resources");
    }
    return value;
  }

  SearchValue Composite(const SearchParameter& parameter, std::string_view text) const {
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

  const SearchParameters& parameters_;
  const SearchRequest& request_;
  base::Instant now_;
  std::size_t& nodes_;
  std::size_t& values_;
  std::string full_;  // the name as the request has it
};

/// Reads a whole request.
class RequestReader {
 public:
  RequestReader(const SearchParameters& parameters, const SearchRequest& request, base::Instant now)
      : parameters_(parameters),
        request_(request),
        criteria_(parameters, request, now, nodes_, values_) {}

  SearchQuery Read() {
    for (const fhir::TypeId type : Types()) query_.parts.push_back({type, {}, {}});
    for (const auto& [name, value] : request_.parameters) {
      try {
        if (One(name, value)) query_.used.emplace_back(name, value);
      } catch (const Unknown& unknown) {
        if (!request_.lenient) Fail(unknown.name, unknown.message);
        query_.warnings.push_back(unknown.message);
      }
    }
    return std::move(query_);
  }

 private:
  std::vector<fhir::TypeId> Types() const {
    if (request_.type != fhir::TypeId::kNone) return {request_.type};
    std::vector<fhir::TypeId> types;
    for (const auto& [name, value] : request_.parameters) {
      if (name != "_type") continue;
      for (const std::string_view one : SplitUnescaped(value, ',')) {
        const fhir::TypeId type = ResourceTypeOf(name, one);
        if (std::find(types.begin(), types.end(), type) == types.end()) types.push_back(type);
      }
    }
    if (!types.empty()) return types;
    for (const std::string_view name : fhir::ResourceTypes()) {
      types.push_back(fhir::FindType(name));
    }
    return types;
  }

  /// Whether it says anything.
  bool One(const std::string& name, const std::string& value) {
    const bool is_text = base::IsUtf8(name) && base::IsUtf8(value) &&
                         name.find('\0') == std::string::npos &&
                         value.find('\0') == std::string::npos;
    if (!is_text) Fail("", "search parameters and their values are UTF-8 without NUL");
    if (IsResult(name)) return Result(name, value);
    std::vector<Criterion> all;
    for (const SearchQuery::Part& part : query_.parts) {
      nodes_ = query_.parts.size() > 1 ? 0 : nodes_;  // each type has its own plan
      values_ = query_.parts.size() > 1 ? 0 : values_;
      all.push_back(criteria_.Top(part.type, name, value));
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      query_.parts[i].criteria.push_back(std::move(all[i]));
    }
    return true;
  }

  bool Result(const std::string& name, const std::string& value) {
    const std::string_view bare = std::string_view(name).substr(0, name.find(':'));
    if (bare == "_format" || bare == "_pretty") return false;
    if (bare == kPageParameter) {
      query_.page = value;
      return false;
    }
    if (value.empty()) Fail(name, "the search parameter " + name + " has no value");
    if (bare == "_include" || bare == "_revinclude") {
      ReadInclude(name, value);
    } else if (bare.size() != name.size()) {
      Fail(name, std::string(bare) + " takes no modifier");
    } else if (bare == "_sort") {
      Sort(value);
    } else if (bare == "_count") {
      Count(value);
    } else if (bare == "_summary") {
      ReadSummary(value);
    } else if (bare == "_total") {
      Total(value);
    } else if (bare == "_elements") {
      for (const std::string_view one : SplitUnescaped(value, ',')) {
        // "Patient.name" is the element of one type; a path names its first element.
        query_.elements.emplace_back(one);
      }
    } else if (bare == "_contained" && value != "false") {
      Refuse(name, "searches of contained resources are not implemented");
    }
    return true;
  }

  void Count(const std::string& value) {
    const bool digits =
        !value.empty() && value.size() <= 9 &&
        std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits) Fail("_count", "_count takes a number from 0 on");
    const unsigned long count = std::stoul(value);
    if (count > SearchQuery::kMostCount) {
      query_.warnings.push_back("a page holds at most " + std::to_string(SearchQuery::kMostCount) +
                                " resources");
    }
    query_.count =
        static_cast<std::uint32_t>(std::min<unsigned long>(count, SearchQuery::kMostCount));
  }

  void ReadSummary(const std::string& value) {
    static constexpr std::array<std::pair<std::string_view, Summary>, 5> kValues{
        {{"true", Summary::kTrue},
         {"false", Summary::kFalse},
         {"text", Summary::kText},
         {"data", Summary::kData},
         {"count", Summary::kCount}}};
    for (const auto& [written, summary] : kValues) {
      if (written != value) continue;
      query_.summary = summary;
      return;
    }
    Fail("_summary", "_summary takes true, false, text, data or count");
  }

  void Total(const std::string& value) {
    if (value == "none") {
      query_.total = SearchQuery::Total::kNone;
    } else if (value == "estimate") {
      query_.total = SearchQuery::Total::kEstimate;
    } else if (value == "accurate") {
      query_.total = SearchQuery::Total::kAccurate;
    } else {
      Fail("_total", "_total takes none, estimate or accurate");
    }
  }

  void Sort(const std::string& value) {
    for (std::string_view one : SplitUnescaped(value, ',')) {
      SortKey key;
      key.descending = one.starts_with('-');
      if (key.descending) one.remove_prefix(1);
      for (SearchQuery::Part& part : query_.parts) {
        if (one == "_id") {
          key.kind = SortKey::Kind::kId;
        } else if (one == "_lastUpdated") {
          key.kind = SortKey::Kind::kUpdated;
        } else {
          key.kind = SortKey::Kind::kParameter;
          key.parameter = &SortParameter(part.type, one);
        }
        part.sort.push_back(key);
        if (part.sort.size() > 8) Fail("_sort", "_sort takes at most 8 keys");
      }
    }
  }

  const SearchParameter& SortParameter(fhir::TypeId type, std::string_view code) {
    const SearchParameter* found = parameters_.Find(type, code);
    if (found == nullptr) {
      std::vector<std::string_view> names{"_id", "_lastUpdated"};
      for (const SearchParameter* one : parameters_.Of(type)) names.push_back(one->code);
      throw Unknown{"_sort by " + std::string(code) + ": " + TypeName(type) +
                        " has no such search parameter" + DidYouMean(code, names),
                    "_sort"};
    }
    if (found->rows_of.empty()) {
      Fail("_sort", "_sort by " + std::string(code) + " is not possible: it has no order");
    }
    return *found;
  }

  void ReadInclude(const std::string& name, const std::string& value) {
    Include include;
    const std::size_t colon = name.find(':');
    if (name.starts_with("_rev")) include.direction = Include::Direction::kReverse;
    if (colon != std::string::npos) {
      const std::string_view modifier = std::string_view(name).substr(colon + 1);
      if (modifier != "iterate" && modifier != "recurse") {
        Fail(name, name.substr(0, colon) + " takes the modifier :iterate and no other");
      }
      include.iterate = true;
    }
    if (value != "*") {
      const auto parts = SplitUnescaped(value, ':');
      if (parts.size() < 2 || parts.size() > 3) {
        Fail(name, name + " takes Type:parameter, Type:parameter:TargetType, Type:* or *");
      }
      include.source = ResourceTypeOf(name, parts[0]);
      if (parts[1] != "*") include.parameter = &IncludeParameter(name, include.source, parts[1]);
      if (parts.size() == 3 && !parts[2].empty()) {
        include.target = ResourceTypeOf(name, parts[2]);
      }
    }
    if (include.direction == Include::Direction::kForward || include.parameter != nullptr) {
      query_.includes.push_back(include);
      return;
    }
    if (include.source == fhir::TypeId::kNone) {
      Fail(name, name + " names the type that refers: Type:parameter or Type:*");
    }
    for (const SearchParameter* one : parameters_.Of(include.source)) {
      if (one->kind != SearchType::kReference || one->rows_of.empty()) continue;
      include.parameter = one;
      query_.includes.push_back(include);
    }
  }

  const SearchParameter& IncludeParameter(const std::string& name, fhir::TypeId type,
                                          std::string_view code) {
    const SearchParameter* found = parameters_.Find(type, code);
    if (found != nullptr && found->kind == SearchType::kReference) return *found;
    std::vector<std::string_view> names;
    for (const SearchParameter* one : parameters_.Of(type)) {
      if (one->kind == SearchType::kReference) names.push_back(one->code);
    }
    throw Unknown{TypeName(type) + " has no reference " + std::string(code) + " to include" +
                      DidYouMean(code, names),
                  name};
  }

  const SearchParameters& parameters_;
  const SearchRequest& request_;
  std::size_t nodes_ = 0, values_ = 0;
  CriteriaReader criteria_;
  SearchQuery query_;
};

}  // namespace

SearchQuery ParseSearch(const SearchParameters& parameters, const SearchRequest& request,
                        base::Instant now) {
  return RequestReader(parameters, request, now).Read();
}

}  // namespace socle::resource

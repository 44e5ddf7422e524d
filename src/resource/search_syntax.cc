#include "resource/search_syntax.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "base/bytes.h"
#include "resource/contained_search.h"
#include "resource/criteria_reader.h"
#include "resource/search_fault.h"

namespace socle::resource {
namespace {

bool IsResult(std::string_view name) {
  const std::string_view bare = name.substr(0, name.find(':'));
  return bare != "_has" && std::find(kResultParameters.begin(), kResultParameters.end(), bare) !=
                               kResultParameters.end();
}

/// Reads a whole request.
class RequestReader {
 public:
  RequestReader(const SearchParameters& parameters, const SearchRequest& request, base::Instant now)
      : parameters_(parameters),
        request_(request),
        criteria_(parameters, request, now, nodes_, values_) {}

  SearchQuery Read() {
    for (const fhir::TypeId type : Types()) query_.parts.push_back({type, {}, {}, false});
    for (const auto& [name, value] : request_.parameters) {
      try {
        if (One(name, value)) query_.used.emplace_back(name, value);
      } catch (const Unknown& unknown) {
        if (!request_.lenient) Fail(unknown.name, unknown.message);
        query_.warnings.push_back(unknown.message);
      }
    }
    if (contained_ != Contained::kNot) AddContained();
    return std::move(query_);
  }

 private:
  enum class Contained : std::uint8_t { kNot, kOnly, kToo };

  /// The same questions to contained resources.
  void AddContained() {
    std::vector<SearchQuery::Part> parts = query_.parts;
    for (SearchQuery::Part& part : parts) {
      part.contained = true;
      for (SortKey& key : part.sort) key.of_contained = true;
      for (const Criterion& criterion : part.criteria) {
        RequireOfR4(parameters_, part.type, criterion);
      }
    }
    if (contained_ == Contained::kOnly) query_.parts.clear();
    std::ranges::move(parts, std::back_inserter(query_.parts));
  }

  void ReadContained(const std::string& value) {
    if (value != "false" && value != "true" && value != "both") {
      Fail("_contained", "_contained takes true, false or both");
    }
    contained_ = value == "true"   ? Contained::kOnly
                 : value == "both" ? Contained::kToo
                                   : Contained::kNot;
  }

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
    for (std::size_t i = 0; i < all.size(); ++i) AddTo(query_.parts[i].criteria, std::move(all[i]));
    return true;
  }

  /// What must all be met is a criterion each: the plan begins with one of them.
  static void AddTo(std::vector<Criterion>& criteria, Criterion criterion) {
    if (criterion.kind != Criterion::Kind::kAll) {
      criteria.push_back(std::move(criterion));
      return;
    }
    for (Criterion& part : criterion.parts) AddTo(criteria, std::move(part));
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
    } else if (bare == "_contained") {
      ReadContained(value);
    } else if (bare == "_containedType") {
      query_.gives_contained = value == "contained";
      if (!query_.gives_contained && value != "container") {
        Fail(name, "_containedType takes container or contained");
      }
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
    if (found->rows_of.empty() || found->rows_of.front() < 0 ||
        found->kind == SearchType::kSpecial) {
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
  Contained contained_ = Contained::kNot;
};

}  // namespace

SearchQuery ParseSearch(const SearchParameters& parameters, const SearchRequest& request,
                        base::Instant now) {
  return RequestReader(parameters, request, now).Read();
}

}  // namespace socle::resource

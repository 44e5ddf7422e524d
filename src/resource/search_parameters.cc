#include "resource/search_parameters.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

#include "base/error.h"
#include "resource/code_bindings.h"
#include "resource/expression_parts.h"
#include "resource/type_number.h"

namespace socle::resource {
namespace {

using fhir::SearchParameterDefinition;

constexpr std::int64_t kCodesOfType = 128;

SearchType KindOf(std::string_view type) {
  const auto kind = SearchTypeOf(type);
  if (!kind) {
    throw base::Error(base::ErrorCode::kInternal, "a search parameter of an unknown type")
        .WithDetail(std::string(type));
  }
  return *kind;
}

/// Named queries are none of the search: `_query` is no parameter here.
bool IsLeftOut(const SearchParameterDefinition& definition) { return definition.code == "_query"; }

/// What is built of one resource type.
struct OfType {
  std::once_flag once;
  std::vector<SearchParameter> parameters;  // by code
  std::vector<RowSource> sources;           // by number
};

/// A parameter whose rows are its own.
struct Owner {
  SearchType kind = SearchType::kString;
  std::vector<std::string> alternatives;
  std::int64_t number = 0;
  bool keeps_element = false;
};

/// Makes the parameters of one type out of their definitions.
class Builder {
 public:
  Builder(fhir::TypeId type, OfType& into) : type_(type), into_(into) {}

  void Build() {
    for (const SearchParameterDefinition& definition : fhir::SearchParameters()) {
      const auto is_base = [&](fhir::TypeId base) { return fhir::IsA(type_, base); };
      if (!IsLeftOut(definition) && std::ranges::any_of(definition.base, is_base)) {
        definitions_.emplace(definition.code, &definition);
      }
    }
    std::int64_t number = TypeNumber(type_) * kCodesOfType;
    for (const auto& [code, definition] : definitions_) AddParameter(*definition, ++number);
    if (definitions_.size() >= kCodesOfType) {
      throw base::Error(base::ErrorCode::kInternal, "a type has more search parameters than fit");
    }
    ShareRows();
    for (SearchParameter& parameter : into_.parameters) {
      if (parameter.kind == SearchType::kComposite) AddComponents(parameter);
    }
    AddSources();
  }

 private:
  void AddParameter(const SearchParameterDefinition& definition, std::int64_t number) {
    SearchParameter& parameter = into_.parameters.emplace_back();
    parameter.number = number;
    parameter.type = type_;
    parameter.code = definition.code;
    parameter.url = definition.url;
    parameter.kind = KindOf(definition.type);
    parameter.targets.assign(definition.targets.begin(), definition.targets.end());
    parts_.push_back(PartsOf(definition.expression, type_));
    parameter.only_target = parts_.back().only_target;
    if (parameter.kind == SearchType::kToken) AddCodeSystems(parameter);
  }

  void AddCodeSystems(SearchParameter& parameter) const {
    for (const std::string& alternative : parts_.back().alternatives) {
      for (std::string& system : SystemsOfCodes(alternative, type_)) {
        const auto place = std::ranges::lower_bound(parameter.code_systems, system);
        if (place != parameter.code_systems.end() && *place == system) continue;
        parameter.code_systems.insert(place, std::move(system));
      }
    }
  }

  static bool HasRows(const SearchParameter& parameter, const ExpressionParts& parts) {
    return !parts.alternatives.empty() && parameter.kind != SearchType::kComposite &&
           (parameter.kind != SearchType::kSpecial || parameter.code == "near") &&
           !IsOfTheResource(parameter.code);
  }

  /// Those with the fewest alternatives first, so that unions find their parts.
  void ShareRows() {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (HasRows(into_.parameters[i], parts_[i])) order.push_back(i);
    }
    std::ranges::stable_sort(order, {}, [&](std::size_t i) {
      return std::pair(parts_[i].alternatives.size(), parts_[i].only_target != fhir::TypeId::kNone);
    });
    for (const std::size_t i : order) {
      SearchParameter& parameter = into_.parameters[i];
      parameter.rows_of = Cover(parameter.kind, parts_[i].alternatives);
      if (!parameter.rows_of.empty()) continue;
      parameter.rows_of = {parameter.number};
      owners_.push_back({parameter.kind, parts_[i].alternatives, parameter.number});
    }
  }

  /// Owners whose alternatives together are `wanted`; none where there are no such.
  std::vector<std::int64_t> Cover(SearchType kind, std::vector<std::string> wanted) const {
    std::vector<std::int64_t> found;
    for (auto owner = owners_.rbegin(); owner != owners_.rend() && !wanted.empty(); ++owner) {
      if (owner->kind != kind || !std::ranges::includes(wanted, owner->alternatives)) continue;
      std::vector<std::string> rest;
      std::ranges::set_difference(wanted, owner->alternatives, std::back_inserter(rest));
      wanted = std::move(rest);
      found.push_back(owner->number);
    }
    if (!wanted.empty()) return {};
    std::ranges::sort(found);
    return found;
  }

  void AddComponents(SearchParameter& parameter) {
    const SearchParameterDefinition& definition = *definitions_.at(parameter.code);
    for (const std::string& base : parts_[IndexOf(parameter)].alternatives) {
      if (Repeats(base)) parameter.same_element = true;
    }
    for (const auto& component : definition.components) {
      const auto found =
          std::ranges::find(into_.parameters, component.definition, &SearchParameter::url);
      if (found == into_.parameters.end()) {
        throw base::Error(base::ErrorCode::kInternal, "a composite's component is not defined")
            .WithDetail(parameter.url);
      }
      SearchParameter::Component& part = parameter.components.emplace_back();
      part.rows_of = found->rows_of;
      part.kind = found->kind;
      part.outside = component.expression.starts_with("%resource");
      if (parameter.same_element && !part.outside) KeepElement(part.rows_of);
    }
  }

  std::size_t IndexOf(const SearchParameter& parameter) const {
    return static_cast<std::size_t>(&parameter - into_.parameters.data());
  }

  /// Whether `base` ("Observation.component") is a repeating element of the resource.
  bool Repeats(std::string_view base) const {
    const std::size_t dot = base.find('.');
    if (dot == std::string_view::npos) return false;
    const fhir::Element* element =
        fhir::FindElement(fhir::Get(type_), fhir::FindName(base.substr(dot + 1)));
    return element != nullptr && element->max > 1;
  }

  void KeepElement(const std::vector<std::int64_t>& numbers) {
    for (Owner& owner : owners_) {
      const bool is_asked = std::ranges::find(numbers, owner.number) != numbers.end();
      if (!is_asked) continue;
      owner.keeps_element = std::ranges::any_of(
          owner.alternatives, [this](const std::string& one) { return MayRepeat(one); });
    }
  }

  /// Whether the values of an expression may stand in a child of the resource that repeats:
  /// not so of "Observation.code".
  bool MayRepeat(std::string_view expression) const {
    const std::size_t dot = expression.find('.');
    const std::size_t end = expression.find_first_not_of(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", dot + 1);
    if (dot == std::string_view::npos || expression.front() == '(') return true;
    const std::string_view child = expression.substr(0, end);
    const fhir::Element* element =
        fhir::FindElement(fhir::Get(type_), fhir::FindName(child.substr(dot + 1)));
    return element == nullptr || element->max > 1;
  }

  void AddSources() {
    std::ranges::sort(owners_, {}, &Owner::number);
    for (const Owner& owner : owners_) {
      for (SearchParameter& parameter : into_.parameters) {
        const auto& rows = parameter.rows_of;
        const bool has_rows = std::ranges::find(rows, owner.number) != rows.end();
        if (has_rows && owner.keeps_element) parameter.keeps_element = true;
      }
      RowSource& source = into_.sources.emplace_back();
      source.number = owner.number;
      source.kind = owner.kind;
      source.keeps_element = owner.keeps_element;
      for (const std::string& expression : owner.alternatives) {
        source.expressions.push_back(fhir::PathExpression::Compile(expression));
      }
    }
  }

  fhir::TypeId type_;
  OfType& into_;
  std::map<std::string_view, const SearchParameterDefinition*> definitions_;
  std::vector<ExpressionParts> parts_;  // as into_.parameters
  std::vector<Owner> owners_;
};

class DefinedParameters : public SearchParameters {
 public:
  DefinedParameters() : types_(fhir::ResourceTypes().size() + 1) {}

  const SearchParameter* Find(fhir::TypeId type, std::string_view code) const override {
    const std::vector<SearchParameter>& all = At(type).parameters;
    const auto found = std::ranges::lower_bound(all, code, {}, &SearchParameter::code);
    return found != all.end() && found->code == code ? &*found : nullptr;
  }

  std::vector<const SearchParameter*> Of(fhir::TypeId type) const override {
    std::vector<const SearchParameter*> all;
    for (const SearchParameter& parameter : At(type).parameters) all.push_back(&parameter);
    return all;
  }

  std::span<const RowSource> Sources(fhir::TypeId type) const override { return At(type).sources; }
  ucum::UnitCache& units() const override { return units_; }

 private:
  const OfType& At(fhir::TypeId type) const {
    // [0] stays empty: it is what all that is no resource type has.
    OfType& found = types_[static_cast<std::size_t>(TypeNumber(type))];
    if (TypeNumber(type) != 0) std::call_once(found.once, [&] { Builder(type, found).Build(); });
    return found;
  }

  mutable std::vector<OfType> types_;
  mutable ucum::UnitCache units_;
};

}  // namespace

bool IsIndexed(const SearchParameter& parameter) {
  return !parameter.rows_of.empty() || !parameter.components.empty();
}

bool IsOfTheResource(std::string_view code) { return code == "_id" || code == "_lastUpdated"; }

std::optional<SearchType> SearchTypeOf(std::string_view name) {
  static constexpr std::string_view kNames[] = {
      "number", "date", "string", "token", "reference", "composite", "quantity", "uri", "special"};
  const auto* const found = std::ranges::find(kNames, name);
  if (found == std::end(kNames)) return std::nullopt;
  return static_cast<SearchType>(found - std::begin(kNames));
}

std::shared_ptr<const SearchParameters> BaseSearchParameters() {
  return std::make_shared<DefinedParameters>();
}

}  // namespace socle::resource

#include "resource/custom_parameters.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "fhir/ids.h"
#include "resource/code_bindings.h"
#include "resource/expression_parts.h"
#include "resource/row_maker.h"
#include "resource/search_fault.h"
#include "resource/type_number.h"

namespace socle::resource {
namespace {

std::vector<std::string> TextsOf(const fhir::Node& parent, std::string_view name) {
  std::vector<std::string> texts;
  for (const fhir::Node& child : Children(parent, fhir::FindName(name))) {
    texts.emplace_back(child.text);
  }
  return texts;
}

constexpr std::string_view kWords = "words";

constexpr std::string_view kComposite = "composite";
constexpr std::size_t kMostComponents = 16;

bool HasRows(std::string_view kind) { return kind != kComposite && kind != "special"; }

/// The definition of R4 of that URL, or null.
const fhir::SearchParameterDefinition* OfR4(std::string_view url) {
  for (const fhir::SearchParameterDefinition& one : fhir::SearchParameters()) {
    if (one.url == url) return &one;
  }
  return nullptr;
}

bool IsOfR4(std::string_view url) { return OfR4(url) != nullptr; }

/// A code that a search can write: names end where a modifier or a chain begins.
bool IsCode(std::string_view code) {
  return !code.empty() && code.front() != '_' && code.front() != '$' &&
         code.find_first_of(".:,|&=?# \t\r\n") == std::string_view::npos;
}

/// The code systems that plain codes are of, as the definitions of R4 have them.
std::vector<std::string> CodeSystemsOf(const std::string& expression, fhir::TypeId type) {
  std::vector<std::string> systems;
  try {
    for (const std::string& alternative : PartsOf(expression, type).alternatives) {
      for (std::string& system : SystemsOfCodes(alternative, type)) {
        systems.push_back(std::move(system));
      }
    }
  } catch (const base::Error&) {
    return {};  // no path that is cut so
  }
  std::ranges::sort(systems);
  systems.erase(std::unique(systems.begin(), systems.end()), systems.end());
  return systems;
}

/// The parameters of `base` and `customs` (by version) together. A code that a type has already
/// keeps its meaning, of two customs the older one.
class CombinedParameters : public SearchParameters {
 public:
  CombinedParameters(std::shared_ptr<const SearchParameters> base,
                     const std::vector<CustomParameter>& customs, std::int64_t generation)
      : base_(std::move(base)), generation_(generation) {
    for (const CustomParameter& custom : customs) {
      if (custom.state == CustomParameter::State::kGone) continue;
      for (const fhir::TypeId type : TypesOf(custom.bases)) Add(custom, type);
    }
  }

  const SearchParameter* Find(fhir::TypeId type, std::string_view code) const override {
    const Custom* custom = FindCustom(type, code);
    if (custom != nullptr && custom->is_indexed) return &custom->parameter;
    return base_->Find(type, code);
  }

  std::vector<const SearchParameter*> Of(fhir::TypeId type) const override {
    std::vector<const SearchParameter*> all = base_->Of(type);
    const auto customs = customs_.find(type);
    if (customs == customs_.end()) return all;
    for (const Custom& custom : customs->second) {
      if (!custom.is_indexed) continue;
      const auto same = std::ranges::find(all, custom.parameter.code,
                                          [](const SearchParameter* one) { return one->code; });
      if (same == all.end()) {
        all.push_back(&custom.parameter);
      } else {
        *same = &custom.parameter;  // _text, _content
      }
    }
    std::ranges::sort(all, {}, [](const SearchParameter* one) { return one->code; });
    return all;
  }

  std::span<const RowSource> Sources(fhir::TypeId type) const override {
    return base_->Sources(type);
  }
  std::span<const RowSource> CustomSources(fhir::TypeId type) const override {
    const auto found = sources_.find(type);
    return found == sources_.end() ? std::span<const RowSource>() : found->second;
  }
  std::optional<std::int64_t> CustomOwner(fhir::TypeId type, std::string_view code) const override {
    const Custom* custom = FindCustom(type, code);
    return custom == nullptr ? std::nullopt : std::optional(custom->owner);
  }
  bool IsBeingIndexed(fhir::TypeId type, std::string_view code) const override {
    const Custom* custom = FindCustom(type, code);
    return custom != nullptr && !custom->is_indexed;
  }
  bool HasCustomComponent(fhir::TypeId type, std::string_view url) const override {
    const auto customs = customs_.find(type);
    if (customs == customs_.end()) return false;
    return std::ranges::any_of(customs->second, [url](const Custom& one) {
      return one.parameter.url == url && one.parameter.kind != SearchType::kComposite;
    });
  }
  std::int64_t generation() const override { return generation_; }
  ucum::UnitCache& units() const override { return base_->units(); }

 private:
  struct Custom {
    SearchParameter parameter;
    std::int64_t owner = 0;
    bool is_indexed = false;
  };

  const Custom* FindCustom(fhir::TypeId type, std::string_view code) const {
    const auto customs = customs_.find(type);
    if (customs == customs_.end()) return nullptr;
    const auto found = std::ranges::find(customs->second, code,
                                         [](const Custom& one) { return one.parameter.code; });
    return found == customs->second.end() ? nullptr : &*found;
  }

  void AddWords(const CustomParameter& custom, fhir::TypeId type) {
    const SearchParameter* of_base = base_->Find(type, custom.code);
    if (of_base == nullptr) return;
    Custom& added = customs_[type].emplace_back();
    added.is_indexed = custom.state == CustomParameter::State::kIndexed;
    added.parameter = *of_base;
    added.parameter.number = custom.Number(type);
    added.parameter.rows_of = {-custom.Number(type)};
    RowSource& source = sources_[type].emplace_back();
    source.number = custom.Number(type);
    source.words = custom.code == "_text" ? WordsOf::kNarrative : WordsOf::kContent;
  }

  /// Its components have rows of their own, of one element where they belong together.
  void AddComponents(const CustomParameter& custom, SearchParameter& parameter) {
    const std::vector<std::int64_t> numbers = custom.Numbers(parameter.type);
    RowSource& source = sources_[parameter.type].emplace_back();
    source.number = parameter.number;
    source.kind = parameter.kind;
    source.expressions.push_back(fhir::PathExpression::Compile(custom.expression));
    for (std::size_t i = 0; i < custom.components.size(); ++i) {
      const SearchType kind = *SearchTypeOf(custom.components[i].kind);
      parameter.components.push_back({.rows_of = {numbers[i]}, .kind = kind});
      source.parts.push_back(
          {numbers[i], kind, fhir::PathExpression::Compile(custom.components[i].expression)});
    }
    parameter.same_element = true;
  }

  void Add(const CustomParameter& custom, fhir::TypeId type) {
    if (custom.kind == kWords) return AddWords(custom, type);
    if (base_->Find(type, custom.code) != nullptr || FindCustom(type, custom.code) != nullptr) {
      return;
    }
    Custom& added = customs_[type].emplace_back();
    added.owner = custom.owner;
    added.is_indexed = custom.state == CustomParameter::State::kIndexed;
    SearchParameter& parameter = added.parameter;
    parameter.number = custom.Number(type);
    parameter.type = type;
    parameter.code = custom.code;
    parameter.url = custom.url;
    parameter.kind = *SearchTypeOf(custom.kind);
    if (custom.kind == kComposite) return AddComponents(custom, parameter);
    parameter.rows_of = {parameter.number};
    for (const std::string& target : custom.targets) {
      parameter.targets.push_back(fhir::FindType(target));
    }
    if (parameter.kind == SearchType::kToken) {
      parameter.code_systems = CodeSystemsOf(custom.expression, type);
    }
    RowSource& source = sources_[type].emplace_back();
    source.number = parameter.number;
    source.kind = parameter.kind;
    source.expressions.push_back(fhir::PathExpression::Compile(custom.expression));
  }

  const std::shared_ptr<const SearchParameters> base_;
  const std::int64_t generation_;
  std::map<fhir::TypeId, std::vector<Custom>> customs_;
  std::map<fhir::TypeId, std::vector<RowSource>> sources_;
};

base::Issue Fault(std::string_view element, std::string rule, std::string expected,
                  std::string message) {
  return {.path = "SearchParameter." + std::string(element),
          .rule = std::move(rule),
          .expected = std::move(expected),
          .found = {},
          .message = std::move(message)};
}

std::optional<base::Issue> FaultOfExpression(std::string_view element,
                                             std::string_view expression) {
  if (expression.empty()) {
    return Fault(element, "required", "a FHIRPath expression",
                 "an active search parameter says what it finds");
  }
  try {
    fhir::PathExpression::Compile(expression);
  } catch (const base::Error& error) {
    return Fault(element, "invalid", "a FHIRPath expression", error.message());
  }
  return std::nullopt;
}

/// The components as they are written, with their kinds where R4 defines them.
std::vector<CustomParameter::Component> ComponentsOf(const fhir::Node& resource) {
  std::vector<CustomParameter::Component> components;
  for (const fhir::Node& child : Children(resource, fhir::FindName("component"))) {
    CustomParameter::Component& one = components.emplace_back();
    const std::string_view definition = child.ChildText("definition");
    one.definition = definition.substr(0, definition.find('|'));
    one.expression = child.ChildText("expression");
    if (const auto* const of_r4 = OfR4(one.definition)) one.kind = of_r4->type;
  }
  return components;
}

std::string ElementOf(std::size_t component, std::string_view child) {
  return "component[" + std::to_string(component) + "]." + std::string(child);
}

/// What keeps a composite from being in effect, whatever else is there.
void AddFaultsOfComponents(const fhir::Node& resource, std::vector<base::Issue>& issues) {
  const auto components = ComponentsOf(resource);
  if (components.size() < 2 || components.size() > kMostComponents) {
    issues.push_back(Fault("component", "cardinality", "2 to 16 components",
                           "a composite search parameter says what it is composed of"));
  }
  for (std::size_t i = 0; i < components.size(); ++i) {
    auto fault = FaultOfExpression(ElementOf(i, "expression"), components[i].expression);
    if (fault) issues.push_back(*std::move(fault));
    if (!components[i].kind.empty() && !HasRows(components[i].kind)) {
      issues.push_back(Fault(ElementOf(i, "definition"), "not-supported",
                             "a search parameter that is no composite and not special",
                             "this search parameter cannot be a component"));
    }
  }
}

/// What keeps it from being in effect, whatever else is there.
std::vector<base::Issue> OwnFaults(const fhir::Node& resource) {
  std::vector<base::Issue> issues;
  const bool is_composite = resource.ChildText("type") == kComposite;
  if (!is_composite && !HasRows(resource.ChildText("type"))) {
    issues.push_back(Fault(
        "type", "not-supported", "number, date, string, token, reference, quantity, uri, composite",
        "search parameters of this type are not indexed when they are the store's own"));
  }
  if (is_composite) AddFaultsOfComponents(resource, issues);
  if (!IsCode(resource.ChildText("code"))) {
    issues.push_back(Fault("code", "value",
                           "a name without . : , | and blanks, that does not begin with _ or $",
                           "a search could not write this code"));
  }
  auto of_expression = FaultOfExpression("expression", resource.ChildText("expression"));
  if (of_expression) issues.push_back(*std::move(of_expression));
  return issues;
}

/// That a type of its base has a parameter of its code, which is not the resource's own.
std::optional<base::Issue> FaultOfCode(const fhir::Node& resource, const SearchParameters& others,
                                       std::optional<std::int64_t> owner) {
  const std::string_view code = resource.ChildText("code");
  for (const fhir::TypeId type : TypesOf(TextsOf(resource, "base"))) {
    const auto of_custom = others.CustomOwner(type, code);
    const bool is_taken = of_custom ? of_custom != owner : others.Find(type, code) != nullptr;
    if (is_taken) {
      return Fault("code", "duplicate", "a code that the type has no search parameter of",
                   TypeName(type) + " has a search parameter of this code");
    }
  }
  return std::nullopt;
}

/// That a component's definition is none of the types that the composite is of.
void AddFaultsOfDefinitions(const fhir::Node& resource, const SearchParameters& others,
                            std::vector<base::Issue>& issues) {
  const auto components = ComponentsOf(resource);
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (!components[i].kind.empty()) continue;
    const bool is_there =
        std::ranges::any_of(TypesOf(TextsOf(resource, "base")), [&](fhir::TypeId type) {
          return others.HasCustomComponent(type, components[i].definition);
        });
    if (is_there) continue;
    issues.push_back(Fault(ElementOf(i, "definition"), "not-found",
                           "the URL of a search parameter that is in effect for these types",
                           "the component's definition is no search parameter to compose of"));
  }
}

bool IsInEffect(const fhir::Node& resource) {
  return resource.ChildText("status") == "active" && !IsOfR4(resource.ChildText("url"));
}

}  // namespace

std::vector<fhir::TypeId> TypesOf(const std::vector<std::string>& bases) {
  std::vector<fhir::TypeId> types;
  for (const std::string_view name : fhir::ResourceTypes()) {
    const fhir::TypeId type = fhir::FindType(name);
    const bool is_one = std::ranges::any_of(bases, [&](const std::string& base) {
      const fhir::TypeId of = fhir::FindType(base);
      return of != fhir::TypeId::kNone && fhir::IsA(type, of);
    });
    if (is_one) types.push_back(type);
  }
  return types;
}

std::optional<CustomParameter> ReadCustomParameter(const fhir::Node& resource) {
  // What an import brings, nobody has asked for its faults.
  if (!IsInEffect(resource) || !OwnFaults(resource).empty()) return std::nullopt;
  CustomParameter parameter;
  parameter.code = resource.ChildText("code");
  parameter.url = resource.ChildText("url");
  parameter.kind = resource.ChildText("type");
  parameter.bases = TextsOf(resource, "base");
  parameter.targets = TextsOf(resource, "target");
  parameter.expression = resource.ChildText("expression");
  if (parameter.kind == kComposite) parameter.components = ComponentsOf(resource);
  return parameter;
}

std::vector<base::Issue> FaultsOf(const fhir::Node& resource, const SearchParameters& others,
                                  std::optional<std::int64_t> owner) {
  if (!IsInEffect(resource)) return {};
  std::vector<base::Issue> issues = OwnFaults(resource);
  auto of_code = FaultOfCode(resource, others, owner);
  if (of_code) issues.push_back(*std::move(of_code));
  if (resource.ChildText("type") == kComposite) AddFaultsOfDefinitions(resource, others, issues);
  return issues;
}

std::int64_t CustomParameter::Number(fhir::TypeId type) const {
  constexpr std::int64_t kFirst = 1 << 15, kTypes = 256;
  return kFirst + version * kTypes + TypeNumber(type);
}

std::vector<std::int64_t> CustomParameter::Numbers(fhir::TypeId type) const {
  constexpr std::int64_t kNext = std::int64_t{1} << 45;  // far behind all others
  std::vector<std::int64_t> numbers{Number(type)};
  while (numbers.size() < components.size()) numbers.push_back(numbers.back() + kNext);
  return numbers;
}

bool CustomParameter::SaysTheSame(const CustomParameter& other) const {
  return std::tie(code, url, kind, bases, targets, expression, components) ==
         std::tie(other.code, other.url, other.kind, other.bases, other.targets, other.expression,
                  other.components);
}

std::vector<CustomParameter> TextParameters() {
  std::vector<CustomParameter> both(2);
  std::int64_t version = 0;
  for (CustomParameter& one : both) {
    one.version = --version;
    one.owner = one.version;
    one.code = one.version == -1 ? "_content" : "_text";
    one.kind = kWords;
    one.bases = {"Resource"};
  }
  return both;
}

std::shared_ptr<const SearchParameters> StoredParameters::Of(store::Session& session) {
  const std::int64_t generation = CustomGeneration(session);
  if (generation == 0) return base_;
  {
    const std::lock_guard lock(mutex_);
    if (latest_->generation() == generation) return latest_;
  }
  const std::shared_ptr<const SearchParameters> found =
      std::make_shared<CombinedParameters>(base_, ReadCustoms(session), generation);
  const std::lock_guard lock(mutex_);
  if (latest_->generation() < generation) latest_ = found;
  return found;
}

std::shared_ptr<const SearchParameters> StoredParameters::Latest() const {
  const std::lock_guard lock(mutex_);
  return latest_;
}

}  // namespace socle::resource

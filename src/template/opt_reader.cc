#include "template/opt_reader.h"

#include <algorithm>

#include "template/opt_parts.h"

namespace socle::tmpl {
namespace {

using enum AllowedChild::Times;

// OPERATIONAL_TEMPLATE of Template.xsd, and what AUTHORED_RESOURCE adds in other releases.
constexpr AllowedChild kTemplateChildren[] = {
    {"language", kMandatory},
    {"original_language"},
    {"is_controlled"},
    {"description"},
    {"translations", kMany},
    {"revision_history"},
    {"uid"},
    {"template_id", kMandatory},
    {"adl_version"},
    {"rm_release"},
    {"concept", kMandatory},
    {"definition", kMandatory},
    {"ontology"},
    {"component_ontologies", kMany},
    {"annotations", kMany},
    {"constraints"},
    {"view"},
    {"invariants", kMany},
    {"rules", kMany},
    {"integrity_checks", kMany},
    {"is_generated"},
};

constexpr std::size_t kMaxFaults = 500;

void RequireText(const xml::Element& root, std::string_view child, std::string_view text,
                 Faults& faults) {
  if (!text.empty() || !root.Child(child)) return;  // its absence is a fault already
  faults.Add("/", "missing", std::string(child), "nothing",
             "The template's " + std::string(child) + " is empty.");
}

void ReadHead(const xml::Element& root, Definition& definition, Faults& faults) {
  CheckChildren(root, kTemplateChildren, "/", faults);
  if (const xml::Element* id = root.Child("template_id")) {
    definition.template_id = id->ChildText("value");
    if (definition.template_id.empty()) definition.template_id = id->trimmed();
  }
  definition.concept_name = root.ChildText("concept");
  if (const xml::Element* uid = root.Child("uid")) {
    definition.uid = uid->ChildText("value");
    if (definition.uid.empty()) definition.uid = uid->trimmed();
  }
  if (const xml::Element* language = root.Child("language")) {
    definition.language = language->ChildText("code_string");
  }
  RequireText(root, "template_id", definition.template_id, faults);
  RequireText(root, "concept", definition.concept_name, faults);
  RequireText(root, "language", definition.language, faults);
  const xml::Element* description = root.Child("description");
  if (!description) return;
  definition.lifecycle_state = description->ChildText("lifecycle_state");
  for (const xml::Element& child : *description) {
    if (child.name() != "other_details") continue;
    definition.other_details.emplace_back(definition.Intern(child.Value("id")),
                                          definition.Intern(child.trimmed()));
  }
}

}  // namespace

void Faults::Add(std::string path, std::string_view rule, std::string expected, std::string found,
                 std::string message) {
  if (issues_.size() >= kMaxFaults) return;
  issues_.push_back({std::move(path), std::string(rule), std::move(expected), std::move(found),
                     std::move(message)});
}

void CheckChildren(const xml::Element& element, std::span<const AllowedChild> allowed,
                   const std::string& path, Faults& faults) {
  const std::string here = "<" + std::string(element.name()) + ">";
  std::uint64_t seen = 0;
  for (const xml::Element& child : element) {
    const auto found = std::find_if(allowed.begin(), allowed.end(),
                                    [&](const AllowedChild& a) { return a.name == child.name(); });
    const std::string name(child.name());
    if (found == allowed.end()) {
      if (child.prefix() != element.prefix()) continue;
      faults.Add(path, "alien_element", "an element of " + here, name,
                 "Line " + child.Place() + ": " + here + " has no element <" + name + ">.");
      continue;
    }
    const std::uint64_t bit = std::uint64_t{1} << (found - allowed.begin());
    if ((seen & bit) && found->times != kMany) {
      faults.Add(
          path, "duplicate_element", "one <" + name + ">", "another",
          "Line " + child.Place() + ": <" + name + "> stands more than once in " + here + ".");
    }
    seen |= bit;
  }
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    if (allowed[i].times != kMandatory || (seen >> i & 1)) continue;
    const std::string name(allowed[i].name);
    faults.Add(path, "missing", "<" + name + ">", "nothing",
               "Line " + element.Place() + ": <" + name + "> is missing in " + here + ".");
  }
}

const Pattern* OptContext::Compile(std::string_view expression, const std::string& path) {
  if (const auto known = patterns.find(expression); known != patterns.end()) return known->second;
  std::string fault;
  std::unique_ptr<const Pattern> pattern = Pattern::Compile(expression, fault);
  if (!pattern) {
    faults.Add(path, "pattern", "a regular expression", std::string(expression),
               "The pattern " + std::string(expression) + " is not usable: " + fault + ".");
    return nullptr;
  }
  definition.patterns.push_back(std::move(pattern));
  const Pattern* compiled = definition.patterns.back().get();
  patterns.emplace(compiled->expression(), compiled);
  return compiled;
}

std::unique_ptr<Definition> ReadOpt(const xml::Element& root, std::vector<base::Issue>& issues) {
  if (root.name() != "template") {
    throw base::Error(base::ErrorCode::kMalformed,
                      "not an operational template: the root element is <" +
                          std::string(root.name()) + ">, not <template>")
        .At(root.Place());
  }
  auto definition = std::make_unique<Definition>();
  Faults faults(*definition, issues);
  ReadHead(root, *definition, faults);
  const xml::Element* tree = root.Child("definition");
  if (!tree) return definition;
  OptContext context{*definition, faults, {}};
  ReadTree(*tree, context);
  definition->archetype_id = definition->root().archetype_id;
  ReadOntologies(root, context);
  CheckDefinition(*definition, faults);
  return definition;
}

}  // namespace socle::tmpl

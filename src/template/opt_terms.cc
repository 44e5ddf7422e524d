#include <algorithm>

#include "template/opt_parts.h"

namespace socle::tmpl {
namespace {

/// Orders by code; where a code stands twice the first one counts.
void Order(std::vector<Term>& terms) {
  std::stable_sort(terms.begin(), terms.end(),
                   [](const Term& a, const Term& b) { return a.code < b.code; });
  terms.erase(std::unique(terms.begin(), terms.end(),
                          [](const Term& a, const Term& b) { return a.code == b.code; }),
              terms.end());
  terms.shrink_to_fit();
}

/// ARCHETYPE_TERM: <… code="at0004"><items id="text">Systolic</items>…
Term ReadTerm(const xml::Element& element, Definition& definition) {
  Term term;
  term.code = definition.Intern(element.Value("code"));
  for (const xml::Element& item : element) {
    if (item.name() != "items") continue;
    const std::string_view id = item.Value("id");
    if (id == "text") term.text = definition.Intern(item.trimmed());
    if (id == "description") term.description = definition.Intern(item.trimmed());
    if (id == "comment") term.comment = definition.Intern(item.trimmed());
  }
  return term;
}

void ReadBindings(const xml::Element& element, std::vector<TermBinding>& bindings,
                  Definition& definition) {
  const std::string_view terminology = element.Value("terminology");
  for (const xml::Element& item : element) {
    const xml::Element* value = item.Child("value");
    if (item.name() != "items" || !value) continue;
    const xml::Element* id = value->Child("terminology_id");
    const std::string_view named = id ? id->ChildText("value") : std::string_view();
    bindings.push_back({definition.Intern(item.Value("code")),
                        definition.Intern(named.empty() ? terminology : named),
                        definition.Intern(value->ChildText("code_string"))});
  }
}

void ReadOntology(const xml::Element& element, Definition& definition) {
  Ontology ontology;
  ontology.archetype_id = definition.Intern(element.Value("archetype_id"));
  for (const xml::Element& set : element) {
    if (set.name() != "term_definitions") continue;
    TermSet terms;
    terms.language = definition.Intern(set.Value("language"));
    for (const xml::Element& item : set) {
      if (item.name() == "items") terms.terms.push_back(ReadTerm(item, definition));
    }
    Order(terms.terms);
    ontology.languages.push_back(std::move(terms));
  }
  if (!ontology.languages.empty()) definition.ontologies.push_back(std::move(ontology));
}

}  // namespace

void ReadRootTerms(const xml::Element& element, std::uint32_t object, OptContext& context) {
  RootTerms root;
  root.object = object;
  root.terms.language = context.definition.language;
  for (const xml::Element& child : element) {
    if (child.name() == "term_definitions") {
      root.terms.terms.push_back(ReadTerm(child, context.definition));
    } else if (child.name() == "term_bindings") {
      ReadBindings(child, root.bindings, context.definition);
    }
  }
  Order(root.terms.terms);
  context.definition.roots.push_back(std::move(root));
}

void ReadOntologies(const xml::Element& root, OptContext& context) {
  Definition& definition = context.definition;
  for (const xml::Element& child : root) {
    if (child.name() == "ontology" || child.name() == "component_ontologies") {
      ReadOntology(child, definition);
    } else if (child.name() == "annotations") {
      const std::string_view path = definition.Intern(child.Value("path"));
      for (const xml::Element& item : child) {
        if (item.name() != "items") continue;
        definition.annotations.push_back(
            {path, definition.Intern(item.Value("id")), definition.Intern(item.trimmed())});
      }
    }
  }
  std::sort(definition.roots.begin(), definition.roots.end(),
            [](const RootTerms& a, const RootTerms& b) { return a.object < b.object; });
  // A root without terms of its own takes those of its archetype's ontology.
  for (RootTerms& terms : definition.roots) {
    if (!terms.terms.terms.empty()) continue;
    const std::string_view id = definition.objects[terms.object].archetype_id;
    for (const Ontology& ontology : definition.ontologies) {
      if (ontology.archetype_id != id) continue;
      for (const TermSet& set : ontology.languages) {
        if (terms.terms.terms.empty() || set.language == definition.language) terms.terms = set;
      }
    }
  }
}

}  // namespace socle::tmpl

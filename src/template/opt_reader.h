#pragma once

#include <memory>
#include <vector>

#include "base/error.h"
#include "template/definition.h"
#include "xml/document.h"

namespace socle::tmpl {

/// The definition that the OPT 1.4 document `root` holds. What is wrong with the document is added
/// to `faults`, each naming its node; with a fault the definition is not fit for use.
/// Errors: kMalformed where the document is no operational template at all.
/// Source: Template.xsd, OpenehrProfile.xsd and Archetype.xsd 1.0.2.
std::unique_ptr<Definition> ReadOpt(const xml::Element& root, std::vector<base::Issue>& faults);

}  // namespace socle::tmpl

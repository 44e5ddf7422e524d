#pragma once

#include <string>
#include <string_view>

#include "fhir/json.h"

namespace socle::fhir {

/// The resource of an XML document, as ReadJson. Other faults that have an issue: an element out of
/// the order of the definition (it is read all the same), one that repeats and may not (the first
/// is kept), text among elements, an attribute or a namespace that does not belong there. Comments
/// are dropped, but for those in a narrative, whose markup is kept as it is written. Entities
/// beyond XML's own five, document types and processing instructions are refused. Errors:
/// base::Error kMalformed (line:column), kTooLarge. Source: FHIR R4, XML Representation of
/// Resources.
ReadResult ReadXml(std::string_view text, const ReadLimits& limits = {});

/// The resource as XML, in the namespace http://hl7.org/fhir. `indent` spaces a level; 0: one line.
/// A narrative is written as it stands in the tree, and has to be one that CheckXhtml accepts.
/// Characters that XML cannot hold (controls, U+FFFE, U+FFFF) become U+FFFD.
void WriteXml(const Node& resource, std::string& out, int indent = 0);

}  // namespace socle::fhir

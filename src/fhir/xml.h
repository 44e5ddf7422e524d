#pragma once

#include <string>
#include <string_view>

#include "fhir/json.h"

namespace socle::fhir {

/// The resource of an XML document, as ReadJson. Entities beyond XML's own five, document types and
/// processing instructions are refused. Errors: base::Error kMalformed (line:column), kTooLarge.
/// Source: FHIR R4, XML Representation of Resources.
ReadResult ReadXml(std::string_view text, const ReadLimits& limits = {});

/// The resource as XML, in the namespace http://hl7.org/fhir. `indent` spaces a level; 0: one line.
void WriteXml(const Node& resource, std::string& out, int indent = 0);

}  // namespace socle::fhir

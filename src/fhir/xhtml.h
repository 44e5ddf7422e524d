#pragma once

#include <string>
#include <string_view>

namespace socle::fhir {

/// What is wrong with the markup of a narrative, in words that hold nothing of its text; empty
/// where nothing is: one well-formed `div` in XHTML's namespace, of the elements and attributes of
/// formatting only (no scripts, forms, frames, event handlers), with some text or an image.
/// Source: FHIR R4, Narrative; invariants txt-1 and txt-2.
std::string CheckXhtml(std::string_view markup);

}  // namespace socle::fhir

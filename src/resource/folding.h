#pragma once

#include <string>
#include <string_view>

namespace socle::resource {

/// `text` (UTF-8) as strings are compared in a search: without case and accents, white space as one
/// blank, none at the ends. Letters of Latin, Greek and Cyrillic are folded to their base ("É" to
/// "e", "ß" to "ss"), marks that stand alone are dropped; other scripts stay as they are, as do
/// bytes that are no UTF-8.
/// Source: FHIR R4, Search, string; Unicode 14, canonical decomposition and case folding.
std::string Fold(std::string_view text);

}  // namespace socle::resource

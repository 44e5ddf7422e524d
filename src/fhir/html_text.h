#pragma once

#include <string>
#include <string_view>

namespace socle::fhir {

/// `text` with & < > " and ' as references, as HTML writes them.
std::string EscapeHtml(std::string_view text);
/// The other way: references to characters by number, and by the names &amp; &lt; &gt; &quot; and
/// &apos;, as what they mean; all else stays.
std::string UnescapeHtml(std::string_view text);
/// What a narrative's markup says: a blank for each tag, comment and unknown reference.
std::string TextOfXhtml(std::string_view markup);

}  // namespace socle::fhir

#pragma once

#include <string>
#include <string_view>

namespace socle::xml {

/// `text` as UTF-8 without a byte order mark. Read from the mark (UTF-8, UTF-16 of either order),
/// else from the declaration's `encoding` (UTF-8, US-ASCII, ISO-8859-1), else UTF-8.
/// Errors: kMalformed with line:column for bytes that the encoding does not know, for characters
/// that XML forbids (U+0000 and the other controls), for another encoding.
/// Source: XML 1.0, 2.2 and appendix F.
std::string ToUtf8(std::string_view text);

}  // namespace socle::xml

#include "fhir/xhtml.h"

#include <algorithm>
#include <array>
#include <vector>

namespace socle::fhir {
namespace {

constexpr std::string_view kNamespace = "http://www.w3.org/1999/xhtml";
constexpr std::size_t kDeepest = 256;

/// Sorted. HTML 4.0, chapters 7 to 11 (without 9.4) and 15, links and images.
constexpr std::array<std::string_view, 56> kElements = {
    "a",          "abbr",   "acronym", "address", "area", "b",     "bdo",      "big",
    "blockquote", "br",     "caption", "cite",    "code", "col",   "colgroup", "dd",
    "dfn",        "div",    "dl",      "dt",      "em",   "h1",    "h2",       "h3",
    "h4",         "h5",     "h6",      "hr",      "i",    "img",   "kbd",      "li",
    "map",        "ol",     "p",       "pre",     "q",    "s",     "samp",     "small",
    "span",       "strike", "strong",  "sub",     "sup",  "table", "tbody",    "td",
    "tfoot",      "th",     "thead",   "tr",      "tt",   "u",     "ul",       "var"};

constexpr std::array<std::string_view, 56> kAttributes = {
    "abbr",        "accesskey", "align",   "alt",     "axis",  "bgcolor", "border",   "cellpadding",
    "cellspacing", "char",      "charoff", "charset", "cite",  "class",   "clear",    "color",
    "colspan",     "compact",   "coords",  "dir",     "face",  "frame",   "headers",  "height",
    "href",        "hreflang",  "hspace",  "id",      "ismap", "lang",    "longdesc", "name",
    "nohref",      "noshade",   "nowrap",  "rel",     "rev",   "rowspan", "rules",    "scope",
    "shape",       "size",      "span",    "src",     "start", "style",   "summary",  "tabindex",
    "title",       "type",      "usemap",  "valign",  "value", "vspace",  "width",    "xmlns"};

static_assert(std::is_sorted(kElements.begin(), kElements.end()));
static_assert(std::is_sorted(kAttributes.begin(), kAttributes.end()));

constexpr bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' ||
         c == '-' || c == '_' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

bool IsElement(std::string_view name) {
  return std::binary_search(kElements.begin(), kElements.end(), name);
}

bool IsAttribute(std::string_view name) {
  return std::binary_search(kAttributes.begin(), kAttributes.end(), name) || name == "xml:lang" ||
         name == "xml:space";
}

/// Whether a link runs code: a scheme that browsers execute, however it is spaced and cased, or a
/// reference to a character where the scheme stands, which could hide one.
bool IsActive(std::string_view link) {
  std::string scheme;
  for (const char c : link) {
    if (c == ':' || c == '/' || c == '?' || c == '#' || scheme.size() > 16) break;
    if (c == '&') return true;
    if (static_cast<unsigned char>(c) <= ' ') continue;
    scheme += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return scheme == "javascript" || scheme == "vbscript";
}

/// Reads markup once, keeping the names of the elements that are open.
class Checker {
 public:
  explicit Checker(std::string_view markup) : rest_(markup) {}

  std::string Check() {
    Trim();
    if (!rest_.starts_with("<div")) return "it does not begin with <div>";
    while (!rest_.empty() && fault_.empty()) Step();
    if (!fault_.empty()) return fault_;
    if (!open_.empty()) return Named("<", open_.back(), "> is not closed");
    return has_content_ ? "" : "it has neither text nor an image";
  }

 private:
  static std::string Named(std::string_view before, std::string_view name, std::string_view after) {
    return std::string(before).append(name.substr(0, 32)).append(after);
  }

  void Trim() {
    while (!rest_.empty() && IsSpace(rest_.front())) rest_.remove_prefix(1);
  }

  bool Take(std::string_view what) {
    if (!rest_.starts_with(what)) return false;
    rest_.remove_prefix(what.size());
    return true;
  }

  std::string_view TakeName() {
    std::size_t size = 0;
    while (size < rest_.size() && IsNameByte(rest_[size])) ++size;
    const std::string_view name = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return name;
  }

  void Step() {
    if (rest_.front() != '<') {
      Text();
    } else if (Take("<!--")) {
      Comment();
    } else if (Take("</")) {
      EndTag();
    } else if (rest_.starts_with("<!") || rest_.starts_with("<?")) {
      fault_ = "it has a declaration, a CDATA section or a processing instruction";
    } else {
      rest_.remove_prefix(1);
      StartTag();
    }
  }

  void Text() {
    const std::size_t size = std::min(rest_.find('<'), rest_.size());
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    const bool blank = std::all_of(text.begin(), text.end(), IsSpace);
    if (blank) return;
    if (open_.empty()) {
      fault_ = "something follows the div";
      return;
    }
    has_content_ = true;
    CheckReferences(text);
  }

  void Comment() {
    const std::size_t end = rest_.find("--");
    if (end == std::string_view::npos || !rest_.substr(end).starts_with("-->")) {
      fault_ = "a comment is not closed";
      return;
    }
    rest_.remove_prefix(end + 3);
  }

  void EndTag() {
    const std::string_view name = TakeName();
    Trim();
    if (open_.empty() || name != open_.back() || !Take(">")) {
      fault_ = Named("</", name, "> closes nothing that is open");
      return;
    }
    open_.pop_back();
  }

  void StartTag() {
    const std::string_view name = TakeName();
    if (open_.empty() && (begun_ || name != "div")) {
      fault_ = "there is more than one div";
    } else if (!IsElement(name)) {
      fault_ = Named("the element <", name, "> is not allowed, or is no name");
    } else if (open_.size() >= kDeepest) {
      fault_ = "it is too deep";
    }
    if (!fault_.empty()) return;
    if (name == "img") has_content_ = true;
    const bool is_root = !begun_;
    begun_ = true;
    std::vector<std::string_view> seen;
    while (Attribute(name, seen)) {
    }
    if (!fault_.empty()) return;
    if (is_root && std::find(seen.begin(), seen.end(), "xmlns") == seen.end()) {
      fault_ = "the div lacks xmlns=\"http://www.w3.org/1999/xhtml\"";
    } else if (!Take("/>")) {
      if (!Take(">")) fault_ = Named("the tag <", name, "> is not well formed");
      open_.push_back(name);
    }
  }

  /// Reads one attribute; false where there is none, or a fault.
  bool Attribute(std::string_view element, std::vector<std::string_view>& seen) {
    const bool spaced = !rest_.empty() && IsSpace(rest_.front());
    Trim();
    if (rest_.empty() || rest_.front() == '>' || rest_.front() == '/') return false;
    const std::string_view name = TakeName();
    Trim();
    const bool equal = Take("=");
    Trim();
    const char quote = rest_.empty() ? '\0' : rest_.front();
    const std::size_t end = quote == '"' || quote == '\'' ? rest_.find(quote, 1) : rest_.npos;
    if (!spaced || name.empty() || !equal || end == rest_.npos) {
      fault_ = Named("the tag <", element, "> is not well formed");
      return false;
    }
    const std::string_view value = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
      fault_ = Named("the attribute ", name, " stands twice in a tag");
    } else {
      seen.push_back(name);
      CheckAttribute(name, value);
    }
    return fault_.empty();
  }

  void CheckAttribute(std::string_view name, std::string_view value) {
    if (!IsAttribute(name)) {
      fault_ = Named("the attribute ", name, " is not allowed");
    } else if (value.find('<') != value.npos) {
      fault_ = Named("the attribute ", name, " has a bare <");
    } else if (name == "xmlns" && value != kNamespace) {
      fault_ = "xmlns is not http://www.w3.org/1999/xhtml";
    } else if ((name == "href" || name == "src" || name == "longdesc" || name == "cite") &&
               IsActive(value)) {
      fault_ = Named("the attribute ", name, " has a link that runs code");
    }
    if (fault_.empty()) CheckReferences(value);
  }

  /// XML's five entities and references to characters; HTML's others are not known to XML.
  void CheckReferences(std::string_view text) {
    for (std::size_t at = text.find('&'); at != text.npos; at = text.find('&', at + 1)) {
      const std::size_t end = text.find(';', at);
      const std::string_view name =
          end == text.npos ? std::string_view() : text.substr(at + 1, end - at - 1);
      if (!IsReference(name)) {
        fault_ = "an & begins no entity of XML";
        return;
      }
    }
  }

  static bool IsReference(std::string_view name) {
    if (!name.starts_with('#')) {
      return name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "apos";
    }
    name.remove_prefix(1);
    const bool hex = name.starts_with('x');
    if (hex) name.remove_prefix(1);
    return !name.empty() && name.size() <= 7 &&
           std::all_of(name.begin(), name.end(), [hex](char c) {
             return (c >= '0' && c <= '9') ||
                    (hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
           });
  }

  std::string_view rest_;
  std::vector<std::string_view> open_;
  std::string fault_;
  bool begun_ = false;
  bool has_content_ = false;
};

}  // namespace

std::string CheckXhtml(std::string_view markup) { return Checker(markup).Check(); }

}  // namespace socle::fhir

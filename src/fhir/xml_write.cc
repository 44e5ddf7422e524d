#include <string>
#include <string_view>

#include "fhir/ids.h"
#include "fhir/reading.h"
#include "fhir/written_name.h"
#include "fhir/xml.h"

namespace socle::fhir {
namespace {

/// What stands in an attribute's value for the characters that it cannot hold.
struct Substitute {
  std::string_view text;  // empty: the byte stands for itself
  std::size_t replaced = 1;
};

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

/// White space other than blanks would be read as blanks (XML 1.0, 3.3.3). The other controls,
/// U+FFFE and U+FFFF cannot be written in XML at all (2.2), and become U+FFFD.
Substitute SubstituteAt(std::string_view value, std::size_t at) {
  switch (value[at]) {
    case '&':
      return {"&amp;"};
    case '<':
      return {"&lt;"};
    case '>':
      return {"&gt;"};
    case '"':
      return {"&quot;"};
    case '\t':
      return {"&#9;"};
    case '\n':
      return {"&#10;"};
    case '\r':
      return {"&#13;"};
    case '\xef': {
      const std::string_view character = value.substr(at, 3);
      const bool is_none = character == "\xef\xbf\xbe" || character == "\xef\xbf\xbf";
      return is_none ? Substitute{kReplacement, 3} : Substitute{};
    }
    default:
      return static_cast<unsigned char>(value[at]) < 0x20 ? Substitute{kReplacement} : Substitute{};
  }
}

class TreeWriter {
 public:
  TreeWriter(std::string& out, int indent) : out_(out), indent_(indent) {}

  void Resource(const Node& node, bool is_root) {
    const std::string_view name = Get(node.type).name;
    out_.append("<").append(name);
    if (is_root) out_ += " xmlns=\"http://hl7.org/fhir\"";
    Content(node, name);
  }

 private:
  void Line() {
    if (indent_ == 0) return;
    out_ += '\n';
    out_.append(level_ * static_cast<std::size_t>(indent_), ' ');
  }

  void ElementOf(const Node& node) {
    if (node.type == type::kXhtml) {
      out_ += node.text;
      return;
    }
    std::string name;
    AppendWrittenName(node, name);
    out_.append("<").append(name);
    if (Get(node.type).kind != TypeKind::kResource) {
      Content(node, name);
      return;
    }
    out_ += '>';
    ++level_;
    Line();
    Resource(node, false);
    --level_;
    Line();
    out_.append("</").append(name).append(">");
  }

  /// What follows the name of an element that has just been written.
  void Content(const Node& node, std::string_view name) {
    if (Begin(node)) out_.append("</").append(name).append(">");
  }

  /// All but the end tag; false where none is needed.
  bool Begin(const Node& node) {
    const Type& type = Get(node.type);
    bool has_children = false;
    for (const Node* child = node.first_child; child != nullptr; child = child->next_sibling) {
      if (IsAttribute(type, type.elements[child->element])) {
        Attribute(Name(child->name), child->text);
      } else {
        has_children = true;
      }
    }
    if (node.has_value) Attribute("value", node.text);
    out_ += has_children ? ">" : "/>";
    if (!has_children) return false;
    ++level_;
    for (const Node* child = node.first_child; child != nullptr; child = child->next_sibling) {
      if (IsAttribute(type, type.elements[child->element])) continue;
      Line();
      ElementOf(*child);
    }
    --level_;
    Line();
    return true;
  }

  void Attribute(std::string_view name, std::string_view value) {
    out_.append(" ").append(name).append("=\"");
    std::size_t done = 0;
    for (std::size_t at = 0; at < value.size(); ++at) {
      const Substitute substitute = SubstituteAt(value, at);
      if (substitute.text.empty()) continue;
      out_.append(value.substr(done, at - done)).append(substitute.text);
      done = at + substitute.replaced;
    }
    out_.append(value.substr(done)).append("\"");
  }

  std::string& out_;
  int indent_;
  std::size_t level_ = 0;
};

}  // namespace

void WriteXml(const Node& resource, std::string& out, int indent) {
  TreeWriter(out, indent).Resource(resource, true);
}

}  // namespace socle::fhir

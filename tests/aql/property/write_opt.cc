#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "random_template.h"
#include "vocabulary.h"

namespace socle::aql::property {
namespace {

bool IsMultiple(std::string_view attribute) {
  return attribute == "items" || attribute == "events" || attribute == "content" ||
         attribute == "activities";
}

/// Appends the elements of an OPT to one text.
class OptWriter {
 public:
  std::string out;

  void Template(const std::string& template_id, const Shape& root) {
    out += R"(<?xml version="1.0" encoding="UTF-8"?>)"
           R"(<template xmlns="http://schemas.openehr.org/v1" )"
           R"(xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><language>)";
    Identifier("terminology_id", "ISO_639-1");
    out += "<code_string>en</code_string></language>";
    Identifier("template_id", template_id);
    Leaf("concept", template_id);
    out += "<definition>";
    Object(root);
    out += "</definition></template>";
  }

 private:
  void Leaf(std::string_view tag, std::string_view text) {
    out.append("<").append(tag).append(">").append(text).append("</").append(tag).append(">");
  }

  void Identifier(std::string_view tag, std::string_view text) {
    out.append("<").append(tag).append(">");
    Leaf("value", text);
    out.append("</").append(tag).append(">");
  }

  void Bounds(std::string_view tag, int least, int most) {
    out.append("<").append(tag).append(">");
    Leaf("lower_included", "true");
    if (most >= 0) Leaf("upper_included", "true");
    Leaf("lower_unbounded", "false");
    Leaf("upper_unbounded", most < 0 ? "true" : "false");
    Leaf("lower", std::to_string(least));
    if (most >= 0) Leaf("upper", std::to_string(most));
    out.append("</").append(tag).append(">");
  }

  void Head(std::string_view type, int least, int most, std::string_view node_id) {
    std::string escaped;
    for (const char c : type) escaped += c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
    Leaf("rm_type_name", escaped);
    Bounds("occurrences", least, most);
    Leaf("node_id", node_id);
  }

  void BeginAttribute(std::string_view name, int least) {
    out.append(R"(<attributes xsi:type=")")
        .append(IsMultiple(name) ? "C_MULTIPLE_ATTRIBUTE" : "C_SINGLE_ATTRIBUTE")
        .append("\">");
    Leaf("rm_attribute_name", name);
    Bounds("existence", least, 1);
  }

  void EndAttribute(std::string_view name) {
    if (IsMultiple(name)) {
      out += "<cardinality><is_ordered>false</is_ordered><is_unique>false</is_unique>";
      Bounds("interval", 0, -1);
      out += "</cardinality>";
    }
    out += "</attributes>";
  }

  void BeginChild(std::string_view kind) {
    out.append(R"(<children xsi:type=")").append(kind).append("\">");
  }

  void Name(std::string_view name) {
    BeginAttribute("name", 1);
    BeginChild("C_COMPLEX_OBJECT");
    Head("DV_TEXT", 1, 1, "");
    BeginAttribute("value", 1);
    BeginChild("C_PRIMITIVE_OBJECT");
    Head("STRING", 1, 1, "");
    out += R"(<item xsi:type="C_STRING">)";
    Leaf("list", name);
    out += "</item></children>";
    EndAttribute("value");
    out += "</children>";
    EndAttribute("name");
  }

  void LocalCode(std::string_view code) {
    Identifier("terminology_id", "local");
    Leaf("code_string", code);
  }

  void CodedText() {
    BeginAttribute("defining_code", 1);
    BeginChild("C_CODE_PHRASE");
    Head("CODE_PHRASE", 1, 1, "");
    Identifier("terminology_id", "local");
    for (const Coded& code : kLocalCodes) Leaf("code_list", code.code);
    out += "</children>";
    EndAttribute("defining_code");
  }

  void Quantity(bool several) {
    out += "<property>";
    Identifier("terminology_id", "openehr");
    out += "<code_string>122</code_string></property>";
    for (std::size_t i = 0; i < (several ? kUnits.size() : 1); ++i) {
      out += "<list>";
      Leaf("units", kUnits[i]);
      out += "</list>";
    }
  }

  void Ordinal() {
    for (std::size_t i = 0; i < kLocalCodes.size(); ++i) {
      out += "<list>";
      Leaf("value", std::to_string(i + 1));
      out += "<symbol>";
      Leaf("value", kLocalCodes[i].text);
      out += "<defining_code>";
      LocalCode(kLocalCodes[i].code);
      out += "</defining_code></symbol></list>";
    }
  }

  void Value(ValueKind kind) {
    const bool quantity = kind == ValueKind::kQuantity || kind == ValueKind::kQuantityOfUnits;
    const bool ordinal = kind == ValueKind::kOrdinal;
    BeginChild(quantity ? "C_DV_QUANTITY" : ordinal ? "C_DV_ORDINAL" : "C_COMPLEX_OBJECT");
    Head(TypeName(kind), 1, 1, "");
    if (quantity) Quantity(kind == ValueKind::kQuantityOfUnits);
    if (ordinal) Ordinal();
    if (kind == ValueKind::kCodedText) CodedText();
    out += "</children>";
  }

  /// The attributes of `node`, each with its children.
  void Attributes(const Shape& node) {
    if (node.named) Name(node.name);
    std::vector<std::string> done;
    for (const Shape& first : node.children) {
      if (std::find(done.begin(), done.end(), first.attribute) != done.end()) continue;
      done.push_back(first.attribute);
      const bool wanted = first.least > 0 && !IsMultiple(first.attribute) &&
                          first.attribute != "protocol" && first.attribute != "other_context";
      BeginAttribute(first.attribute, wanted ? 1 : 0);
      for (const Shape& child : node.children) {
        if (child.attribute != first.attribute) continue;
        BeginChild(child.is_root() ? "C_ARCHETYPE_ROOT" : "C_COMPLEX_OBJECT");
        Object(child);
        out += "</children>";
      }
      EndAttribute(first.attribute);
    }
    if (node.values.empty()) return;
    BeginAttribute("value", 0);
    for (const ValueKind kind : node.values) Value(kind);
    EndAttribute("value");
  }

  void Object(const Shape& node) {
    Head(node.type, node.least, node.most, node.node_id);
    Attributes(node);
    if (!node.is_root()) return;
    Identifier("archetype_id", node.archetype_id);
    std::map<std::string, std::string> terms;
    terms[node.node_id] = node.name;
    CollectTerms(node, terms);
    for (const Coded& code : kLocalCodes) terms[std::string(code.code)] = code.text;
    for (const auto& [code, text] : terms) {
      out.append(R"(<term_definitions code=")").append(code).append(R"("><items id="text">)");
      out.append(text).append("</items></term_definitions>");
    }
  }

  static void CollectTerms(const Shape& node, std::map<std::string, std::string>& terms) {
    for (const Shape& child : node.children) {
      if (child.is_root()) continue;
      if (!child.node_id.empty()) terms.emplace(child.node_id, child.name);
      CollectTerms(child, terms);
    }
  }
};

}  // namespace

std::string WriteOpt(const std::string& template_id, const Shape& shape) {
  OptWriter writer;
  writer.Template(template_id, shape);
  return std::move(writer.out);
}

}  // namespace socle::aql::property

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

/// For the tests of this module: the text of an operational template, put together from parts.
namespace socle::tmpl::text {

inline std::string Tag(std::string_view name, std::string_view content) {
  return "<" + std::string(name) + ">" + std::string(content) + "</" + std::string(name) + ">";
}

/// With the angle brackets of a generic type escaped.
inline std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '<') {
      escaped += "&lt;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

/// "1..1", "0..*", "(0..10]", "5..": an interval as openEHR's XML writes it.
inline std::string Interval(std::string_view text) {
  const bool lower_included = !text.starts_with('('), upper_included = !text.ends_with(')');
  while (text.starts_with('(') || text.starts_with('[')) text.remove_prefix(1);
  while (text.ends_with(')') || text.ends_with(']')) text.remove_suffix(1);
  const std::size_t dots = text.find("..");
  const std::string_view lower = text.substr(0, dots), upper = text.substr(dots + 2);
  const bool no_lower = lower.empty() || lower == "*", no_upper = upper.empty() || upper == "*";
  std::string xml = Tag("lower_included", lower_included ? "true" : "false") +
                    Tag("upper_included", upper_included ? "true" : "false") +
                    Tag("lower_unbounded", no_lower ? "true" : "false") +
                    Tag("upper_unbounded", no_upper ? "true" : "false");
  if (!no_lower) xml += Tag("lower", lower);
  if (!no_upper) xml += Tag("upper", upper);
  return xml;
}

/// A constraint on an object: <children xsi:type="KIND">.
inline std::string Node(std::string_view kind, std::string_view type, std::string_view id,
                        std::string_view occurrences, std::string_view inside = {}) {
  return "<children xsi:type=\"" + std::string(kind) + "\">" + Tag("rm_type_name", Escaped(type)) +
         Tag("occurrences", Interval(occurrences)) + Tag("node_id", id) + std::string(inside) +
         "</children>";
}
inline std::string Complex(std::string_view type, std::string_view id, std::string_view occurrences,
                           std::string_view inside = {}) {
  return Node("C_COMPLEX_OBJECT", type, id, occurrences, inside);
}
inline std::string Primitive(std::string_view type, std::string_view kind, std::string_view item) {
  return Node("C_PRIMITIVE_OBJECT", type, "", "1..1",
              "<item xsi:type=\"" + std::string(kind) + "\">" + std::string(item) + "</item>");
}

/// A constraint on an attribute that holds one value.
inline std::string Single(std::string_view name, std::string_view existence,
                          std::string_view children) {
  return "<attributes xsi:type=\"C_SINGLE_ATTRIBUTE\">" + Tag("rm_attribute_name", name) +
         Tag("existence", Interval(existence)) + std::string(children) + "</attributes>";
}
inline std::string Multiple(std::string_view name, std::string_view existence,
                            std::string_view cardinality, std::string_view children,
                            bool unique = false) {
  return "<attributes xsi:type=\"C_MULTIPLE_ATTRIBUTE\">" + Tag("rm_attribute_name", name) +
         Tag("existence", Interval(existence)) + std::string(children) +
         Tag("cardinality", Tag("is_ordered", "false") +
                                Tag("is_unique", unique ? "true" : "false") +
                                Tag("interval", Interval(cardinality))) +
         "</attributes>";
}

inline std::string Codes(std::string_view terminology,
                         std::initializer_list<std::string_view> codes) {
  std::string inside = Tag("terminology_id", Tag("value", terminology));
  for (const std::string_view code : codes) inside += Tag("code_list", code);
  return Node("C_CODE_PHRASE", "CODE_PHRASE", "", "1..1", inside);
}
inline std::string CodedText(std::string_view terminology,
                             std::initializer_list<std::string_view> codes) {
  return Complex("DV_CODED_TEXT", "", "1..1",
                 Single("defining_code", "1..1", Codes(terminology, codes)));
}
inline std::string Strings(std::initializer_list<std::string_view> list) {
  std::string item;
  for (const std::string_view one : list) item += Tag("list", one);
  return Primitive("STRING", "C_STRING", item);
}
inline std::string Named(std::string_view name) {
  return Single("name", "1..1",
                Complex("DV_TEXT", "", "1..1", Single("value", "1..1", Strings({name}))));
}
inline std::string Element(std::string_view id, std::string_view occurrences,
                           std::string_view values, std::string_view more = {}) {
  return Complex("ELEMENT", id, occurrences, Single("value", "0..1", values) + std::string(more));
}
inline std::string Slot(std::string_view type, std::string_view id, std::string_view occurrences,
                        std::string_view include, std::string_view exclude = {}) {
  const auto assertion = [](std::string_view tag, std::string_view pattern) {
    if (pattern.empty()) return std::string();
    return Tag(tag,
               "<expression xsi:type=\"EXPR_BINARY_OPERATOR\"><type>Boolean</type>"
               "<operator>2007</operator><precedence_overridden>false</precedence_overridden>"
               "<left_operand xsi:type=\"EXPR_LEAF\"><type>String</type><item xsi:type=\""
               "xsd:string\">archetype_id/value</item><reference_type>attribute</reference_type>"
               "</left_operand><right_operand xsi:type=\"EXPR_LEAF\"><type>C_STRING</type><item "
               "xsi:type=\"C_STRING\">" +
                   Tag("pattern", pattern) +
                   "</item><reference_type>constraint</reference_type></right_operand>"
                   "</expression>");
  };
  return Node("ARCHETYPE_SLOT", type, id, occurrences,
              assertion("includes", include) + assertion("excludes", exclude));
}

/// The terms of an archetype root: each code is its own text.
inline std::string Terms(std::initializer_list<std::string_view> codes) {
  std::string xml;
  for (const std::string_view code : codes) {
    xml += "<term_definitions code=\"" + std::string(code) + "\"><items id=\"text\">Name of " +
           std::string(code) + "</items><items id=\"description\">*</items></term_definitions>";
  }
  return xml;
}
inline std::string Root(std::string_view type, std::string_view archetype,
                        std::string_view occurrences, std::string_view inside,
                        std::initializer_list<std::string_view> codes) {
  return Node("C_ARCHETYPE_ROOT", type, "at0000", occurrences,
              std::string(inside) + Tag("archetype_id", Tag("value", archetype)) +
                  Terms({"at0000"}) + Terms(codes));
}

/// The template "rules.v1" of openEHR-EHR-COMPOSITION.rules.v1 with `inside` in its definition.
inline std::string Opt(std::string_view inside, std::string_view head = {}) {
  return "<template xmlns=\"http://schemas.openehr.org/v1\" "
         "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">" +
         Tag("language",
             Tag("terminology_id", Tag("value", "ISO_639-1")) + Tag("code_string", "en")) +
         std::string(head) + Tag("template_id", Tag("value", "rules.v1")) +
         Tag("concept", "Rules") +
         Tag("definition",
             Tag("rm_type_name", "COMPOSITION") + Tag("occurrences", Interval("1..1")) +
                 Tag("node_id", "at0000") + std::string(inside) +
                 Tag("archetype_id", Tag("value", "openEHR-EHR-COMPOSITION.rules.v1")) +
                 Terms({"at0000", "at0001"})) +
         "</template>";
}

}  // namespace socle::tmpl::text

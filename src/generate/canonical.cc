#include "generate/canonical.h"

#include <charconv>

#include "json/writer.h"

namespace socle::generate {
namespace {

/// What every ENTRY says of itself: language, encoding, and that it is about the patient.
constexpr std::string_view kEntryAttributes =
    R"(,"language":{"_type":"CODE_PHRASE","terminology_id":{"_type":"TERMINOLOGY_ID","value":)"
    R"("ISO_639-1"},"code_string":"fr"},"encoding":{"_type":"CODE_PHRASE","terminology_id":)"
    R"({"_type":"TERMINOLOGY_ID","value":"IANA_character-sets"},"code_string":"UTF-8"},"subject":)"
    R"({"_type":"PARTY_SELF"})";

}  // namespace

void AppendInteger(std::string& out, std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

void AppendDecimal(std::string& out, Decimal value) {
  if (value.digits < 0) out += '-';
  const std::int64_t magnitude = value.digits < 0 ? -value.digits : value.digits;
  std::int64_t scale = 1;
  for (int i = 0; i < value.decimals; ++i) scale *= 10;
  AppendInteger(out, magnitude / scale);
  if (value.decimals == 0) return;
  out += '.';
  for (std::int64_t place = scale / 10; place > 0; place /= 10) {
    out += static_cast<char>('0' + magnitude / place % 10);
  }
}

Canonical& Canonical::Quoted(std::string_view text) {
  json::AppendQuoted(out_, text);
  return *this;
}

void Canonical::Head(std::string_view type, std::string_view node, std::string_view name) {
  Raw(R"({"_type":")").Raw(type).Raw(R"(","archetype_node_id":")").Raw(node);
  Raw(R"(","name":{"_type":"DV_TEXT","value":)").Quoted(name).Raw("}");
}

void Canonical::ArchetypeDetails(std::string_view archetype) {
  Raw(R"(,"archetype_details":{"_type":"ARCHETYPED","archetype_id":{"_type":"ARCHETYPE_ID","value":")");
  Raw(archetype).Raw(R"("},"rm_version":"1.1.0"})");
}

void Canonical::BeginEntry(std::string_view type, std::string_view archetype,
                           std::string_view name) {
  Separate();
  Head(type, archetype, name);
  ArchetypeDetails(archetype);
  Raw(kEntryAttributes);
}

void Canonical::BeginSection(std::string_view archetype, std::string_view name) {
  Separate();
  Head("SECTION", archetype, name);
  ArchetypeDetails(archetype);
  Raw(R"(,"items":[)");
}

void Canonical::BeginCluster(std::string_view node, std::string_view name) {
  Separate();
  Head("CLUSTER", node, name);
  Raw(R"(,"items":[)");
}

void Canonical::BeginClusterRoot(std::string_view archetype, std::string_view name) {
  Separate();
  Head("CLUSTER", archetype, name);
  ArchetypeDetails(archetype);
  Raw(R"(,"items":[)");
}

void Canonical::BeginTree(std::string_view attribute, std::string_view node,
                          std::string_view name) {
  Raw(",\"").Raw(attribute).Raw("\":");
  Head("ITEM_TREE", node, name);
  Raw(R"(,"items":[)");
}

void Canonical::BeginHistory(std::string_view node, std::string_view name, WallTime origin) {
  Raw(R"(,"data":)");
  Head("HISTORY", node, name);
  Raw(R"(,"origin":)");
  DateTimeValue(origin);
  Raw(R"(,"events":[)");
}

void Canonical::BeginEvent(std::string_view node, std::string_view name, WallTime time) {
  Separate();
  Head("POINT_EVENT", node, name);
  Raw(R"(,"time":)");
  DateTimeValue(time);
}

void Canonical::BeginElement(std::string_view node, std::string_view name) {
  Separate();
  Head("ELEMENT", node, name);
  Raw(R"(,"value":)");
}

void Canonical::Quantity(std::string_view node, std::string_view name, Decimal value,
                         std::string_view units) {
  BeginElement(node, name);
  Raw(R"({"_type":"DV_QUANTITY","magnitude":)");
  AppendDecimal(out_, value);
  Raw(R"(,"units":")").Raw(units).Raw(R"(","precision":)");
  AppendInteger(out_, value.decimals);
  Raw("}}");
}

void Canonical::Measured(std::string_view node, std::string_view name, Decimal value,
                         std::string_view units, Range normal) {
  BeginElement(node, name);
  Raw(R"({"_type":"DV_QUANTITY","normal_status":)");
  CodePhrase("openehr_normal_statuses", value.digits < normal.low    ? "L"
                                        : value.digits > normal.high ? "H"
                                                                     : "N");
  Raw(R"(,"normal_range":{"_type":"DV_INTERVAL","lower":{"_type":"DV_QUANTITY","magnitude":)");
  AppendDecimal(out_, {normal.low, value.decimals});
  Raw(R"(,"units":")").Raw(units).Raw(R"("},"upper":{"_type":"DV_QUANTITY","magnitude":)");
  AppendDecimal(out_, {normal.high, value.decimals});
  Raw(R"(,"units":")").Raw(units);
  Raw(R"("},"lower_unbounded":false,"upper_unbounded":false,"lower_included":true,)"
      R"("upper_included":true},"magnitude":)");
  AppendDecimal(out_, value);
  Raw(R"(,"units":")").Raw(units).Raw(R"(","precision":)");
  AppendInteger(out_, value.decimals);
  Raw("}}");
}

void Canonical::Percent(std::string_view node, std::string_view name, int value) {
  BeginElement(node, name);
  Raw(R"({"_type":"DV_PROPORTION","numerator":)");
  AppendInteger(out_, value);
  Raw(R"(,"denominator":100,"type":2,"precision":0}})");
}

void Canonical::Count(std::string_view node, std::string_view name, std::int64_t value) {
  BeginElement(node, name);
  Raw(R"({"_type":"DV_COUNT","magnitude":)");
  AppendInteger(out_, value);
  Raw("}}");
}

void Canonical::Boolean(std::string_view node, std::string_view name, bool value) {
  BeginElement(node, name);
  Raw(R"({"_type":"DV_BOOLEAN","value":)").Raw(value ? "true}}" : "false}}");
}

void Canonical::Text(std::string_view node, std::string_view name, std::string_view text) {
  BeginElement(node, name);
  Raw(R"({"_type":"DV_TEXT","value":)").Quoted(text).Raw("}}");
}

void Canonical::Coded(std::string_view node, std::string_view name, const Term& term) {
  BeginElement(node, name);
  CodedValue(term);
  Raw("}");
}

void Canonical::Ordinal(std::string_view node, std::string_view name, int value,
                        std::string_view code, std::string_view symbol) {
  BeginElement(node, name);
  Raw(R"({"_type":"DV_ORDINAL","value":)");
  AppendInteger(out_, value);
  Raw(R"(,"symbol":)");
  CodedValue({"local", code, symbol});
  Raw("}}");
}

void Canonical::DateTime(std::string_view node, std::string_view name, WallTime time) {
  BeginElement(node, name);
  DateTimeValue(time);
  Raw("}");
}

void Canonical::Duration(std::string_view node, std::string_view name, std::string_view duration) {
  BeginElement(node, name);
  Raw(R"({"_type":"DV_DURATION","value":")").Raw(duration).Raw(R"("}})");
}

void Canonical::TimeOfDay(std::string_view node, std::string_view name, int hour) {
  BeginElement(node, name);
  Raw(R"({"_type":"DV_TIME","value":")");
  out_ += static_cast<char>('0' + hour / 10);
  out_ += static_cast<char>('0' + hour % 10);
  Raw(R"(:00:00"}})");
}

void Canonical::Identifier(std::string_view node, std::string_view name, std::string_view issuer,
                           std::string_view id, std::string_view type) {
  BeginElement(node, name);
  Raw(R"({"_type":"DV_IDENTIFIER","issuer":)").Quoted(issuer).Raw(R"(,"id":)").Quoted(id);
  Raw(R"(,"type":)").Quoted(type).Raw("}}");
}

void Canonical::CodedValue(const Term& term) {
  Raw(R"({"_type":"DV_CODED_TEXT","value":)").Quoted(term.text).Raw(R"(,"defining_code":)");
  CodePhrase(term.terminology, term.code);
  Raw("}");
}

void Canonical::CodePhrase(std::string_view terminology, std::string_view code) {
  Raw(R"({"_type":"CODE_PHRASE","terminology_id":{"_type":"TERMINOLOGY_ID","value":")");
  Raw(terminology).Raw(R"("},"code_string":")").Raw(code).Raw(R"("})");
}

void Canonical::DateTimeValue(WallTime time) {
  Raw(R"({"_type":"DV_DATE_TIME","value":")");
  AppendDateTime(out_, time);
  Raw(R"("})");
}

}  // namespace socle::generate

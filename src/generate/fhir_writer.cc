#include "generate/fhir_writer.h"

#include <utility>

namespace socle::generate {

FhirWriter::FhirWriter(std::string_view type, std::string id)
    : resource_{type, std::move(id), {}}, json_(resource_.json) {
  resource_.json.reserve(1536);
  json_.BeginObject().Member("resourceType", type).Member("id", resource_.id);
}

FhirWriter& FhirWriter::Begin(std::string_view name) {
  Open(name).json_.BeginObject();
  return *this;
}

FhirWriter& FhirWriter::End() {
  json_.EndObject();
  return *this;
}

FhirWriter& FhirWriter::BeginList(std::string_view name) {
  Open(name).json_.BeginArray();
  return *this;
}

FhirWriter& FhirWriter::EndList() {
  json_.EndArray();
  return *this;
}

FhirWriter& FhirWriter::Text(std::string_view name, std::string_view text) {
  Open(name).json_.String(text);
  return *this;
}

FhirWriter& FhirWriter::Boolean(std::string_view name, bool value) {
  Open(name).json_.Boolean(value);
  return *this;
}

FhirWriter& FhirWriter::Integer(std::string_view name, std::int64_t value) {
  Open(name).json_.Integer(value);
  return *this;
}

FhirWriter& FhirWriter::Date(std::string_view name, Day day) {
  scratch_.clear();
  AppendDate(scratch_, day);
  return Text(name, scratch_);
}

FhirWriter& FhirWriter::DateTime(std::string_view name, WallTime time) {
  scratch_.clear();
  AppendDateTime(scratch_, time);
  return Text(name, scratch_);
}

FhirWriter& FhirWriter::Coding(std::string_view name, const FhirCode& code) {
  Begin(name).Text("system", code.system).Text("code", code.code);
  if (!code.display.empty()) Text("display", code.display);
  return End();
}

FhirWriter& FhirWriter::Concept(std::string_view name, const FhirCode& code,
                                std::string_view text) {
  Begin(name).BeginList("coding").Coding({}, code).EndList();
  if (!text.empty()) Text("text", text);
  return End();
}

FhirWriter& FhirWriter::ConceptText(std::string_view name, std::string_view text) {
  return Begin(name).Text("text", text).End();
}

FhirWriter& FhirWriter::Concepts(std::string_view name, const FhirCode& code,
                                 std::string_view text) {
  return BeginList(name).Concept({}, code, text).EndList();
}

FhirWriter& FhirWriter::Reference(std::string_view name, const FhirTarget& target) {
  scratch_.assign(target.type).append("/").append(target.id);
  Begin(name).Text("reference", scratch_);
  if (!target.display.empty()) Text("display", target.display);
  return End();
}

FhirWriter& FhirWriter::Period(std::string_view name, WallTime start, WallTime end) {
  Begin(name).DateTime("start", start);
  if (end != 0) DateTime("end", end);
  return End();
}

FhirWriter& FhirWriter::Identifier(std::string_view use, const FhirCode& type,
                                   std::string_view system, std::string_view value) {
  Begin().Text("use", use);
  if (!type.code.empty()) Concept("type", type);
  return Text("system", system).Text("value", value).End();
}

FhirWriter& FhirWriter::Phone(std::string_view use, std::string_view number) {
  return Begin().Text("system", "phone").Text("value", number).Text("use", use).End();
}

FhirResource FhirWriter::Finish() {
  json_.EndObject();
  return std::move(resource_);
}

}  // namespace socle::generate

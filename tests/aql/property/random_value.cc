#include "random_value.h"

#include <string>

namespace socle::aql::property {

void ValueWriter::Identified(std::string_view key, std::string_view type, std::string_view value) {
  json_.Key(key).BeginObject().Member("_type", type).Member("value", value).EndObject();
}

void ValueWriter::Temporal(std::string_view key, std::string_view type, std::string_view value) {
  Identified(key, type, value);
}

void ValueWriter::CodePhrase(std::string_view key, std::string_view terminology,
                             std::string_view code) {
  json_.Key(key).BeginObject().Member("_type", "CODE_PHRASE");
  Identified("terminology_id", "TERMINOLOGY_ID", terminology);
  json_.Member("code_string", code).EndObject();
}

void ValueWriter::Text(std::string_view text) {
  json_.BeginObject().Member("_type", "DV_TEXT").Member("value", text).EndObject();
}

void ValueWriter::CodedValue(const property::Coded& code) {
  json_.BeginObject().Member("_type", "DV_CODED_TEXT").Member("value", code.text);
  CodePhrase("defining_code", code.terminology, code.code);
  json_.EndObject();
}

void ValueWriter::Coded(std::string_view key, std::string_view terminology, std::string_view code,
                        std::string_view text) {
  json_.Key(key);
  CodedValue({terminology, code, text});
}

void ValueWriter::Person(std::string_view key) {
  json_.Key(key).BeginObject().Member("_type", "PARTY_IDENTIFIED");
  json_.Member("name", random_.Pick(kPeople));
  if (random_.Chance(300)) {
    json_.Key("identifiers").BeginArray();
    for (int i = random_.Between(1, 2); i > 0; --i) Identifier();
    json_.EndArray();
  }
  json_.EndObject();
}

void ValueWriter::Simple(std::string_view type, std::string_view value) {
  json_.BeginObject().Member("_type", type).Member("value", value).EndObject();
}

void ValueWriter::Quantity(std::string_view units) {
  json_.BeginObject().Member("_type", "DV_QUANTITY");
  if (random_.Chance(150)) CodePhrase("normal_status", "openehr_normal_statuses", "H");
  json_.Key("magnitude").Number(random_.Pick(kMagnitudes)).Member("units", units);
  json_.EndObject();
}

void ValueWriter::Count() {
  json_.BeginObject().Member("_type", "DV_COUNT");
  json_.Key("magnitude").Number(random_.Pick(kIntegers)).EndObject();
}

void ValueWriter::Ordinal(std::string_view type) {
  const std::uint32_t at = random_.Below(static_cast<std::uint32_t>(kLocalCodes.size()));
  json_.BeginObject().Member("_type", type);
  json_.Key("value").Number(std::to_string(at + 1));
  json_.Key("symbol");
  CodedValue(kLocalCodes[at]);
  json_.EndObject();
}

void ValueWriter::Proportion() {
  json_.BeginObject().Member("_type", "DV_PROPORTION");
  json_.Key("numerator").Number(random_.Chance(500) ? "1" : "3");
  json_.Key("denominator").Number(random_.Chance(500) ? "2" : "4");
  json_.Key("type").Number("0").EndObject();
}

void ValueWriter::Interval(ValueKind kind) {
  json_.BeginObject().Member("_type", "DV_INTERVAL");
  const bool open = random_.Chance(300);
  for (const std::string_view end : {"lower", "upper"}) {
    if (open && end == "upper") break;
    json_.Key(end).BeginObject();
    const bool quantity = kind == ValueKind::kIntervalOfQuantity;
    json_.Member("_type", quantity ? "DV_QUANTITY" : "DV_COUNT");
    json_.Key("magnitude").Number(end == "lower" ? "1" : "3");
    if (quantity) json_.Member("units", kUnits[0]);
    json_.EndObject();
  }
  json_.Key("lower_unbounded").Boolean(false).Key("upper_unbounded").Boolean(open);
  json_.Key("lower_included").Boolean(true).Key("upper_included").Boolean(!open);
  json_.EndObject();
}

void ValueWriter::Identifier() {
  json_.BeginObject().Member("_type", "DV_IDENTIFIER");
  if (random_.Chance(500)) json_.Member("issuer", random_.Pick(kWords));
  json_.Member("id", random_.Pick(kIdentifiers)).EndObject();
}

void ValueWriter::Multimedia() {
  json_.BeginObject().Member("_type", "DV_MULTIMEDIA");
  json_.Key("uri").BeginObject().Member("_type", "DV_URI").Member("value", kUris[0]).EndObject();
  CodePhrase("media_type", "IANA_media-types", "image/png");
  json_.Key("size").Number("5").EndObject();
}

void ValueWriter::Of(ValueKind kind) {
  switch (kind) {
    case ValueKind::kQuantity:
      return Quantity(kUnits[0]);
    case ValueKind::kQuantityOfUnits:
      return Quantity(random_.Pick(kUnits));
    case ValueKind::kCount:
      return Count();
    case ValueKind::kOrdinal:
      return Ordinal("DV_ORDINAL");
    case ValueKind::kScale:
      return Ordinal("DV_SCALE");
    case ValueKind::kProportion:
      return Proportion();
    case ValueKind::kText:
      if (random_.Chance(200)) return CodedValue(random_.Pick(kCodes));
      return Text(random_.Pick(kTexts));
    case ValueKind::kCodedText:
      return CodedValue(random_.Pick(kLocalCodes));
    case ValueKind::kOpenCodedText:
      return CodedValue(random_.Pick(kCodes));
    case ValueKind::kBoolean:
      json_.BeginObject().Member("_type", "DV_BOOLEAN");
      json_.Key("value").Boolean(random_.Chance(500)).EndObject();
      return;
    case ValueKind::kDate:
      return Simple("DV_DATE", random_.Pick(kDates));
    case ValueKind::kTime:
      return Simple("DV_TIME", random_.Pick(kTimes));
    case ValueKind::kDateTime:
      return Simple("DV_DATE_TIME", random_.Pick(kDateTimes));
    case ValueKind::kDuration:
      return Simple("DV_DURATION", random_.Pick(kDurations));
    case ValueKind::kIdentifier:
      return Identifier();
    case ValueKind::kUri:
      if (random_.Chance(200)) return Simple("DV_EHR_URI", kEhrUri);
      return Simple("DV_URI", random_.Pick(kUris));
    case ValueKind::kIntervalOfQuantity:
    case ValueKind::kIntervalOfCount:
      return Interval(kind);
    case ValueKind::kMultimedia:
      return Multimedia();
  }
}

}  // namespace socle::aql::property

#include "aql/value.h"

#include <cmath>

#include "base/decimal.h"
#include "base/iso8601.h"
#include "json/writer.h"
#include "rm/ids.h"
#include "rm/json.h"

namespace socle::aql {
namespace {

using rm::Node;
namespace attribute = rm::attribute;
namespace type = rm::type;

/// What a value compares as.
struct Measure {
  enum class Family : std::uint8_t { kNone, kNumber, kInstant, kTime, kDuration, kBoolean, kText };
  Family family = Family::kNone;
  std::string_view text;    // kNumber: exact where not empty; kText, kBoolean
  double number = 0;        // kNumber, kDuration (seconds)
  std::int64_t micros = 0;  // kInstant, kTime
  std::string_view units;
};
using Family = Measure::Family;

Measure NumberMeasure(std::string_view text, std::string_view units = {}) {
  const auto decimal = base::Decimal::Parse(text);
  if (!decimal) return {};
  return {Family::kNumber, text, decimal->ToDouble(), 0, units};
}

Measure InstantMeasure(std::string_view text) {
  const auto parsed = base::IsoDateTime::Parse(text);
  if (!parsed) return {};
  return {Family::kInstant, text, 0, parsed->Start().micros, {}};
}

Measure TimeMeasure(std::string_view text) {
  const auto parsed = base::IsoTime::Parse(text);
  if (!parsed) return {};
  return {Family::kTime, text, 0, parsed->StartMicros(), {}};
}

Measure DurationMeasure(std::string_view text) {
  const auto parsed = base::IsoDuration::Parse(text);
  if (!parsed) return {};
  return {Family::kDuration, text, parsed->NominalSeconds(), 0, {}};
}

/// `text` as the family of what it is compared with reads it.
Measure TemporalMeasure(Family family, std::string_view text) {
  if (family == Family::kInstant) return InstantMeasure(text);
  if (family == Family::kTime) return TimeMeasure(text);
  return DurationMeasure(text);
}

bool IsTemporal(Family family) {
  return family == Family::kInstant || family == Family::kTime || family == Family::kDuration;
}

Measure ProportionMeasure(const Node& node) {
  const auto above = base::Decimal::Parse(node.ChildText(attribute::kNumerator));
  const auto below = base::Decimal::Parse(node.ChildText(attribute::kDenominator));
  if (!above || !below || below->sign() == 0) return {};
  return {Family::kNumber, {}, above->ToDouble() / below->ToDouble(), 0, {}};
}

/// Of a temporal class by its text; of another class nothing.
Measure TemporalMeasure(rm::ClassId cls, std::string_view text) {
  if (cls == type::kDvDate || cls == type::kDvDateTime) return InstantMeasure(text);
  if (cls == type::kDvTime) return TimeMeasure(text);
  if (cls == type::kDvDuration) return DurationMeasure(text);
  return {};
}

Measure ObjectMeasure(const Node& node) {
  if (node.type == type::kDvQuantity) {
    return NumberMeasure(node.ChildText(attribute::kMagnitude), node.ChildText(attribute::kUnits));
  }
  if (node.type == type::kDvCount) return NumberMeasure(node.ChildText(attribute::kMagnitude));
  if (node.type == type::kDvProportion) return ProportionMeasure(node);
  if (node.type == type::kDvOrdinal || node.type == type::kDvScale) {
    return NumberMeasure(node.ChildText(attribute::kValue));
  }
  return TemporalMeasure(node.type, node.ChildText(attribute::kValue));
}

/// The temporal class whose text `node` is, or kNone.
rm::ClassId TemporalClass(const Node& node) {
  if (node.parent == nullptr || node.attribute != attribute::kValue) return rm::ClassId::kNone;
  const rm::ClassId cls = node.parent->type;
  const bool temporal = rm::IsA(cls, type::kDvTemporal) || cls == type::kDvDuration;
  return temporal ? cls : rm::ClassId::kNone;
}

Measure MeasureOf(const Value& value) {
  switch (value.kind) {
    case Value::Kind::kNumber:
      if (value.text.empty()) return {Family::kNumber, {}, value.number, 0, {}};
      return NumberMeasure(value.text);
    case Value::Kind::kBoolean:
      return {Family::kBoolean, value.text, 0, 0, {}};
    case Value::Kind::kObject:
      return ObjectMeasure(*value.node);
    case Value::Kind::kString:
      break;
    default:
      return {};
  }
  // One that cannot be read compares with nothing.
  if (value.temporal != rm::ClassId::kNone) return TemporalMeasure(value.temporal, value.text);
  return {Family::kText, value.text, 0, 0, {}};
}

std::optional<std::strong_ordering> CompareDoubles(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::nullopt;
  if (a < b) return std::strong_ordering::less;
  return a > b ? std::strong_ordering::greater : std::strong_ordering::equal;
}

std::strong_ordering CompareTexts(std::string_view a, std::string_view b) {
  return a.compare(b) <=> 0;
}

std::optional<std::strong_ordering> CompareSame(const Measure& a, const Measure& b) {
  switch (a.family) {
    case Family::kNumber:
      if (!a.text.empty() && !b.text.empty()) return base::CompareDecimals(a.text, b.text);
      return CompareDoubles(a.number, b.number);
    case Family::kDuration:
      return CompareDoubles(a.number, b.number);
    case Family::kInstant:
    case Family::kTime:
      return a.micros <=> b.micros;
    case Family::kBoolean:
    case Family::kText:
      return CompareTexts(a.text, b.text);
    case Family::kNone:
      break;
  }
  return std::nullopt;
}

/// Whether `node` is the text of the uid of `version` itself.
bool IsOwnUid(const Node& node, const CorpusVersion* version) {
  if (version == nullptr || node.attribute != attribute::kValue) return false;
  const Node* const id = node.parent;
  if (id == nullptr || id->attribute != attribute::kUid || id->parent == nullptr) return false;
  return id->parent == &version->tree.root() || id->parent == version->data();
}

/// Rule 10: a bare UUID is the object's latest version. Nothing where the rule does not apply.
std::optional<bool> IsLatestOf(const Value& uid, const Value& bare) {
  const bool latest = uid.origin == Value::Origin::kLatestUid;
  if ((!latest && uid.origin != Value::Origin::kOldUid) || bare.kind != Value::Kind::kString ||
      bare.origin != Value::Origin::kComputed || bare.text.find("::") != std::string::npos) {
    return std::nullopt;
  }
  const std::string_view text = uid.text;
  return latest && text.substr(0, text.find("::")) == bare.text;
}

}  // namespace

Value Value::Of(const Node& node, const CorpusVersion* version) {
  Value value;
  value.kind = Kind::kObject;
  value.origin = Origin::kRecord;
  value.node = &node;
  if (!rm::Class(node.type).is_primitive) return value;
  value.node = nullptr;
  value.text = node.text;
  value.temporal = TemporalClass(node);
  if (IsOwnUid(node, version)) {
    value.origin = version->latest ? Origin::kLatestUid : Origin::kOldUid;
  }
  if (node.type == type::kBoolean) {
    value.kind = Kind::kBoolean;
  } else if (node.type == type::kInteger || node.type == type::kInteger64 ||
             node.type == type::kReal || node.type == type::kDouble) {
    value.kind = Kind::kNumber;
  } else {
    value.kind = Kind::kString;
  }
  return value;
}

Value Value::Of(const ast::Literal& literal) {
  switch (literal.kind) {
    case ast::Literal::Kind::kBoolean:
      return Boolean(literal.text == "true");
    case ast::Literal::Kind::kNumber:
      return Number(literal.text);
    case ast::Literal::Kind::kString:
      return String(literal.text);
    default:
      return {};
  }
}

std::optional<std::strong_ordering> Compare(const Value& a, const Value& b) {
  Measure left = MeasureOf(a);
  Measure right = MeasureOf(b);
  if (IsTemporal(left.family) && right.family == Family::kText) {
    right = TemporalMeasure(left.family, right.text);
  } else if (IsTemporal(right.family) && left.family == Family::kText) {
    left = TemporalMeasure(right.family, left.text);
  }
  if (left.family != right.family || left.family == Family::kNone) return std::nullopt;
  if (!left.units.empty() && !right.units.empty() && left.units != right.units) {
    return std::nullopt;
  }
  return CompareSame(left, right);
}

Truth Compare(const Value& a, ast::Comparison comparison, const Value& b) {
  const bool equality =
      comparison == ast::Comparison::kEqual || comparison == ast::Comparison::kNotEqual;
  if (auto latest = equality ? IsLatestOf(a, b) : std::nullopt;
      latest || (equality && (latest = IsLatestOf(b, a)))) {
    return *latest == (comparison == ast::Comparison::kEqual) ? Truth::kTrue : Truth::kFalse;
  }
  const auto order = Compare(a, b);
  if (!order) return Truth::kUnknown;
  const auto holds = [&] {
    switch (comparison) {
      case ast::Comparison::kEqual:
        return *order == 0;
      case ast::Comparison::kNotEqual:
        return *order != 0;
      case ast::Comparison::kLess:
        return *order < 0;
      case ast::Comparison::kLessOrEqual:
        return *order <= 0;
      case ast::Comparison::kGreater:
        return *order > 0;
      default:
        return *order >= 0;
    }
  };
  return holds() ? Truth::kTrue : Truth::kFalse;
}

SortKey SortKeyOf(const Value& value) {
  using Key = SortKey::Family;
  if (value.is_null()) return {};
  const Measure measure = MeasureOf(value);
  SortKey key{Key::kNone, {}, measure.number, measure.micros};
  if (measure.family == Family::kNone) {
    // A DV_TEXT has no magnitude, but its reader expects the alphabet.
    auto text = TextOf(value);
    if (!text) return key;
    key.family = Key::kText;
    key.text = std::move(*text);
    return key;
  }
  constexpr Key kKeys[] = {Key::kNone,     Key::kNumber,  Key::kInstant, Key::kTime,
                           Key::kDuration, Key::kBoolean, Key::kText};
  key.family = kKeys[static_cast<std::size_t>(measure.family)];
  if (key.family == Key::kNumber || key.family == Key::kBoolean || key.family == Key::kText) {
    key.text = measure.text;
  }
  return key;
}

std::strong_ordering Order(const SortKey& a, const SortKey& b) {
  using Key = SortKey::Family;
  if (a.family == Key::kNull || b.family == Key::kNull) {
    return (a.family == Key::kNull) <=> (b.family == Key::kNull);
  }
  if (a.family != b.family) return a.family <=> b.family;
  switch (a.family) {
    case Key::kNumber:
      if (!a.text.empty() && !b.text.empty()) {
        return base::CompareDecimals(a.text, b.text).value_or(std::strong_ordering::equal);
      }
      return CompareDoubles(a.number, b.number).value_or(std::strong_ordering::equal);
    case Key::kDuration:
      return CompareDoubles(a.number, b.number).value_or(std::strong_ordering::equal);
    case Key::kInstant:
    case Key::kTime:
      return a.micros <=> b.micros;
    case Key::kBoolean:
    case Key::kText:
      return CompareTexts(a.text, b.text);
    default:
      return std::strong_ordering::equal;
  }
}

std::optional<std::string> NumberOf(const Value& value) {
  const Measure measure = MeasureOf(value);
  if (measure.family != Family::kNumber) return std::nullopt;
  return measure.text.empty() ? NumberText(measure.number) : std::string(measure.text);
}

std::optional<std::string> TextOf(const Value& value) {
  if (value.is_null()) return std::nullopt;
  if (value.kind == Value::Kind::kNumber) return CellJson(value);
  if (value.kind != Value::Kind::kObject) return value.text;
  if (!rm::IsA(value.node->type, type::kDvText)) return std::nullopt;
  return std::string(value.node->ChildText(attribute::kValue));
}

std::string CellJson(const Value& value) {
  std::string out;
  AppendCellJson(value, out);
  return out;
}

void AppendCellJson(const Value& value, std::string& out) {
  switch (value.kind) {
    case Value::Kind::kNull:
      out += "null";
      return;
    case Value::Kind::kString:
      return json::AppendQuoted(out, value.text);
    case Value::Kind::kObject:
      return rm::WriteJson(*value.node, out);
    case Value::Kind::kNumber:
      out += value.text.empty() ? NumberText(value.number) : value.text;
      return;
    default:
      out += value.text;
  }
}

std::string DistinctKey(const Value& value) {
  std::string out;
  AppendDistinctKey(value, out);
  return out;
}

void AppendDistinctKey(const Value& value, std::string& out) {
  if (value.kind != Value::Kind::kNumber) return AppendCellJson(value, out);
  if (value.text.empty()) {
    constexpr double kExact = 9007199254740992.0;  // 2^53: whole doubles below are exact
    const bool whole = value.number == std::floor(value.number) && std::fabs(value.number) < kExact;
    out +=
        whole ? std::to_string(static_cast<std::int64_t>(value.number)) : NumberText(value.number);
    return;
  }
  const auto decimal = base::Decimal::Parse(value.text);
  // Whole numbers exactly, others as the nearest double: 1.50 is 1.5.
  const auto whole = decimal->ToInt64();
  out += whole ? std::to_string(*whole) : NumberText(decimal->ToDouble());
}

std::string NumberText(double number) {
  std::string out;
  json::Writer(out).Double(number);
  return out;
}

}  // namespace socle::aql

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

/// Whether `node` is the text of a temporal value. One that cannot be read compares with nothing.
bool IsTemporalText(const Node* node) {
  if (node == nullptr || node->parent == nullptr || node->attribute != attribute::kValue) {
    return false;
  }
  return rm::IsA(node->parent->type, type::kDvTemporal) || node->parent->type == type::kDvDuration;
}

Measure MeasureOf(const Value& value) {
  switch (value.kind) {
    case Value::Kind::kNumber:
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
  if (IsTemporalText(value.node)) return TemporalMeasure(value.node->parent->type, value.text);
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

/// The text of a version's own uid; empty where `value` is another.
std::string_view VersionUid(const Value& value) {
  const Node* const node = value.node;
  if (value.version == nullptr || node == nullptr || node->attribute != attribute::kValue)
    return {};
  const Node* const id = node->parent;
  if (id == nullptr || id->attribute != attribute::kUid || id->parent == nullptr) return {};
  const bool own = id->parent == &value.version->tree.root() || id->parent == value.version->data();
  return own ? std::string_view(value.text) : std::string_view();
}

/// Rule 10: a bare UUID is the object's latest version. Nothing where the rule does not apply.
std::optional<bool> IsLatestOf(const Value& uid, const Value& bare) {
  const std::string_view text = VersionUid(uid);
  if (text.empty() || bare.kind != Value::Kind::kString || bare.node != nullptr ||
      bare.text.find("::") != std::string::npos) {
    return std::nullopt;
  }
  return uid.version->latest && text.substr(0, text.find("::")) == bare.text;
}

}  // namespace

Value Value::Of(const Node& node, const CorpusVersion* version) {
  Value value{Kind::kObject, {}, &node, version};
  if (!rm::Class(node.type).is_primitive) return value;
  value.text = node.text;
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

std::strong_ordering Order(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return a.is_null() <=> b.is_null();
  Measure left = MeasureOf(a);
  Measure right = MeasureOf(b);
  // A DV_TEXT has no magnitude, but its reader expects the alphabet.
  std::string texts[2];
  const auto as_text = [](const Value& value, Measure& measure, std::string& text) {
    if (measure.family != Family::kNone) return;
    auto found = TextOf(value);
    if (!found) return;
    text = std::move(*found);
    measure = {Family::kText, text, 0, 0, {}};
  };
  as_text(a, left, texts[0]);
  as_text(b, right, texts[1]);
  if (left.family != right.family) {
    // Nothing sorts behind everything.
    if (left.family == Family::kNone) return std::strong_ordering::greater;
    if (right.family == Family::kNone) return std::strong_ordering::less;
    return left.family <=> right.family;
  }
  return CompareSame(left, right).value_or(std::strong_ordering::equal);
}

std::optional<std::string> NumberOf(const Value& value) {
  const Measure measure = MeasureOf(value);
  if (measure.family != Family::kNumber) return std::nullopt;
  return measure.text.empty() ? NumberText(measure.number) : std::string(measure.text);
}

std::optional<std::string> TextOf(const Value& value) {
  if (value.is_null()) return std::nullopt;
  if (value.kind != Value::Kind::kObject) return value.text;
  if (!rm::IsA(value.node->type, type::kDvText)) return std::nullopt;
  return std::string(value.node->ChildText(attribute::kValue));
}

std::string CellJson(const Value& value) {
  std::string out;
  switch (value.kind) {
    case Value::Kind::kNull:
      return "null";
    case Value::Kind::kString:
      json::AppendQuoted(out, value.text);
      return out;
    case Value::Kind::kObject:
      rm::WriteJson(*value.node, out);
      return out;
    default:
      return value.text;
  }
}

std::string DistinctKey(const Value& value) {
  if (value.kind != Value::Kind::kNumber) return CellJson(value);
  const auto decimal = base::Decimal::Parse(value.text);
  // Whole numbers exactly, others as the nearest double: 1.50 is 1.5.
  if (const auto whole = decimal->ToInt64()) return std::to_string(*whole);
  return NumberText(decimal->ToDouble());
}

std::string NumberText(double number) {
  std::string out;
  json::Writer(out).Double(number);
  return out;
}

}  // namespace socle::aql

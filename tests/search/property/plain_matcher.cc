#include "plain_matcher.h"

#include <algorithm>
#include <cstdlib>
#include <iomanip>
#include <sstream>

#include "resource/code_systems.h"
#include "resource/folding.h"
#include "resource/reference_target.h"
#include "resource/type_number.h"
#include "ucum/unit.h"

namespace socle::resource {
namespace {

bool Contains(const std::vector<std::int64_t>& params, std::int64_t param) {
  return std::find(params.begin(), params.end(), param) != params.end();
}

/// The rows of a kind that a parameter has.
template <class Row>
std::vector<const SearchRow*> RowsWith(const PlainResource& resource,
                                       const std::vector<std::int64_t>& params) {
  std::vector<const SearchRow*> rows;
  for (const SearchRow& row : resource.rows) {
    if (Contains(params, row.param) && std::holds_alternative<Row>(row.value)) rows.push_back(&row);
  }
  return rows;
}

bool DateIs(const DateRow& row, const DateValue& value) {
  const std::int64_t end = row.low + row.span;
  const bool inside = value.low <= row.low && end <= value.high;
  switch (value.prefix) {
    case Prefix::kEq:
      return inside;
    case Prefix::kNe:
      return !inside;
    case Prefix::kGt:
      return end > value.high;
    case Prefix::kLt:
      return row.low < value.low;
    case Prefix::kGe:
      return end > value.high || inside || row.low >= value.low;
    case Prefix::kLe:
      return row.low < value.low || end <= value.high;
    case Prefix::kSa:
      return row.low >= value.high;
    case Prefix::kEb:
      return end <= value.low;
    case Prefix::kAp:
      return row.low < value.high && value.low < end;
  }
  return false;
}

double Number(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

bool NumberIs(double row, Prefix prefix, double value, double low, double high) {
  switch (prefix) {
    case Prefix::kEq:
      return low <= row && row < high;
    case Prefix::kNe:
      return row < low || row >= high;
    case Prefix::kGt:
    case Prefix::kSa:
      return row > value;
    case Prefix::kLt:
    case Prefix::kEb:
      return row < value;
    case Prefix::kGe:
      return row >= value;
    case Prefix::kLe:
      return row <= value;
    case Prefix::kAp:
      return low <= row && row <= high;
  }
  return false;
}

bool QuantityIs(const QuantityRow& row, const QuantityValue& value) {
  const NumberValue& number = value.number;
  const auto plain = [&] {
    return NumberIs(row.value, number.prefix, Number(number.value), Number(number.low),
                    Number(number.high));
  };
  if (!value.code) return row.unit == 0 && plain();
  if (row.unit == UnitNumber(*value.system, *value.code)) return plain();
  const auto unit = ucum::Unit::Parse(*value.code);
  if (!unit || row.unit != DimensionNumber(unit->CanonicalCode())) return false;
  return NumberIs(row.value, number.prefix, *unit->ToCanonical(std::string_view(number.value)),
                  *unit->ToCanonical(std::string_view(number.low)),
                  *unit->ToCanonical(std::string_view(number.high)));
}

bool StringIs(const StringRow& row, const StringValue& value, Modifier modifier) {
  const std::string folded = Fold(value.text);
  if (modifier == Modifier::kExact) return row.exact.value_or(row.text) == value.text;
  if (modifier == Modifier::kContains) return row.text.find(folded) != std::string::npos;
  if (modifier == Modifier::kIs) return row.text == folded;
  if (modifier == Modifier::kEnds) return row.text.ends_with(folded);
  // A blank asks that a word ends there.
  if (value.text.ends_with(' ')) {
    return row.text == folded || row.text.starts_with(folded + ' ');
  }
  return row.text.starts_with(folded);
}

bool TargetIs(const ReferenceRow& row, const ReferenceValue& value, fhir::TypeId only) {
  if (only != fhir::TypeId::kNone && row.type != TypeNumber(only)) return false;
  if (!value.url.empty()) return row.type == 0 && row.target == value.url;
  const bool type = value.type == fhir::TypeId::kNone || row.type == TypeNumber(value.type);
  return type && row.target == TargetOf(fhir::TypeId::kNone, value.id).target;
}

/// Whether a row is one of a value.
struct RowIs {
  const SearchRow& row;
  Modifier modifier;
  fhir::TypeId only;

  bool operator()(const TokenValue& value) const {
    const auto* token = std::get_if<TokenRow>(&row.value);
    return token != nullptr && (!value.code || token->code == *value.code) &&
           (!value.system || token->system == SystemNumber(*value.system));
  }
  bool operator()(const ReferenceValue& value) const {
    const auto* reference = std::get_if<ReferenceRow>(&row.value);
    return reference != nullptr && TargetIs(*reference, value, only);
  }
  bool operator()(const DateValue& value) const {
    const auto* date = std::get_if<DateRow>(&row.value);
    return date != nullptr && DateIs(*date, value);
  }
  bool operator()(const QuantityValue& value) const {
    const auto* quantity = std::get_if<QuantityRow>(&row.value);
    return quantity != nullptr && QuantityIs(*quantity, value);
  }
  bool operator()(const StringValue& value) const {
    const auto* text = std::get_if<StringRow>(&row.value);
    return text != nullptr && StringIs(*text, value, modifier);
  }
  bool operator()(const UriValue& value) const {
    const auto* uri = std::get_if<UriRow>(&row.value);
    if (uri == nullptr) return false;
    if (modifier == Modifier::kBegins) return uri->uri.starts_with(value.uri);
    if (modifier == Modifier::kContains) return uri->uri.find(value.uri) != std::string::npos;
    if (modifier == Modifier::kEnds) return uri->uri.ends_with(value.uri);
    return uri->uri == value.uri;
  }
  bool operator()(const NearValue&) const { return false; }
  bool operator()(const CompositeValue&) const { return false; }
};

bool CompositeIs(const PlainResource& resource, const SearchParameter& parameter,
                 const CompositeValue& value, std::size_t component, std::int64_t element) {
  if (component == parameter.components.size()) return true;
  const SearchParameter::Component& of = parameter.components[component];
  for (const SearchRow& row : resource.rows) {
    if (!Contains(of.rows_of, row.param)) continue;
    const bool compared = parameter.same_element && !of.outside;
    if (compared && element >= 0 && row.element != element) continue;
    if (!std::visit(RowIs{row, Modifier::kNone, fhir::TypeId::kNone},
                    value.components[component])) {
      continue;
    }
    if (CompositeIs(resource, parameter, value, component + 1, compared ? row.element : element)) {
      return true;
    }
  }
  return false;
}

/// Whether a row is a value of the parameter itself, not of a modifier.
bool IsValueOf(const SearchRow& row, const SearchParameter& parameter) {
  switch (parameter.kind) {
    case SearchType::kToken:
      return std::holds_alternative<TokenRow>(row.value);
    case SearchType::kReference: {
      const auto* reference = std::get_if<ReferenceRow>(&row.value);
      return reference != nullptr && (parameter.only_target == fhir::TypeId::kNone ||
                                      reference->type == TypeNumber(parameter.only_target));
    }
    default:
      return true;
  }
}

bool HasValue(const PlainResource& resource, const Criterion& criterion) {
  const SearchParameter& parameter = *criterion.parameter;
  for (const SearchValue& value : criterion.values) {
    if (const auto* composite = std::get_if<CompositeValue>(&value)) {
      if (CompositeIs(resource, parameter, *composite, 0, -1)) return true;
      continue;
    }
    for (const SearchRow& row : resource.rows) {
      const std::int64_t param = criterion.modifier == Modifier::kOfType ? -row.param : row.param;
      if (!Contains(parameter.rows_of, param)) continue;
      const bool is = std::visit(RowIs{row, criterion.modifier, parameter.only_target}, value);
      if (criterion.unequal ? !is && IsValueOf(row, parameter) : is) return true;
    }
  }
  return false;
}

bool IsPresent(const PlainResource& resource, const SearchParameter& parameter) {
  return std::any_of(resource.rows.begin(), resource.rows.end(), [&](const SearchRow& row) {
    return Contains(parameter.rows_of, row.param) && IsValueOf(row, parameter);
  });
}

/// The resources that `from` refers to by the parameter.
bool RefersTo(const PlainResource& from, const SearchParameter& parameter,
              const PlainResource& to) {
  for (const SearchRow* row : RowsWith<ReferenceRow>(from, parameter.rows_of)) {
    const auto& reference = std::get<ReferenceRow>(row->value);
    if (reference.type == TypeNumber(to.type) &&
        reference.target == TargetOf(fhir::TypeId::kNone, to.id).target) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool Meets(const PlainWorld& world, const PlainResource& resource, const Criterion& criterion) {
  const auto meets = [&](const Criterion& part) { return Meets(world, resource, part); };
  const auto& parts = criterion.parts;
  switch (criterion.kind) {
    case Criterion::Kind::kAll:
      return std::all_of(parts.begin(), parts.end(), meets);
    case Criterion::Kind::kAny:
      return std::any_of(parts.begin(), parts.end(), meets);
    case Criterion::Kind::kNot:
      return !meets(parts.front());
    case Criterion::Kind::kValue:
      return HasValue(resource, criterion) != (criterion.modifier == Modifier::kNot);
    case Criterion::Kind::kMissing:
      return IsPresent(resource, *criterion.parameter) != criterion.missing;
    case Criterion::Kind::kId:
      return std::find(criterion.ids.begin(), criterion.ids.end(), resource.id) !=
             criterion.ids.end();
    case Criterion::Kind::kUpdated:
      return true;
    case Criterion::Kind::kChain:
    case Criterion::Kind::kHas:
      for (const Criterion::Link& link : criterion.links) {
        for (const auto& [name, other] : world) {
          if (other.type != link.type) continue;
          const bool linked = criterion.kind == Criterion::Kind::kChain
                                  ? RefersTo(resource, *criterion.parameter, other)
                                  : RefersTo(other, *link.parameter, resource);
          if (linked && Meets(world, other, link.inner.front())) return true;
        }
      }
      return false;
  }
  return false;
}

std::optional<std::string> SortText(const PlainResource& resource, const SortKey& key) {
  std::optional<std::string> best;
  for (const SearchRow& row : resource.rows) {
    if (!Contains(key.parameter->rows_of, row.param)) continue;
    std::string text;
    if (const auto* date = std::get_if<DateRow>(&row.value)) {
      std::ostringstream out;
      out << std::setw(20) << std::setfill('0') << date->low - kFirstMoment;
      text = std::move(out).str();
    } else if (const auto* token = std::get_if<TokenRow>(&row.value)) {
      text = token->code;
    } else if (const auto* string = std::get_if<StringRow>(&row.value)) {
      if (key.parameter->kind != SearchType::kString) continue;
      text = string->text;
    } else {
      continue;
    }
    if (!best || (key.descending ? text > *best : text < *best)) best = std::move(text);
  }
  return best;
}

}  // namespace socle::resource

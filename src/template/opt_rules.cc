#include <charconv>

#include "base/iso8601.h"
#include "template/opt_parts.h"

namespace socle::tmpl {
namespace {

bool IsTrue(std::string_view text) { return text == "true" || text == "1"; }
bool IsFalse(std::string_view text) { return text == "false" || text == "0"; }

/// The number that `text` writes, with the liberties of xs:float ("+1", ".5", "5.").
std::optional<Number> ReadNumber(std::string_view text, Definition& definition) {
  std::string plain(text);
  if (plain.starts_with('+')) plain.erase(0, 1);
  const std::size_t digits = plain.starts_with('-') ? 1 : 0;
  if (plain.size() > digits && plain[digits] == '.') plain.insert(digits, "0");
  while (plain.size() > digits + 1 && plain[digits] == '0' && plain[digits + 1] >= '0' &&
         plain[digits + 1] <= '9') {
    plain.erase(digits, 1);
  }
  if (plain.ends_with('.')) plain.pop_back();
  const std::string_view kept = definition.Intern(plain);
  const auto value = base::Decimal::Parse(kept);
  if (!value) return std::nullopt;
  return Number{kept, *value};
}

std::string_view TerminologyOf(const xml::Element& code_phrase) {
  const xml::Element* id = code_phrase.Child("terminology_id");
  if (!id) return {};
  const std::string_view value = id->ChildText("value");
  return value.empty() ? id->trimmed() : value;
}

/// The lists of words that other tools put into one element: a value is its trimmed text.
std::vector<std::string_view> TextsOf(const xml::Element& element, std::string_view name,
                                      Definition& definition) {
  std::vector<std::string_view> texts;
  for (const xml::Element& child : element) {
    if (child.name() == name) texts.push_back(definition.Intern(child.trimmed()));
  }
  return texts;
}

void ReadCodes(const xml::Element& element, Object& object, OptContext& context) {
  Definition& definition = context.definition;
  CodeRule rule;
  rule.terminology = definition.Intern(TerminologyOf(element));
  for (const std::string_view code : TextsOf(element, "code_list", definition)) {
    // An empty <code_list/> lists nothing.
    if (!code.empty()) rule.list.push_back(code);
  }
  rule.reference_set = definition.Intern(element.ChildText("referenceSetUri"));
  rule.external = !rule.reference_set.empty() || element.Type() == "C_CODE_REFERENCE";
  object.rule = static_cast<std::uint32_t>(definition.codes.size());
  definition.codes.push_back(std::move(rule));
}

std::optional<std::int32_t> ReadDigits(const xml::Element& interval, std::string_view name,
                                       std::string_view flag, const std::string& path,
                                       Faults& faults) {
  const std::string_view text = interval.ChildText(name);
  if (text.empty() || IsTrue(interval.ChildText(flag))) return std::nullopt;
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return value;
  faults.Add(path, "precision", "a whole number", std::string(text),
             "Line " + interval.Place() + ": the precision is no whole number.");
  return std::nullopt;
}

void ReadQuantity(const xml::Element& element, Object& object, const std::string& path,
                  OptContext& context) {
  Definition& definition = context.definition;
  QuantityRule rule;
  if (const xml::Element* property = element.Child("property")) {
    rule.property = definition.Intern(property->ChildText("code_string"));
  }
  for (const xml::Element& child : element) {
    if (child.name() != "list") continue;
    QuantityItem item;
    item.units = definition.Intern(child.ChildText("units"));
    if (const xml::Element* magnitude = child.Child("magnitude")) {
      item.magnitude = ReadNumberRange(*magnitude, path, context);
    }
    if (const xml::Element* precision = child.Child("precision")) {
      item.precision_lower =
          ReadDigits(*precision, "lower", "lower_unbounded", path, context.faults);
      item.precision_upper =
          ReadDigits(*precision, "upper", "upper_unbounded", path, context.faults);
      if (item.precision_lower && item.precision_upper &&
          *item.precision_lower > *item.precision_upper) {
        context.faults.Add(
            path, "precision", "lower ≤ upper",
            std::to_string(*item.precision_lower) + ".." + std::to_string(*item.precision_upper),
            "The range of the precision is empty.");
      }
    }
    rule.list.push_back(std::move(item));
  }
  object.rule = static_cast<std::uint32_t>(definition.quantities.size());
  definition.quantities.push_back(std::move(rule));
}

void ReadOrdinal(const xml::Element& element, Object& object, const std::string& path,
                 OptContext& context) {
  Definition& definition = context.definition;
  OrdinalRule rule;
  for (const xml::Element& child : element) {
    if (child.name() != "list") continue;
    OrdinalItem item;
    const auto value = ReadNumber(child.ChildText("value"), definition);
    if (!value) {
      context.faults.Add(path, "ordinal", "a number", std::string(child.ChildText("value")),
                         "Line " + child.Place() + ": an ordinal's value is no number.");
      continue;
    }
    item.value = *value;
    if (const xml::Element* symbol = child.Child("symbol")) {
      item.symbol = definition.Intern(symbol->ChildText("value"));
      if (const xml::Element* code = symbol->Child("defining_code")) {
        item.terminology = definition.Intern(TerminologyOf(*code));
        item.code = definition.Intern(code->ChildText("code_string"));
      }
    }
    rule.list.push_back(item);
  }
  object.rule = static_cast<std::uint32_t>(definition.ordinals.size());
  definition.ordinals.push_back(std::move(rule));
}

void CollectStates(const xml::Element& element, StateRule& rule, Definition& definition) {
  for (const xml::Element& child : element) {
    if (child.name() != "states") continue;
    if (const auto name = child.ChildText("name"); !name.empty()) {
      rule.names.push_back(definition.Intern(name));
    }
  }
}

/// The ends of <range>, each read by `parse`.
template <class T, class Parse>
Ends<T> ReadEnds(const xml::Element& range, const std::string& path, std::string_view& text,
                 OptContext& context, Parse parse) {
  Ends<T> ends;
  const auto read = [&](std::string_view name, std::string_view flag) -> std::optional<T> {
    const std::string_view written = range.ChildText(name);
    if (written.empty() || IsTrue(range.ChildText(flag))) return std::nullopt;
    const std::optional<T> value = parse(written);
    if (!value) {
      context.faults.Add(path, "range", "an ISO 8601 value", std::string(written),
                         "Line " + range.Place() + ": a bound of the range is not in ISO 8601.");
    }
    return value;
  };
  ends.lower = read("lower", "lower_unbounded");
  ends.upper = read("upper", "upper_unbounded");
  ends.lower_included = !IsFalse(range.ChildText("lower_included"));
  ends.upper_included = !IsFalse(range.ChildText("upper_included"));
  std::string shown = ends.lower_included ? "[" : "(";
  shown += ends.lower ? range.ChildText("lower") : "*";
  shown += "..";
  shown += ends.upper ? range.ChildText("upper") : "*";
  shown += ends.upper_included ? "]" : ")";
  text = context.definition.Intern(shown);
  if (ends.IsEmpty()) {
    context.faults.Add(path, "range", "a range that holds something", shown, "The range is empty.");
  }
  return ends;
}

void ReadString(const xml::Element& item, Object& object, const std::string& path,
                OptContext& context) {
  Definition& definition = context.definition;
  StringRule rule;
  rule.list = TextsOf(item, "list", definition);
  rule.open = IsTrue(item.ChildText("list_open"));
  if (const std::string_view pattern = item.ChildText("pattern"); !pattern.empty()) {
    rule.pattern = context.Compile(pattern, path);
  }
  object.kind = ObjectKind::kString;
  object.rule = static_cast<std::uint32_t>(definition.strings.size());
  definition.strings.push_back(std::move(rule));
}

void ReadNumbers(const xml::Element& item, ObjectKind kind, Object& object, const std::string& path,
                 OptContext& context) {
  Definition& definition = context.definition;
  NumberRule rule;
  for (const std::string_view text : TextsOf(item, "list", definition)) {
    if (const auto number = ReadNumber(text, definition)) {
      rule.list.push_back(*number);
      continue;
    }
    context.faults.Add(path, "list", "a number", std::string(text),
                       "A list has what is no number.");
  }
  if (const xml::Element* range = item.Child("range")) {
    rule.range = ReadNumberRange(*range, path, context);
  }
  object.kind = kind;
  object.rule = static_cast<std::uint32_t>(definition.numbers.size());
  definition.numbers.push_back(std::move(rule));
}

void ReadBoolean(const xml::Element& item, Object& object, const std::string& path,
                 OptContext& context) {
  BooleanRule rule;
  rule.true_valid = !IsFalse(item.ChildText("true_valid"));
  rule.false_valid = !IsFalse(item.ChildText("false_valid"));
  if (!rule.true_valid && !rule.false_valid) {
    context.faults.Add(path, "boolean", "true_valid or false_valid", "neither",
                       "The constraint allows neither true nor false.");
  }
  object.kind = ObjectKind::kBoolean;
  object.rule = static_cast<std::uint32_t>(context.definition.booleans.size());
  context.definition.booleans.push_back(rule);
}

void ReadTemporal(const xml::Element& item, TemporalKind kind, Object& object,
                  const std::string& path, OptContext& context) {
  Definition& definition = context.definition;
  TemporalRule rule;
  rule.kind = kind;
  const std::string_view pattern = definition.Intern(item.ChildText("pattern"));
  if (!pattern.empty() && !rule.ReadPattern(pattern)) {
    context.faults.Add(path, "pattern", "a pattern such as yyyy-mm-ddTHH:MM:SS",
                       std::string(pattern),
                       "The pattern " + std::string(pattern) + " is none of dates and times.");
  }
  // VALIDITY_KIND of Archetype.xsd.
  const std::string_view zone = item.ChildText("timezone_validity");
  if (zone == "1001" || zone == "mandatory") rule.zone = FieldRule::kMandatory;
  if (zone == "1003" || zone == "disallowed") rule.zone = FieldRule::kForbidden;
  if (const xml::Element* range = item.Child("range")) {
    rule.range = ReadEnds<std::int64_t>(*range, path, rule.range_text, context,
                                        [&](std::string_view t) { return AxisValue(kind, t); });
  }
  object.kind = kind == TemporalKind::kDate   ? ObjectKind::kDate
                : kind == TemporalKind::kTime ? ObjectKind::kTime
                                              : ObjectKind::kDateTime;
  object.rule = static_cast<std::uint32_t>(definition.temporals.size());
  definition.temporals.push_back(rule);
}

void ReadDuration(const xml::Element& item, Object& object, const std::string& path,
                  OptContext& context) {
  Definition& definition = context.definition;
  DurationRule rule;
  const std::string_view pattern = definition.Intern(item.ChildText("pattern"));
  if (!pattern.empty() && !rule.ReadPattern(pattern)) {
    context.faults.Add(path, "pattern", "a pattern such as PYMWDTHMS", std::string(pattern),
                       "The pattern " + std::string(pattern) + " is none of durations.");
  }
  if (const xml::Element* range = item.Child("range")) {
    rule.range = ReadEnds<double>(*range, path, rule.range_text, context,
                                  [](std::string_view text) -> std::optional<double> {
                                    const auto duration = base::IsoDuration::Parse(text);
                                    if (!duration) return std::nullopt;
                                    return duration->NominalSeconds();
                                  });
  }
  object.kind = ObjectKind::kDuration;
  object.rule = static_cast<std::uint32_t>(definition.durations.size());
  definition.durations.push_back(rule);
}

/// The regular expression of `archetype_id/value matches {/…/}`, or empty where the assertion is
/// about something else. Source: ADL 1.4, 5.3.8 (archetype slots); Archetype.xsd, ASSERTION.
std::string_view AssertedPattern(const xml::Element& assertion) {
  if (const xml::Element* expression = assertion.Child("expression")) {
    const xml::Element* left = expression->Child("left_operand");
    const xml::Element* right = expression->Child("right_operand");
    if (left && right) {
      const xml::Element* item = right->Child("item");
      if (left->ChildText("item").find("archetype_id") == std::string_view::npos || !item) {
        return {};
      }
      const std::string_view pattern = item->ChildText("pattern");
      return pattern.empty() && !item->first_child() ? item->trimmed() : pattern;
    }
  }
  const std::string_view text = assertion.ChildText("string_expression");
  const std::size_t open = text.find("{/");
  const std::size_t close = text.rfind("/}");
  if (text.find("archetype_id") == text.npos || open == text.npos || close == text.npos ||
      close < open + 2) {
    return {};
  }
  return text.substr(open + 2, close - open - 2);
}

}  // namespace

NumberRange ReadNumberRange(const xml::Element& interval, const std::string& path,
                            OptContext& context) {
  NumberRange range;
  const auto read = [&](std::string_view name, std::string_view flag) -> std::optional<Number> {
    const std::string_view text = interval.ChildText(name);
    if (text.empty() || IsTrue(interval.ChildText(flag))) return std::nullopt;
    const std::optional<Number> number = ReadNumber(text, context.definition);
    if (!number) {
      context.faults.Add(path, "range", "a number", std::string(text),
                         "Line " + interval.Place() + ": a bound of the range is no number.");
    }
    return number;
  };
  range.lower = read("lower", "lower_unbounded");
  range.upper = read("upper", "upper_unbounded");
  range.lower_included = !IsFalse(interval.ChildText("lower_included"));
  range.upper_included = !IsFalse(interval.ChildText("upper_included"));
  if (range.IsEmpty()) {
    context.faults.Add(path, "range", "a range that holds something", range.ToString(),
                       "Line " + interval.Place() + ": the range is empty.");
  }
  return range;
}

void ReadDomainRule(const xml::Element& element, Object& object, const std::string& path,
                    OptContext& context) {
  switch (object.kind) {
    case ObjectKind::kCodePhrase:
      return ReadCodes(element, object, context);
    case ObjectKind::kQuantity:
      return ReadQuantity(element, object, path, context);
    case ObjectKind::kOrdinal:
      return ReadOrdinal(element, object, path, context);
    case ObjectKind::kState: {
      StateRule rule;
      if (const xml::Element* value = element.Child("value")) {
        CollectStates(*value, rule, context.definition);
      }
      object.rule = static_cast<std::uint32_t>(context.definition.states.size());
      context.definition.states.push_back(std::move(rule));
      return;
    }
    default:
      return;
  }
}

void ReadPrimitiveRule(const xml::Element& item, Object& object, const std::string& path,
                       OptContext& context) {
  const std::string_view type = item.Type();
  if (type == "C_STRING") return ReadString(item, object, path, context);
  if (type == "C_INTEGER") return ReadNumbers(item, ObjectKind::kInteger, object, path, context);
  if (type == "C_REAL") return ReadNumbers(item, ObjectKind::kReal, object, path, context);
  if (type == "C_BOOLEAN") return ReadBoolean(item, object, path, context);
  if (type == "C_DATE") return ReadTemporal(item, TemporalKind::kDate, object, path, context);
  if (type == "C_TIME") return ReadTemporal(item, TemporalKind::kTime, object, path, context);
  if (type == "C_DATE_TIME") {
    return ReadTemporal(item, TemporalKind::kDateTime, object, path, context);
  }
  if (type == "C_DURATION") return ReadDuration(item, object, path, context);
  context.faults.Add(path, "type", "a kind of primitive constraint", std::string(type),
                     "Line " + item.Place() + ": there is no primitive constraint of the kind '" +
                         std::string(type) + "'.");
}

void ReadSlotRule(const xml::Element& element, Object& object, const std::string& path,
                  OptContext& context) {
  SlotRule rule;
  for (const xml::Element& child : element) {
    const bool include = child.name() == "includes";
    if (!include && child.name() != "excludes") continue;
    const std::string_view expression = AssertedPattern(child);
    const Pattern* pattern = expression.empty() ? nullptr : context.Compile(expression, path);
    if (include) {
      // An assertion about something else than the archetype id cannot be judged: it lets pass.
      rule.includes.push_back(pattern ? pattern : context.Compile(".*", path));
    } else if (pattern) {
      rule.excludes.push_back(pattern);
    }
  }
  object.rule = static_cast<std::uint32_t>(context.definition.slots.size());
  context.definition.slots.push_back(std::move(rule));
}

}  // namespace socle::tmpl

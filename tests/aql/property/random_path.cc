#include "random_path.h"

#include <array>
#include <span>
#include <vector>

#include "vocabulary.h"

namespace socle::aql::property {
namespace {

struct Part {
  std::string_view path;  // below the value; empty: the value itself
  Domain domain;
};

constexpr std::array kQuantityParts = {
    Part{"/magnitude", Domain::kNumber}, Part{"/magnitude", Domain::kNumber},
    Part{"/units", Domain::kUnits},      Part{"", Domain::kNumber},
    Part{"/precision", Domain::kNumber}, Part{"/normal_status/code_string", Domain::kCode}};
constexpr std::array kCountParts = {Part{"/magnitude", Domain::kNumber}, Part{"", Domain::kNumber}};
constexpr std::array kOrdinalParts = {Part{"/value", Domain::kNumber}, Part{"", Domain::kNumber},
                                      Part{"/symbol/value", Domain::kText},
                                      Part{"/symbol/defining_code/code_string", Domain::kCode}};
constexpr std::array kProportionParts = {Part{"/numerator", Domain::kNumber},
                                         Part{"/denominator", Domain::kNumber},
                                         Part{"/type", Domain::kNumber}, Part{"", Domain::kNumber}};
constexpr std::array kTextParts = {Part{"/value", Domain::kText}, Part{"/value", Domain::kText},
                                   Part{"", Domain::kText},
                                   Part{"/defining_code/code_string", Domain::kCode}};
constexpr std::array kCodedParts = {
    Part{"/value", Domain::kText}, Part{"/defining_code/code_string", Domain::kCode},
    Part{"/defining_code/terminology_id/value", Domain::kCode},
    Part{"/defining_code", Domain::kObject}, Part{"", Domain::kText}};
constexpr std::array kBooleanParts = {Part{"/value", Domain::kBoolean}, Part{"", Domain::kBoolean}};
constexpr std::array kDateParts = {Part{"/value", Domain::kDate}, Part{"", Domain::kDate}};
constexpr std::array kTimeParts = {Part{"/value", Domain::kTime}, Part{"", Domain::kTime}};
constexpr std::array kDateTimeParts = {Part{"/value", Domain::kDateTime},
                                       Part{"", Domain::kDateTime}};
constexpr std::array kDurationParts = {Part{"/value", Domain::kDuration},
                                       Part{"", Domain::kDuration}};
constexpr std::array kIdentifierParts = {Part{"/id", Domain::kIdentifier},
                                         Part{"/issuer", Domain::kWord}, Part{"", Domain::kObject}};
constexpr std::array kUriParts = {Part{"/value", Domain::kUri}, Part{"", Domain::kObject}};
constexpr std::array kIntervalParts = {
    Part{"/lower/magnitude", Domain::kNumber}, Part{"/upper", Domain::kNumber},
    Part{"/upper_unbounded", Domain::kBoolean}, Part{"", Domain::kObject}};
constexpr std::array kMultimediaParts = {Part{"/uri/value", Domain::kUri},
                                         Part{"/size", Domain::kNumber}, Part{"", Domain::kObject}};

std::span<const Part> PartsOf(ValueKind kind) {
  switch (kind) {
    case ValueKind::kQuantity:
    case ValueKind::kQuantityOfUnits:
      return kQuantityParts;
    case ValueKind::kCount:
      return kCountParts;
    case ValueKind::kOrdinal:
    case ValueKind::kScale:
      return kOrdinalParts;
    case ValueKind::kProportion:
      return kProportionParts;
    case ValueKind::kText:
      return kTextParts;
    case ValueKind::kCodedText:
    case ValueKind::kOpenCodedText:
      return kCodedParts;
    case ValueKind::kBoolean:
      return kBooleanParts;
    case ValueKind::kDate:
      return kDateParts;
    case ValueKind::kTime:
      return kTimeParts;
    case ValueKind::kDateTime:
      return kDateTimeParts;
    case ValueKind::kDuration:
      return kDurationParts;
    case ValueKind::kIdentifier:
      return kIdentifierParts;
    case ValueKind::kUri:
      return kUriParts;
    case ValueKind::kIntervalOfQuantity:
    case ValueKind::kIntervalOfCount:
      return kIntervalParts;
    case ValueKind::kMultimedia:
      break;
  }
  return kMultimediaParts;
}

constexpr std::array kLocatableParts = {
    Part{"name/value", Domain::kWord}, Part{"name", Domain::kWord},
    Part{"archetype_node_id", Domain::kCode}, Part{"links/meaning/value", Domain::kText},
    Part{"uid/value", Domain::kUid}};
constexpr std::array kCompositionParts = {
    Part{"uid/value", Domain::kUid},
    Part{"context/start_time/value", Domain::kDateTime},
    Part{"context/start_time", Domain::kDateTime},
    Part{"context/end_time/value", Domain::kDateTime},
    Part{"composer/name", Domain::kPerson},
    Part{"composer/identifiers/id", Domain::kIdentifier},
    Part{"context/participations/performer/name", Domain::kPerson},
    Part{"context/participations/function/value", Domain::kWord},
    Part{"territory/code_string", Domain::kText},
    Part{"archetype_details/template_id/value", Domain::kText},
    Part{"context/location", Domain::kWord},
    Part{"category/defining_code/code_string", Domain::kCode}};
constexpr std::array kEntryParts = {Part{"other_participations/performer/name", Domain::kPerson},
                                    Part{"provider/name", Domain::kPerson},
                                    Part{"language/code_string", Domain::kText},
                                    Part{"subject", Domain::kObject}};
constexpr std::array kActionParts = {Part{"time/value", Domain::kDateTime},
                                     Part{"time", Domain::kDateTime},
                                     Part{"ism_transition/current_state/value", Domain::kText}};
constexpr std::array kInstructionParts = {Part{"narrative/value", Domain::kText},
                                          Part{"expiry_time/value", Domain::kDateTime}};
constexpr std::array kEventParts = {Part{"time/value", Domain::kDateTime},
                                    Part{"time", Domain::kDateTime}};
constexpr std::array kIntervalEventParts = {Part{"width", Domain::kDuration},
                                            Part{"math_function/value", Domain::kText}};
constexpr std::array kHistoryParts = {Part{"origin/value", Domain::kDateTime}};
constexpr std::array kElementParts = {Part{"null_flavour/value", Domain::kText},
                                      Part{"null_flavour/defining_code/code_string", Domain::kCode},
                                      Part{"name/value", Domain::kWord}};
constexpr std::array kContextParts = {Part{"start_time/value", Domain::kDateTime},
                                      Part{"setting/value", Domain::kText},
                                      Part{"location", Domain::kWord}};

std::vector<Part> AttributesOf(std::string_view type) {
  std::vector<Part> parts;
  const auto add = [&parts](std::span<const Part> more) {
    parts.insert(parts.end(), more.begin(), more.end());
  };
  if (type == "EVENT_CONTEXT") {
    add(kContextParts);
    return parts;
  }
  add(kLocatableParts);
  if (type == "COMPOSITION") add(kCompositionParts);
  if (type == "ACTION") add(kActionParts);
  if (type == "INSTRUCTION") add(kInstructionParts);
  if (type == "HISTORY") add(kHistoryParts);
  if (type.ends_with("EVENT")) add(kEventParts);
  if (type == "INTERVAL_EVENT") add(kIntervalEventParts);
  if (type == "ELEMENT") add(kElementParts);
  if (type == "OBSERVATION" || type == "EVALUATION" || type == "ACTION" || type == "INSTRUCTION") {
    add(kEntryParts);
  }
  return parts;
}

template <class Items>
std::string QuotedOf(generate::Random& random, const Items& items) {
  return Quoted(random.Pick(items));
}

}  // namespace

std::string Quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + '\'';
}

std::string NodePredicate(generate::Random& random, const Shape& node, Precision precision) {
  if (node.id().empty()) return "";
  const std::string plain = "[" + node.id() + "]";
  const std::string name =
      Quoted(random.Chance(850) ? std::string_view(node.name) : random.Pick(kWords));
  if (precision == Precision::kFull) {
    if (random.Chance(node.named ? 600 : 50)) return "[" + node.id() + ", " + name + "]";
    return plain;
  }
  switch (random.Below(10)) {
    case 0:
    case 1:
    case 2:
      return "";
    case 3:
      return "[" + node.id() + ", " + name + "]";
    case 4:
      return "[" + node.id() + " and name/value=" + name + "]";
    case 5:
      return "[name/value=" + name + "]";
    case 6:
      if (node.type == "ELEMENT" && random.Chance(400)) {
        return "[" + node.id() + " and value/magnitude > 1]";
      }
      return random.Chance(500) ? "[archetype_node_id='" + node.id() + "']"
                                : "[" + node.id() + " or name/value='Beta']";
    default:
      return plain;
  }
}

QueryPath RandomPath(generate::Random& random, const std::string& alias, const Shape& from,
                     Precision precision) {
  QueryPath path{alias, Domain::kObject};
  if (precision == Precision::kLoose && random.Chance(40)) {
    path.text += NodePredicate(random, from, precision);
  }
  const Shape* node = &from;
  while (!node->children.empty() && !random.Chance(node == &from ? 150 : 80)) {
    const Shape& child = random.Pick(node->children);
    path.text += "/" + child.attribute + NodePredicate(random, child, precision);
    node = &child;
  }
  const bool within = node->open && node->type != "ELEMENT" && random.Chance(800);
  if (within) path.text += "/items[at000" + std::to_string(random.Between(1, 4)) + "]";
  if (within || (node->type == "ELEMENT" && random.Chance(880))) {
    const ValueKind kind = node->values.empty() ? RandomKind(random) : random.Pick(node->values);
    const Part& part = random.Pick(PartsOf(kind));
    path.text += "/value";
    path.text += part.path;
    path.domain = part.domain;
    return path;
  }
  if (random.Chance(node == &from ? 100 : 200)) return path;
  const Part part = random.Pick(AttributesOf(node->type));
  path.text += '/';
  path.text += part.path;
  path.domain = part.domain;
  return path;
}

std::string RandomLiteral(generate::Random& random, Domain domain) {
  if (random.Chance(30)) domain = static_cast<Domain>(random.Below(10));
  switch (domain) {
    case Domain::kNumber:
      return std::string(random.Chance(500) ? random.Pick(kMagnitudes) : random.Pick(kIntegers));
    case Domain::kUnits:
      return QuotedOf(random, kUnits);
    case Domain::kWord:
      return QuotedOf(random, kWords);
    case Domain::kCode:
      return random.Chance(500) ? Quoted(random.Pick(kLocalCodes).code)
                                : Quoted(random.Pick(kCodes).code);
    case Domain::kBoolean:
      return random.Chance(500) ? "true" : "false";
    case Domain::kDate:
      return QuotedOf(random, kDates);
    case Domain::kTime:
      return QuotedOf(random, kTimes);
    case Domain::kDateTime:
      return random.Chance(800) ? QuotedOf(random, kDateTimes) : QuotedOf(random, kDates);
    case Domain::kDuration:
      return QuotedOf(random, kDurations);
    case Domain::kIdentifier:
      return QuotedOf(random, kIdentifiers);
    case Domain::kUri:
      return QuotedOf(random, kUris);
    case Domain::kPerson:
      return QuotedOf(random, kPeople);
    case Domain::kUid:
      return "'aaaaaaaa-0000-4000-8000-00000000000" + std::to_string(random.Between(1, 4)) +
             (random.Chance(600) ? "::test.socle::" + std::to_string(random.Between(1, 2)) : "") +
             "'";
    case Domain::kEhrId:
      return "'eeeeeeee-0000-4000-8000-00000000000" + std::to_string(random.Between(1, 3)) + "'";
    default:
      return QuotedOf(random, kTexts);
  }
}

}  // namespace socle::aql::property

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/instant.h"
#include "fhir/model.h"
#include "resource/earth_point.h"

namespace socle::resource {

/// How a date, number or quantity compares. Source: FHIR R4, Search, Prefixes.
enum class Prefix : std::uint8_t { kEq, kNe, kGt, kLt, kGe, kLe, kSa, kEb, kAp };

/// "code": no system; "|code": an empty one; "system|": no code.
struct TokenValue {
  std::optional<std::string> system, code;
};
/// "Patient/1", "1" (`type` is kNone), or a URL, which is no reference to a resource here.
struct ReferenceValue {
  fhir::TypeId type = fhir::TypeId::kNone;
  std::string id, url;
};
/// The interval that the text means, in milliseconds since 1970, UTC: from `low`, before `high`.
struct DateValue {
  Prefix prefix = Prefix::kEq;
  std::int64_t low = 0, high = 0;
};
/// A number, and the interval [low, high) of those that round to it as it is written; of kAp those
/// within a tenth. All as decimals.
struct NumberValue {
  Prefix prefix = Prefix::kEq;
  std::string value, low, high;
};
/// "5.4", "5.4|system|code", "5.4||code" (`system` is empty).
struct QuantityValue {
  NumberValue number;
  std::optional<std::string> system, code;
};
struct StringValue {
  std::string text;
};
struct UriValue {
  std::string uri;
};
/// A place, and the chord (earth_point.h) within which others are near it.
struct NearValue {
  EarthPoint point;
  double chord = 0;
};
using SimpleValue = std::variant<TokenValue, ReferenceValue, DateValue, QuantityValue, StringValue,
                                 UriValue, NearValue>;
/// "8480-6$gt140": one value a component.
struct CompositeValue {
  std::vector<SimpleValue> components;
};
using SearchValue = std::variant<TokenValue, ReferenceValue, DateValue, QuantityValue, StringValue,
                                 UriValue, NearValue, CompositeValue>;

/// `text` cut at each `separator` before which no backslash stands. Backslashes stay.
std::vector<std::string_view> SplitUnescaped(std::string_view text, char separator);
/// `text` with `\,` `\|` `\$` and `\\` as the characters that they mean.
std::string Unescape(std::string_view text);

// One value, escaped as it came. Errors: kBadRequest, which say what is expected; `name` is the
// parameter's, for the text. No value is repeated in it.
TokenValue ParseToken(std::string_view name, std::string_view text);
/// "system|code|value" of :of-type, as the table of tokens has it.
TokenValue ParseOfType(std::string_view name, std::string_view text);
/// `base`: of this server's URLs, or empty.
ReferenceValue ParseReference(std::string_view name, std::string_view text, std::string_view base);
/// `now` is what "approximately" goes by.
DateValue ParseDate(std::string_view name, std::string_view text, base::Instant now);
NumberValue ParseNumber(std::string_view name, std::string_view text);
QuantityValue ParseQuantity(std::string_view name, std::string_view text);
StringValue ParseString(std::string_view name, std::string_view text);
UriValue ParseUri(std::string_view name, std::string_view text);
/// "latitude|longitude", "…|distance", "…|distance|unit": within 10 km, or the distance in km or in
/// a unit of length of UCUM.
NearValue ParseNear(std::string_view name, std::string_view text);

}  // namespace socle::resource

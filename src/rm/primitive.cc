#include "rm/primitive.h"

#include <charconv>
#include <cmath>
#include <cstdint>

#include "base/decimal.h"
#include "rm/ids.h"

namespace socle::rm {
namespace {

template <class T>
bool FitsInteger(std::string_view text) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool HasFractionOrExponent(std::string_view text) {
  return text.find_first_of(".eE") != std::string_view::npos;
}

/// Whether a double can hold the number: not whether it does so exactly.
bool FitsReal(std::string_view text) {
  if (text.size() < 300 && text.find_first_of("eE") == std::string_view::npos) return true;
  const auto number = base::Decimal::Parse(text);
  return number && std::isfinite(number->ToDouble());
}

bool IsOneCodePoint(std::string_view text) {
  std::size_t begun = 0;
  for (const char c : text) begun += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return begun == 1;
}

bool IsBase64(std::string_view text) {
  std::size_t digits = 0, padding = 0;
  for (const char c : text) {
    if (c == '\r' || c == '\n') continue;  // RFC 2045 breaks lines, and XML tools do
    const bool digit = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                       c == '+' || c == '/';
    if (c == '=') {
      ++padding;
    } else if (!digit || padding > 0) {
      return false;
    } else {
      ++digits;
    }
  }
  if (padding > 0) return padding <= 2 && (digits + padding) % 4 == 0;
  return digits % 4 != 1;
}

PrimitiveFault CheckNumber(const json::Value& value, ClassId type) {
  if (type == type::kReal || type == type::kDouble) {
    if (value.kind() != json::Kind::kNumber) return {"wrong_json_kind", "number"};
    if (!FitsReal(value.text())) return {"out_of_range", "number that a double can hold"};
    return {};
  }
  if (value.kind() != json::Kind::kNumber || HasFractionOrExponent(value.text())) {
    return {"wrong_json_kind", "integer"};
  }
  if (type == type::kInteger64) {
    if (!FitsInteger<std::int64_t>(value.text())) return {"out_of_range", "integer of 64 bits"};
  } else if (!FitsInteger<std::int32_t>(value.text())) {
    return {"out_of_range", "integer of 32 bits"};
  }
  return {};
}

}  // namespace

std::string_view KindName(json::Kind kind) {
  switch (kind) {
    case json::Kind::kNull:
      return "null";
    case json::Kind::kBoolean:
      return "boolean";
    case json::Kind::kNumber:
      return "number";
    case json::Kind::kString:
      return "string";
    case json::Kind::kArray:
      return "list";
    case json::Kind::kObject:
      return "object";
  }
  return "";
}

PrimitiveFault CheckPrimitive(const json::Value& value, ClassId type) {
  if (type == type::kBoolean) {
    if (value.kind() != json::Kind::kBoolean) return {"wrong_json_kind", "boolean"};
    return {};
  }
  const bool text = type == type::kString || type == type::kCharacter || type == type::kByte ||
                    type == type::kOctet;
  if (!text) return CheckNumber(value, type);
  if (!value.is_string()) return {"wrong_json_kind", "string"};
  if (type == type::kCharacter && !IsOneCodePoint(value.text())) {
    return {"out_of_range", "one character"};
  }
  if ((type == type::kByte || type == type::kOctet) && !IsBase64(value.text())) {
    return {"out_of_range", "base64 text"};
  }
  return {};
}

}  // namespace socle::rm

#pragma once

#include <string_view>

#include "json/document.h"
#include "rm/model.h"

namespace socle::rm {

/// What is wrong with a JSON value where the model has a primitive type; an empty rule: nothing.
struct PrimitiveFault {
  std::string_view rule;      // wrong_json_kind or out_of_range
  std::string_view expected;  // "integer from -2147483648 to 2147483647"
  bool ok() const { return rule.empty(); }
};

/// Whether `value` may stand for the primitive class `type`: an Integer is a number without
/// fraction and exponent in 32 bits, an Integer64 in 64, a Real one that a double can hold, a
/// Character one code point, a Byte base64 with or without line breaks.
/// Source: openEHR BASE 1.1.0, foundation_types; ITS-JSON.
PrimitiveFault CheckPrimitive(const json::Value& value, ClassId type);

/// "object", "list", "string", "number", "boolean" or "null".
std::string_view KindName(json::Kind kind);

}  // namespace socle::rm

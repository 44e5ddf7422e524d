#pragma once

#include <cstdint>
#include <string_view>

#include "fhir/model.h"

namespace socle::fhir {

/// Whether `text` is a value of the primitive `type`, as the specification's patterns and limits
/// say; of dates, also whether the day exists. For xhtml: see CheckXhtml. False for other types.
/// Source: FHIR R4, Datatypes, Primitive Types.
bool FitsPrimitive(TypeId type, std::string_view text);

/// How values of the primitive `type` look, for messages: "a date (YYYY, YYYY-MM or YYYY-MM-DD)".
std::string_view DescribePrimitive(TypeId type);

/// How JSON writes a primitive.
enum class JsonForm : std::uint8_t { kString, kNumber, kBoolean };
JsonForm FormOf(TypeId primitive);

}  // namespace socle::fhir

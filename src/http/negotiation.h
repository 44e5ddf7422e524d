#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "http/server.h"

namespace socle::http {

/// One member of a list with weights (RFC 9110, 12.4.2). Views into the header's value.
struct Preference {
  std::string_view name;        // "gzip", "application/*", "*"
  std::string_view parameters;  // what follows the first ';', the weight included
  int weight = 1000;            // thousandths
};

/// The members of an Accept or Accept-Encoding value, in order, at most 64. A weight that is none
/// counts as 1; members without a name are passed over. Never fails.
std::vector<Preference> ParsePreferences(std::string_view value);

/// A content coding of a response.
enum class Coding : std::uint8_t { kIdentity, kGzip, kZstd };

/// "gzip", "zstd"; empty for the identity.
std::string_view Name(Coding coding);

/// The coding that the Accept-Encoding headers of `request` ask for: the heaviest weight, zstd
/// before gzip among equals; the identity where none is named, or "*" alone.
Coding ChooseCoding(const Request& request);

/// The index of the media type in `offers` that the Accept headers of `request` weigh most, the
/// first among equals; the first of all where there is no Accept; nothing when none will do.
/// More exact ranges win over less exact ones (RFC 9110, 12.5.1). Parameters of ranges and offers
/// are not compared.
std::optional<std::size_t> ChooseMediaType(const Request& request,
                                           std::span<const std::string_view> offers);

/// "application/json" of "Application/JSON; charset=utf-8", in lower case only where it was:
/// compare with EqualsIgnoringCase.
std::string_view MediaTypeOf(std::string_view content_type);

/// Whether compressing a body of that type is worth it: text, JSON, XML.
bool IsCompressible(std::string_view content_type);

}  // namespace socle::http

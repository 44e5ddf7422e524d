#include <algorithm>

#include "base/bytes.h"
#include "fhir/html_text.h"
#include "fhir/path_functions.h"

// FHIRPath 2.1, Additional String Functions: encode, decode, escape, unescape.
namespace socle::fhir::path_function {
namespace {

constexpr std::string_view kJsonLetters = "\"\\bfnrt";
constexpr std::string_view kJsonMeanings = "\"\\\b\f\n\r\t";

std::string EscapeJson(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto known = kJsonMeanings.find(c);
    if (known != std::string_view::npos) {
      out += '\\';
      out += kJsonLetters[known];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00" + base::ToHex({&c, 1});
    } else {
      out += c;
    }
  }
  return out;
}

std::string UnescapeJson(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      out += text[at];
      continue;
    }
    const std::string_view rest = text.substr(++at);
    const auto known = kJsonLetters.find(rest[0]);
    if (const std::size_t read = base::AppendUnicodeEscape(rest, out)) {
      at += read - 1;
    } else {
      out += known != std::string_view::npos ? kJsonMeanings[known] : rest[0];
    }
  }
  return out;
}

/// Exchanges the two characters in which the alphabets of base64 differ.
std::string Exchanged(std::string text, std::string_view from, std::string_view to) {
  for (char& c : text) {
    const auto known = from.find(c);
    if (known != std::string_view::npos) c = to[known];
  }
  return text;
}

}  // namespace

void Encode(PathCall& call) {
  const auto text = call.StringInput();
  const auto format = call.StringArgument(0);
  if (!text || !format) return call.ReturnNothing();
  if (*format == "hex") return call.ReturnString(base::ToHex(*text));
  if (*format == "base64") return call.ReturnString(base::ToBase64(*text));
  if (*format == "urlbase64") {
    return call.ReturnString(Exchanged(base::ToBase64(*text), "+/", "-_"));
  }
  throw call.Fault("hex, base64 or urlbase64", std::string(*format));
}

void Decode(PathCall& call) {
  const auto text = call.StringInput();
  const auto format = call.StringArgument(0);
  if (!text || !format) return call.ReturnNothing();
  std::optional<std::string> bytes;
  if (*format == "hex") {
    bytes = base::FromHex(*text);
  } else if (*format == "base64") {
    bytes = base::FromBase64(*text);
  } else if (*format == "urlbase64") {
    bytes = base::FromBase64(Exchanged(std::string(*text), "-_", "+/"));
  } else {
    throw call.Fault("hex, base64 or urlbase64", std::string(*format));
  }
  // Bytes that are no text have no value here.
  if (!bytes || !base::IsUtf8(*bytes)) return call.ReturnNothing();
  call.ReturnString(*bytes);
}

void Escape(PathCall& call) {
  const auto text = call.StringInput();
  const auto target = call.StringArgument(0);
  if (!text || !target) return call.ReturnNothing();
  if (*target == "html") return call.ReturnString(EscapeHtml(*text));
  if (*target == "json") return call.ReturnString(EscapeJson(*text));
  throw call.Fault("html or json", std::string(*target));
}

void Unescape(PathCall& call) {
  const auto text = call.StringInput();
  const auto target = call.StringArgument(0);
  if (!text || !target) return call.ReturnNothing();
  if (*target == "html") return call.ReturnString(UnescapeHtml(*text));
  if (*target == "json") return call.ReturnString(UnescapeJson(*text));
  throw call.Fault("html or json", std::string(*target));
}

}  // namespace socle::fhir::path_function

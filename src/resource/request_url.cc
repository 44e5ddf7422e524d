#include "resource/request_url.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/error.h"
#include "resource/references.h"

namespace socle::resource {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kHex = "0123456789ABCDEF";

std::string Decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? base::HexDigit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? base::HexDigit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      throw Error(ErrorCode::kBadRequest, "% stands before two hexadecimal digits in a URL");
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

void AppendEncoded(std::string_view text, std::string& out) {
  for (const char c : text) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~:/,|").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.append({'%', kHex[byte >> 4], kHex[byte & 15]});
  }
}

fhir::TypeId ParseType(std::string_view name) {
  const fhir::TypeId type = fhir::FindType(name);
  if (type == fhir::TypeId::kNone || fhir::Get(type).kind != fhir::TypeKind::kResource ||
      fhir::Get(type).is_abstract) {
    throw Error(ErrorCode::kBadRequest, "the URL does not begin with a type of resource");
  }
  return type;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> ParseQuery(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    parameters.emplace_back(Decode(pair.substr(0, equals)),
                            Decode(pair.substr(std::min(equals + 1, pair.size()))));
  }
  return parameters;
}

std::string FormatQuery(const std::vector<std::pair<std::string, std::string>>& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    AppendEncoded(name, out);
    out += '=';
    AppendEncoded(value, out);
  }
  return out;
}

RequestUrl ParseRequestUrl(std::string_view text, std::string_view base) {
  if (!base.empty() && text.starts_with(base)) text.remove_prefix(base.size());
  if (text.starts_with('/')) text.remove_prefix(1);
  RequestUrl url;
  const std::size_t query = text.find('?');
  if (query != std::string_view::npos) {
    url.has_query = true;
    url.parameters = ParseQuery(text.substr(query + 1));
    text = text.substr(0, query);
  }
  if (text.empty() || text.starts_with('_') || text.find('$') != std::string_view::npos) {
    throw Error(ErrorCode::kNotImplemented,
                "a Bundle's entry names one type or one resource: other requests go by themselves");
  }
  if (text.ends_with('/')) text.remove_suffix(1);
  if (text.find('/') == std::string_view::npos) {
    url.type = ParseType(text);
    return url;
  }
  if (text.ends_with("/_history")) {
    throw Error(ErrorCode::kNotImplemented, "a history is not given in a Bundle's entry");
  }
  const auto reference = ParseReference(text);
  if (!reference) {
    ParseType(text.substr(0, text.find('/')));
    throw Error(ErrorCode::kBadRequest, "the URL is not TYPE, TYPE/ID or TYPE/ID/_history/VERSION");
  }
  url.type = reference->type;
  url.id = ResourceId(std::string(reference->id));
  url.version = reference->version;
  return url;
}

}  // namespace socle::resource

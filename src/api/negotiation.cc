#include "api/negotiation.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/error.h"

namespace socle::api {
namespace {

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool SameText(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  });
}

/// The part of a media type before its parameters.
std::string_view Essence(std::string_view type) { return Trim(type.substr(0, type.find(';'))); }

/// How well `range` fits `type`: 3 exactly, 2 "application/*", 1 "*/*", 0 not.
int Fit(std::string_view range, std::string_view type) {
  if (SameText(range, type)) return 3;
  if (range == "*/*" || range == "*") return 1;
  if (range.ends_with("/*")) {
    const std::string_view family = range.substr(0, range.size() - 1);
    if (SameText(family, type.substr(0, family.size()))) return 2;
  }
  return 0;
}

double Quality(std::string_view item) {
  const std::size_t at = item.find("q=");
  if (at == std::string_view::npos) return 1;
  double quality = 0;
  const std::string_view digits = Trim(item.substr(at + 2));
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), quality);
  return error == std::errc{} ? std::clamp(quality, 0.0, 1.0) : 0;
}

/// The quality that the most specific range of `header` gives to `type`.
double QualityOf(std::string_view header, std::string_view type) {
  int best = 0;
  double quality = 0;
  while (!header.empty()) {
    const std::size_t comma = std::min(header.find(','), header.size());
    const std::string_view item = header.substr(0, comma);
    const int fit = Fit(Essence(item), type);
    if (fit > best) {
      best = fit;
      const std::size_t semicolon = item.find(';');
      quality = semicolon == std::string_view::npos ? 1 : Quality(item.substr(semicolon));
    }
    header.remove_prefix(std::min(comma + 1, header.size()));
  }
  return quality;
}

std::string Join(std::initializer_list<std::string_view> types) {
  std::string text;
  for (const auto type : types) {
    if (!text.empty()) text += ", ";
    text += type;
  }
  return text;
}

}  // namespace

std::string_view Negotiate(const http::Request& request,
                           std::initializer_list<std::string_view> offered) {
  const auto headers = request.Headers("Accept");
  if (headers.empty()) return *offered.begin();
  std::string all;
  for (const auto header : headers) {
    if (!all.empty()) all += ',';
    all += header;
  }
  if (Trim(all).empty()) return *offered.begin();
  std::string_view best;
  double best_quality = 0;
  for (const auto type : offered) {
    const double quality = QualityOf(all, type);
    if (quality > best_quality) {
      best = type;
      best_quality = quality;
    }
  }
  if (best.empty()) {
    throw base::Error(base::ErrorCode::kNotAcceptable, "what is here comes as " + Join(offered));
  }
  return best;
}

void RequireContentType(const http::Request& request,
                        std::initializer_list<std::string_view> accepted) {
  const std::string* header = request.Header("Content-Type");
  if (header == nullptr || Trim(*header).empty()) return;
  for (const auto type : accepted) {
    if (SameText(Essence(*header), type)) return;
  }
  throw base::Error(base::ErrorCode::kUnsupportedMedia, "the body must be " + Join(accepted));
}

Return Preferred(const http::Request& request) {
  for (const auto header : request.Headers("Prefer")) {
    std::string_view rest = header;
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find_first_of(",;"), rest.size());
      const std::string_view item = Trim(rest.substr(0, comma));
      if (SameText(item, "return=representation")) return Return::kRepresentation;
      if (SameText(item, "return=identifier")) return Return::kIdentifier;
      if (SameText(item, "return=minimal")) return Return::kMinimal;
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return Return::kMinimal;
}

std::string_view PreferenceName(Return preference) {
  switch (preference) {
    case Return::kIdentifier: return "return=identifier";
    case Return::kRepresentation: return "return=representation";
    case Return::kMinimal: break;
  }
  return "return=minimal";
}

}  // namespace socle::api

#include "http/target.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/error.h"

namespace socle::http {
namespace {

[[noreturn]] void Refuse(const char* why) { throw base::Error(base::ErrorCode::kBadRequest, why); }

bool IsVisibleAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

/// "http://host/path?query" without its scheme and authority.
std::string_view WithoutAuthority(std::string_view raw) {
  for (std::string_view scheme : {"http://", "https://"}) {
    if (!raw.starts_with(scheme)) continue;
    raw.remove_prefix(scheme.size());
    if (raw.empty() || raw.front() == '/' || raw.front() == '?') break;
    const std::size_t end = raw.find_first_of("/?");
    return end == std::string_view::npos ? std::string_view() : raw.substr(end);
  }
  Refuse("The request target is neither a path nor an http URI.");
}

std::string Decoded(std::string_view text, bool plus_is_space) {
  auto decoded = PercentDecode(text, plus_is_space);
  if (!decoded) {
    Refuse("The request target holds an escape that is not %XX, spells NUL, or is not UTF-8.");
  }
  return *std::move(decoded);
}

void ParsePath(std::string_view path, Target& target) {
  if (path.empty() || path == "/") {
    target.path = "/";
    return;
  }
  path.remove_prefix(1);
  if (path.back() == '/') path.remove_suffix(1);
  for (;;) {
    const std::size_t end = path.find('/');
    target.segments.push_back(Decoded(path.substr(0, end), false));
    target.path += '/';
    target.path += target.segments.back();
    if (end == std::string_view::npos) return;
    path.remove_prefix(end + 1);
  }
}

void ParseQuery(std::string_view query, Target& target) {
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    target.query.emplace_back(
        Decoded(pair.substr(0, equals), true),
        equals == std::string_view::npos ? "" : Decoded(pair.substr(equals + 1), true));
  }
}

}  // namespace

std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  bool escaped = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? base::HexDigit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? base::HexDigit(text[i + 2]) : -1;
      if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      escaped = true;
      i += 2;
    }
  }
  if (escaped && !base::IsUtf8(out)) return std::nullopt;
  return out;
}

Target ParseTarget(std::string_view raw) {
  Target target;
  if (raw == "*") {
    target.path = "*";
    return target;
  }
  if (!IsVisibleAscii(raw) || raw.find('#') != std::string_view::npos) {
    Refuse("The request target holds characters that must be percent-encoded.");
  }
  if (raw.empty() || raw.front() != '/') raw = WithoutAuthority(raw);
  const std::size_t mark = raw.find('?');
  ParsePath(raw.substr(0, mark), target);
  if (mark != std::string_view::npos) ParseQuery(raw.substr(mark + 1), target);
  return target;
}

}  // namespace socle::http

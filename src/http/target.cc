#include "http/target.h"

#include <algorithm>
#include <optional>

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

/// What was decoded; nothing is refused.
template <class T>
T Decoded(std::optional<T> decoded) {
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
    target.segments.push_back(Decoded(base::PercentDecode(path.substr(0, end), false)));
    target.path += '/';
    target.path += target.segments.back();
    if (end == std::string_view::npos) return;
    path.remove_prefix(end + 1);
  }
}

}  // namespace

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
  if (mark != std::string_view::npos) {
    target.query = Decoded(base::ParseUrlQuery(raw.substr(mark + 1)));
  }
  return target;
}

}  // namespace socle::http

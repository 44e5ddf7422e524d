#include "fhir/path_pattern.h"

#include <re2/re2.h>

#include <array>
#include <charconv>

namespace socle::fhir {
namespace {

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

/// RE2 writes named groups as (?P<name>…).
std::string Translate(std::string_view expression) {
  std::string out;
  for (std::size_t at = 0; at < expression.size(); ++at) {
    out += expression[at];
    if (expression[at] == '\\' && at + 1 < expression.size()) {
      out += expression[++at];
    } else if (expression.substr(at, 3) == "(?<" && at + 3 < expression.size() &&
               expression[at + 3] != '=' && expression[at + 3] != '!') {
      out += "?P<";
      at += 2;
    }
  }
  return out;
}

constexpr int kMostGroups = 32;

}  // namespace

struct PathPattern::Engine {
  Engine(const std::string& expression, const re2::RE2::Options& options)
      : re(expression, options) {}

  /// The group that `name` means, or -1.
  int Group(std::string_view name) const {
    int number = -1;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), number);
    if (read.ec == std::errc() && read.ptr == name.data() + name.size()) {
      return number <= re.NumberOfCapturingGroups() && number < kMostGroups ? number : -1;
    }
    const auto& groups = re.NamedCapturingGroups();
    const auto found = groups.find(std::string(name));
    return found == groups.end() || found->second >= kMostGroups ? -1 : found->second;
  }

  void Expand(std::string_view substitution, const std::array<re2::StringPiece, kMostGroups>& match,
              std::string& out) const;

  re2::RE2 re;
};

void PathPattern::Engine::Expand(std::string_view substitution,
                                 const std::array<re2::StringPiece, kMostGroups>& match,
                                 std::string& out) const {
  for (std::size_t at = 0; at < substitution.size(); ++at) {
    const std::string_view rest = substitution.substr(at);
    int group = -1;
    std::size_t length = 1;
    if (rest.starts_with("$$")) {
      length = 2;
    } else if (rest.starts_with("${") && rest.find('}') != std::string_view::npos) {
      length = rest.find('}') + 1;
      group = Group(rest.substr(2, length - 3));
    } else if (rest.size() > 1 && rest[0] == '$' && rest[1] >= '0' && rest[1] <= '9') {
      length = 2;
      group = Group(rest.substr(1, 1));
    }
    if (group >= 0) {
      const auto& piece = match[static_cast<std::size_t>(group)];
      out.append(piece.data() == nullptr ? "" : piece.data(), piece.size());
    } else {
      out += length == 2 && rest[1] == '$' ? "$" : rest.substr(0, length);
    }
    at += length - 1;
  }
}

PathPattern::PathPattern() = default;
PathPattern::~PathPattern() = default;

std::unique_ptr<const PathPattern> PathPattern::Compile(std::string_view expression,
                                                        std::string& fault) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  options.set_dot_nl(true);
  std::unique_ptr<PathPattern> pattern(new PathPattern);
  pattern->engine_ = std::make_unique<Engine>(Translate(expression), options);
  if (pattern->engine_->re.ok()) return pattern;
  fault = pattern->engine_->re.error();
  return nullptr;
}

bool PathPattern::FindsIn(std::string_view text) const {
  return re2::RE2::PartialMatch(Piece(text), engine_->re);
}

bool PathPattern::Matches(std::string_view text) const {
  return re2::RE2::FullMatch(Piece(text), engine_->re);
}

bool PathPattern::ReplaceAll(std::string_view text, std::string_view substitution, std::size_t most,
                             std::string& out) const {
  std::array<re2::StringPiece, kMostGroups> match;
  const int groups = std::min(engine_->re.NumberOfCapturingGroups() + 1, kMostGroups);
  std::size_t at = 0;
  while (at <= text.size() && engine_->re.Match(Piece(text), at, text.size(), re2::RE2::UNANCHORED,
                                                match.data(), groups)) {
    const auto begin = static_cast<std::size_t>(match[0].data() - text.data());
    out += text.substr(at, begin - at);
    engine_->Expand(substitution, match, out);
    at = begin + match[0].size();
    if (match[0].empty()) {
      // An empty match moves on by one character.
      std::size_t next = at + 1;
      while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0) == 0x80) ++next;
      out += text.substr(at, next - at);
      at = next;
    }
    if (out.size() > most) return false;
  }
  if (at < text.size()) out += text.substr(at);
  return out.size() <= most;
}

}  // namespace socle::fhir

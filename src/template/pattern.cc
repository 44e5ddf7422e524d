#include "template/pattern.h"

#include <re2/re2.h>

namespace socle::tmpl {

struct Pattern::Engine {
  Engine(std::string_view expression, const re2::RE2::Options& options)
      : re(re2::StringPiece(expression.data(), expression.size()), options) {}
  re2::RE2 re;
};

namespace {

/// The text that `expression` spells where it has no operators ("a\.b" is "a.b").
std::optional<std::string> Literal(std::string_view expression) {
  std::string text;
  for (std::size_t at = 0; at < expression.size(); ++at) {
    char c = expression[at];
    if (c == '\\') {
      if (++at == expression.size()) return std::nullopt;
      c = expression[at];
      if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
        return std::nullopt;
      }
    } else if (std::string_view(".*+?()[]{}|^$").find(c) != std::string_view::npos) {
      return std::nullopt;
    }
    text += c;
  }
  return text;
}

/// Without the delimiters of ADL, which some tools leave in.
std::string_view WithoutDelimiters(std::string_view expression) {
  if (expression.size() >= 2 && expression.front() == '/' && expression.back() == '/') {
    return expression.substr(1, expression.size() - 2);
  }
  return expression;
}

}  // namespace

Pattern::Pattern() = default;
Pattern::~Pattern() = default;

std::unique_ptr<const Pattern> Pattern::Compile(std::string_view expression, std::string& fault) {
  std::unique_ptr<Pattern> pattern(new Pattern);
  pattern->expression_ = expression;
  const std::string_view bare = WithoutDelimiters(expression);
  if (bare == ".*" || bare == "^.*$") {
    pattern->all_ = true;
    return pattern;
  }
  if (std::optional<std::string> literal = Literal(bare)) {
    pattern->literal_ = std::move(*literal);
    return pattern;
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  options.set_dot_nl(true);
  pattern->engine_ = std::make_unique<Engine>(bare, options);
  if (!pattern->engine_->re.ok()) {
    fault = pattern->engine_->re.error();
    return nullptr;
  }
  return pattern;
}

bool Pattern::Matches(std::string_view text) const {
  if (all_) return true;
  if (!engine_) return text == literal_;
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), engine_->re);
}

bool Pattern::MatchesAll() const { return all_; }

}  // namespace socle::tmpl

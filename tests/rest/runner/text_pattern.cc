#include "text_pattern.h"

#include <algorithm>
#include <regex>
#include <utility>
#include <vector>

#include "base/error.h"
#include "http/ascii.h"

namespace socle::rest {
namespace {

using http::TrimBlanks;

[[noreturn]] void Refuse(const std::string& why) {
  throw base::Error(base::ErrorCode::kMalformed, why);
}

bool IsName(std::string_view text) {
  return !text.empty() && (text[0] < '0' || text[0] > '9') &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

Placeholder ParsePlaceholder(std::string_view inside) {
  inside = TrimBlanks(inside);
  const std::size_t equals = inside.find('=');
  const std::string_view name = TrimBlanks(inside.substr(0, equals));
  if (equals == std::string_view::npos || !IsName(name)) return {{}, std::string(inside)};
  return {std::string(name), std::string(TrimBlanks(inside.substr(equals + 1)))};
}

std::string Escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (std::string_view(R"(\^$.|?*+()[]{}/)").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::optional<std::string> WordExpression(std::string_view word) {
  static const std::map<std::string_view, std::string_view> kWords = {
      {"uuid", "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"},
      {"number", R"(-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)"},
      {"integer", "-?[0-9]+"},
      {"string", R"([\s\S]+)"},
      {"date-time",
       R"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]+)?(?:Z|[-+][0-9]{2}:?[0-9]{2}))"},
      {"http-date",
       "[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT"},
  };
  const auto word_at = kWords.find(word);
  if (word_at == kWords.end()) return std::nullopt;
  return std::string(word_at->second);
}

/// The regular expression of a placeholder's pattern, without capturing groups of its own.
std::string Expression(std::string_view pattern, const Variables& variables) {
  if (auto word = WordExpression(pattern)) return *word;
  if (pattern.size() > 2 && pattern.front() == '~' && pattern.back() == '~') {
    return "(?:" + std::string(pattern.substr(1, pattern.size() - 2)) + ")";
  }
  if (const auto found = variables.find(pattern); found != variables.end()) {
    return Escaped(found->second);
  }
  if (pattern.find('*') == std::string_view::npos) {
    Refuse("{{" + std::string(pattern) + "}} is neither a variable that is set nor a pattern");
  }
  std::string glob;
  for (char c : pattern) glob += c == '*' ? std::string(R"([\s\S]*?)") : Escaped({&c, 1});
  return glob;
}

/// Calls `literal` for the text between placeholders and `hole` for each placeholder, in order.
template <class Literal, class Hole>
void Walk(std::string_view text, const Literal& literal, const Hole& hole) {
  for (;;) {
    const std::size_t begin = text.find("{{");
    literal(text.substr(0, begin));
    if (begin == std::string_view::npos) return;
    const std::size_t end = text.find("}}", begin);
    if (end == std::string_view::npos) Refuse("a {{ has no }}");
    hole(ParsePlaceholder(text.substr(begin + 2, end - begin - 2)));
    text.remove_prefix(end + 2);
  }
}

}  // namespace

std::optional<Placeholder> WholePlaceholder(std::string_view text) {
  if (!text.starts_with("{{") || text.find("}}") != text.size() - 2) return std::nullopt;
  return ParsePlaceholder(text.substr(2, text.size() - 4));
}

std::string Substitute(std::string_view text, const Variables& variables) {
  std::string out;
  Walk(
      text, [&](std::string_view literal) { out += literal; },
      [&](const Placeholder& hole) {
        const auto found = variables.find(hole.pattern);
        if (!hole.capture.empty() || found == variables.end()) {
          Refuse("{{" + hole.pattern + "}} is not a variable that is set");
        }
        out += found->second;
      });
  return out;
}

bool MatchText(std::string_view pattern, std::string_view text, Variables& variables) {
  if (pattern.find("{{") == std::string_view::npos) return pattern == text;
  std::string expression;
  std::vector<std::string> captures;
  Walk(
      pattern, [&](std::string_view literal) { expression += Escaped(literal); },
      [&](const Placeholder& hole) {
        const std::string inside = Expression(hole.pattern, variables);
        if (hole.capture.empty()) {
          expression += "(?:" + inside + ")";
        } else {
          captures.push_back(hole.capture);
          expression += "(" + inside + ")";
        }
      });
  try {
    std::match_results<std::string_view::const_iterator> found;
    if (!std::regex_match(text.begin(), text.end(), found, std::regex(expression))) return false;
    for (std::size_t i = 0; i < captures.size(); ++i) variables[captures[i]] = found[i + 1].str();
    return true;
  } catch (const std::regex_error&) {
    Refuse("the pattern " + std::string(pattern) + " is no regular expression");
  }
}

}  // namespace socle::rest

#include "aql/lexer.h"

#include <algorithm>
#include <optional>

#include "aql/fault.h"
#include "base/bytes.h"

namespace socle::aql {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) {
  // Characters beyond ASCII may stand in names; their bytes all have the upper bit.
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80);
}
bool IsNameCharacter(char c) { return IsLetter(c) || IsDigit(c) || c == '_'; }
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  std::vector<Token> Run() {
    const std::size_t good = base::Utf8Prefix(text_);
    if (good != text_.size()) {
      Move(good);
      throw Fault(base::ErrorCode::kMalformed, place_, "encoding", "UTF-8", "other bytes");
    }
    while (true) {
      SkipBlanks();
      if (at_ == text_.size()) break;
      Scan();
    }
    tokens_.push_back({TokenKind::kEnd, {}, place_});
    return std::move(tokens_);
  }

 private:
  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  /// Goes on to the byte `end`, counting lines and characters.
  void Move(std::size_t end) {
    base::Advance(place_, text_.substr(at_, end - at_));
    at_ = end;
  }

  void Emit(TokenKind kind, std::size_t begin, std::size_t length, std::size_t end) {
    tokens_.push_back({kind, text_.substr(begin, length), place_});
    Move(end);
  }

  void SkipBlanks() {
    while (at_ < text_.size()) {
      if (IsSpace(text_[at_])) {
        Move(at_ + 1);
      } else if (Peek() == '-' && Peek(1) == '-') {
        Move(std::min(text_.find('\n', at_), text_.size()));
      } else {
        return;
      }
    }
  }

  void Scan() {
    const char c = Peek();
    if (IsLetter(c) || c == '_') return ScanWord();
    if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)))) return ScanNumber();
    if (c == '\'' || c == '"') return ScanString(c);
    if ((c == '$' || c == ':') && (IsLetter(Peek(1)) || Peek(1) == '_')) return ScanParameter();
    ScanSymbol(c);
  }

  /// The end of a word that begins at `from`: '-', '.' stand inside only.
  std::size_t WordEnd(std::size_t from) const {
    std::size_t end = from;
    while (end < text_.size()) {
      const char c = text_[end];
      const bool inner = (c == '-' || c == '.') && end + 1 < text_.size() &&
                         IsNameCharacter(text_[end + 1]) && end > from;
      if (!IsNameCharacter(c) && !inner) break;
      ++end;
    }
    return end;
  }

  bool IsDoubleColon(std::size_t at) const {
    return text_.substr(at, 2) == "::" && at + 2 < text_.size() && IsNameCharacter(text_[at + 2]);
  }

  /// Behind a word: the end of "(version)" where "::" follows it, else `end`.
  std::size_t VersionEnd(std::size_t end) const {
    if (end >= text_.size() || text_[end] != '(') return end;
    constexpr std::size_t kLongestVersion = 64;
    std::size_t close = end + 1;
    while (close < text_.size() && close - end < kLongestVersion &&
           (IsNameCharacter(text_[close]) || text_[close] == '-' || text_[close] == '.')) {
      ++close;
    }
    return text_.substr(close, 1) == ")" && IsDoubleColon(close + 1) ? close + 1 : end;
  }

  void ScanWord() {
    std::size_t end = WordEnd(at_);
    const std::size_t versioned = VersionEnd(end);
    if (!IsDoubleColon(versioned)) return Emit(TokenKind::kWord, at_, end - at_, end);
    end = WordEnd(versioned + 2);
    if (LooksLikeArchetypeId(text_.substr(versioned + 2, end - versioned - 2))) {
      return Emit(TokenKind::kWord, at_, end - at_, end);
    }
    if (end < text_.size() && text_[end] == '|') {
      const std::size_t close = text_.find_first_of("|[]\n", end + 1);
      if (close != std::string_view::npos && text_[close] == '|') end = close + 1;
    }
    Emit(TokenKind::kTermCode, at_, end - at_, end);
  }

  void ScanNumber() {
    std::size_t end = at_;
    const auto digits = [&] {
      while (end < text_.size() && IsDigit(text_[end])) ++end;
    };
    digits();
    if (end + 1 < text_.size() && text_[end] == '.' && IsDigit(text_[end + 1])) {
      ++end;
      digits();
    }
    if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
      std::size_t behind = end + 1;
      if (behind < text_.size() && (text_[behind] == '+' || text_[behind] == '-')) ++behind;
      if (behind < text_.size() && IsDigit(text_[behind])) {
        end = behind;
        digits();
      }
    }
    if (end < text_.size() && IsNameCharacter(text_[end])) {
      throw Fault(base::ErrorCode::kMalformed, place_, "syntax", "a number",
                  "a number that runs into a name");
    }
    Emit(TokenKind::kNumber, at_, end - at_, end);
  }

  void ScanString(char quote) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote) end += text_[end] == '\\' ? 2 : 1;
    if (end >= text_.size()) {
      throw Fault(base::ErrorCode::kMalformed, place_, "syntax",
                  std::string("the end of the string, ") + quote, "the end of the query");
    }
    Emit(TokenKind::kString, at_ + 1, end - at_ - 1, end + 1);
  }

  void ScanParameter() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && IsNameCharacter(text_[end])) ++end;
    Emit(TokenKind::kParameter, at_ + 1, end - at_ - 1, end);
  }

  void ScanSymbol(char c) {
    for (const std::string_view two : {"!=", "<>", "<=", ">="}) {
      if (text_.substr(at_, 2) == two) return Emit(TokenKind::kSymbol, at_, 2, at_ + 2);
    }
    if (std::string_view("()[]{},/*;+-=<>").find(c) == std::string_view::npos) {
      // A whole character, not a byte of it.
      throw Fault(base::ErrorCode::kMalformed, place_, "syntax", "a name, value or symbol",
                  static_cast<unsigned char>(c) < 0x20 ? "a control character"
                                                       : "'" + std::string(1, c) + "'");
    }
    Emit(TokenKind::kSymbol, at_, 1, at_ + 1);
    if (c == '{') ScanInBraces();
  }

  /// Braces stand behind MATCHES only: a regular expression or a URI there is one token.
  void ScanInBraces() {
    SkipBlanks();
    if (Peek() == '/') return ScanRegex();
    std::size_t end = at_;
    while (end < text_.size() && (IsNameCharacter(text_[end]) || text_[end] == '+' ||
                                  text_[end] == '-' || text_[end] == '.')) {
      ++end;
    }
    if (end == at_ || !IsLetter(Peek()) || end >= text_.size() || text_[end] != ':' ||
        text_.substr(end, 2) == "::") {
      return;
    }
    end = std::min(text_.find_first_of("} \t\r\n", end), text_.size());
    Emit(TokenKind::kUri, at_, end - at_, end);
  }

  void ScanRegex() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != '/' && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2 : 1;
    }
    if (end >= text_.size() || text_[end] != '/') {
      throw Fault(base::ErrorCode::kMalformed, place_, "syntax",
                  "the end of the regular expression, /", "the end of the line");
    }
    Emit(TokenKind::kRegex, at_ + 1, end - at_ - 1, end + 1);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Place place_;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> Tokenize(std::string_view query) { return Scanner(query).Run(); }

std::string Unescape(const Token& token, Wildcards wildcards) {
  constexpr std::string_view kLetters = "abfnrtv'\"?\\";
  constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v'\"?\\";
  const std::string_view text = token.text;
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') {
      out += text[at];
      continue;
    }
    const char letter = text[++at];
    const bool wildcard = letter == '*' || letter == '?';
    if (wildcard && (letter == '*' || wildcards == Wildcards::kKeepEscapes)) {
      out += '\\';
      out += letter;
    } else if (const auto known = kLetters.find(letter); known != std::string_view::npos) {
      out += kMeanings[known];
    } else if (const std::size_t read =
                   letter == 'u' ? base::AppendUnicodeEscape(text.substr(at), out) : 0) {
      at += read - 1;
    } else {
      throw Fault(base::ErrorCode::kMalformed, token.place, "syntax",
                  "escapes in the string as \\' \\\" \\\\ \\n \\t \\uXXXX", "another");
    }
  }
  return out;
}

bool IsPlainName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsNameCharacter);
}

bool LooksLikeArchetypeId(std::string_view text) {
  const std::size_t colons = text.rfind("::");
  if (colons != std::string_view::npos) text.remove_prefix(colons + 2);  // a namespace
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return false;
  if (std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(dot), '-') < 2) {
    return false;
  }
  const std::size_t version = text.rfind(".v");
  return version != std::string_view::npos && version + 2 < text.size() &&
         IsDigit(text[version + 2]);
}

bool IsNodeCode(std::string_view text) {
  if (text.size() < 3 || !(text.starts_with("at") || text.starts_with("id"))) return false;
  text.remove_prefix(2);
  return IsDigit(text.front()) && IsDigit(text.back()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return IsDigit(c) || c == '.'; });
}

bool EqualAnyCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

}  // namespace socle::aql

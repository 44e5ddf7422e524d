#include "fhir/path_lexer.h"

#include <algorithm>
#include <optional>

#include "base/bytes.h"
#include "fhir/path_fault.h"

namespace socle::fhir {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsNameStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsNameCharacter(char c) { return IsNameStart(c) || IsDigit(c); }
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<PathToken> Run() {
    const std::size_t good = base::Utf8Prefix(text_);
    if (good != text_.size()) {
      Move(good);
      throw PathFault(place_, "encoding", "UTF-8", "other bytes");
    }
    while (true) {
      SkipBlanks();
      if (at_ == text_.size()) break;
      Scan();
    }
    tokens_.push_back({PathTokenKind::kEnd, {}, place_});
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

  void Emit(PathTokenKind kind, std::size_t begin, std::size_t length, std::size_t end) {
    tokens_.push_back({kind, text_.substr(begin, length), place_});
    Move(end);
  }

  void SkipBlanks() {
    while (at_ < text_.size()) {
      if (IsSpace(text_[at_])) {
        Move(at_ + 1);
      } else if (text_.substr(at_, 2) == "//") {
        Move(std::min(text_.find_first_of("\r\n", at_), text_.size()));
      } else if (text_.substr(at_, 2) == "/*") {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) {
          throw PathFault(place_, "syntax", "the end of the comment, */",
                          "the end of the expression");
        }
        Move(end + 2);
      } else {
        return;
      }
    }
  }

  void Scan() {
    const char c = Peek();
    if (IsNameStart(c)) return Emit(PathTokenKind::kName, at_, NameEnd(at_) - at_, NameEnd(at_));
    if (IsDigit(c)) return ScanNumber();
    if (c == '\'') return ScanQuoted(PathTokenKind::kString, at_);
    if (c == '`') return ScanQuoted(PathTokenKind::kDelimited, at_);
    if (c == '@') return ScanDateTime();
    if (c == '$') return ScanVariable();
    if (c == '%') return ScanExternal();
    ScanSymbol(c);
  }

  std::size_t NameEnd(std::size_t from) const {
    std::size_t end = from;
    while (end < text_.size() && IsNameCharacter(text_[end])) ++end;
    return end;
  }

  std::size_t DigitsEnd(std::size_t from) const {
    std::size_t end = from;
    while (end < text_.size() && IsDigit(text_[end])) ++end;
    return end;
  }

  void ScanNumber() {
    std::size_t end = DigitsEnd(at_);
    if (end + 1 < text_.size() && text_[end] == '.' && IsDigit(text_[end + 1])) {
      end = DigitsEnd(end + 1);
    }
    Emit(PathTokenKind::kNumber, at_, end - at_, end);
  }

  /// What stands between the quote at `open` and the next one that is not escaped.
  void ScanQuoted(PathTokenKind kind, std::size_t open) {
    const char quote = text_[open];
    std::size_t end = open + 1;
    while (end < text_.size() && text_[end] != quote) end += text_[end] == '\\' ? 2 : 1;
    if (end >= text_.size()) {
      throw PathFault(place_, "syntax", std::string("the closing ") + quote,
                      "the end of the expression");
    }
    Emit(kind, open + 1, end - open - 1, end + 1);
  }

  /// Takes the characters of a date, then of a time and its zone; PathTemporal judges them. A
  /// point belongs to it only before digits of a fraction.
  void ScanDateTime() {
    std::size_t end = at_ + 1;
    const auto take = [&](std::size_t digits) {
      std::size_t taken = 0;
      while (taken < digits && end < text_.size() && IsDigit(text_[end])) ++end, ++taken;
    };
    const auto is_digit = [&](std::size_t at) { return at < text_.size() && IsDigit(text_[at]); };
    take(4);
    for (int i = 0; i < 2 && end < text_.size() && text_[end] == '-' && is_digit(end + 1); ++i) {
      ++end;
      take(2);
    }
    if (end < text_.size() && text_[end] == 'T') {
      const bool has_date = end > at_ + 1;
      ++end;
      take(2);
      for (int i = 0; i < 2 && end < text_.size() && text_[end] == ':' && is_digit(end + 1); ++i) {
        ++end;
        take(2);
      }
      if (end < text_.size() && text_[end] == '.' && is_digit(end + 1)) end = DigitsEnd(end + 1);
      if (has_date) end = ZoneEnd(end);
    }
    Emit(PathTokenKind::kDateTime, at_ + 1, end - at_ - 1, end);
  }

  std::size_t ZoneEnd(std::size_t at) const {
    if (at >= text_.size() || !IsDigit(text_[at - 1])) return at;
    if (text_[at] == 'Z') return at + 1;
    if (text_[at] != '+' && text_[at] != '-') return at;
    const std::string_view zone = text_.substr(at, 6);
    const bool is_zone = zone.size() == 6 && IsDigit(zone[1]) && IsDigit(zone[2]) &&
                         zone[3] == ':' && IsDigit(zone[4]) && IsDigit(zone[5]);
    return is_zone ? at + 6 : at;
  }

  void ScanVariable() {
    const std::size_t end = NameEnd(at_ + 1);
    Emit(PathTokenKind::kVariable, at_ + 1, end - at_ - 1, end);
  }

  /// %vs-name and %ext-name take their hyphens; other names end before one.
  void ScanExternal() {
    const char c = Peek(1);
    if (c == '`' || c == '\'' || c == '"') return ScanQuoted(PathTokenKind::kExternal, at_ + 1);
    std::size_t end = NameEnd(at_ + 1);
    const std::string_view name = text_.substr(at_ + 1, end - at_ - 1);
    if (name.empty()) throw PathFault(place_, "syntax", "a name behind %", Found(c));
    if (name == "vs" || name == "ext") {
      while (end + 1 < text_.size() && text_[end] == '-' && IsNameCharacter(text_[end + 1])) {
        end = NameEnd(end + 1);
      }
    }
    Emit(PathTokenKind::kExternal, at_ + 1, end - at_ - 1, end);
  }

  static std::string Found(char c) {
    if (c == '\0') return "the end of the expression";
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) return "a control character";
    return byte < 0x80 ? "'" + std::string(1, c) + "'" : "another character";
  }

  void ScanSymbol(char c) {
    for (const std::string_view two : {"!=", "!~", "<=", ">="}) {
      if (text_.substr(at_, 2) == two) return Emit(PathTokenKind::kSymbol, at_, 2, at_ + 2);
    }
    if (std::string_view(".()[]{},+-*/|&=~<>").find(c) == std::string_view::npos) {
      throw PathFault(place_, "syntax", "a name, value or symbol", Found(c));
    }
    Emit(PathTokenKind::kSymbol, at_, 1, at_ + 1);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  PathPlace place_;
  std::vector<PathToken> tokens_;
};

}  // namespace

std::vector<PathToken> TokenizePath(std::string_view text) { return Scanner(text).Run(); }

std::string UnescapePath(const PathToken& token) {
  constexpr std::string_view kLetters = "'\"`\\/fnrt";
  constexpr std::string_view kMeanings = "'\"`\\/\f\n\r\t";
  std::string out;
  for (std::size_t at = 0; at < token.text.size(); ++at) {
    if (token.text[at] != '\\') {
      out += token.text[at];
      continue;
    }
    const char letter = token.text[++at];
    if (const auto known = kLetters.find(letter); known != std::string_view::npos) {
      out += kMeanings[known];
    } else if (const std::size_t read =
                   letter == 'u' ? base::AppendUnicodeEscape(token.text.substr(at), out) : 0) {
      at += read - 1;
    } else {
      throw PathFault(token.place, "syntax", R"(escapes as \' \" \` \\ \/ \f \n \r \t \uXXXX)",
                      "another escape");
    }
  }
  return out;
}

}  // namespace socle::fhir

#include "xml/markup.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace socle::xml {
namespace {

/// Whether a document may hold the character. Source: XML 1.0, 2.2.
bool IsCharacter(std::uint32_t code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  return code < 0xD800 || (code > 0xDFFF && code < 0xFFFE) || (code > 0xFFFF && code <= 0x10FFFF);
}

/// Whether `text`, which begins with "&#", begins with a reference to a character that a document
/// may hold. Source: XML 1.0, 4.1.
bool IsCharacterReference(std::string_view text) {
  text.remove_prefix(2);
  const bool hexadecimal = text.starts_with('x');
  if (hexadecimal) text.remove_prefix(1);
  std::uint32_t code = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, code, hexadecimal ? 16 : 10);
  return error == std::errc() && at != end && *at == ';' && IsCharacter(code);
}

/// Whether `text`, which begins with '&', begins with a reference to a character or to one of the
/// five entities of XML 1.0, 4.6.
bool IsKnownReference(std::string_view text) {
  if (text.starts_with("&#")) return IsCharacterReference(text);
  constexpr std::array<std::string_view, 5> kKnown = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
  return std::any_of(kKnown.begin(), kKnown.end(),
                     [&](std::string_view known) { return text.starts_with(known); });
}

std::optional<std::size_t> ForeignEntityIn(std::string_view text) {
  for (std::size_t at = text.find('&'); at != text.npos; at = text.find('&', at + 1)) {
    if (!IsKnownReference(text.substr(at))) return at;
  }
  return std::nullopt;
}

bool IsDeclaration(std::string_view text) {
  return text.starts_with("<?xml") && text.size() > 5 &&
         std::string_view(" \t\r\n?").find(text[5]) != std::string_view::npos;
}

}  // namespace

Piece Pieces::Take(Piece::Kind kind, std::size_t size) {
  const Piece piece{kind, rest_.substr(0, size)};
  rest_.remove_prefix(piece.text.size());
  return piece;
}

Piece Pieces::Until(Piece::Kind kind, std::string_view closing) {
  const std::size_t at = rest_.find(closing);
  return Take(kind, at == rest_.npos ? rest_.size() : at + closing.size());
}

Piece Pieces::Tag() {
  if (rest_.starts_with("</")) return Until(Piece::Kind::kEndTag, ">");
  char quote = 0;
  std::size_t at = 1;
  for (; at < rest_.size(); ++at) {
    const char c = rest_[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      break;
    }
  }
  const bool is_empty = at < rest_.size() && rest_[at - 1] == '/';
  return Take(is_empty ? Piece::Kind::kEmptyTag : Piece::Kind::kStartTag, at + 1);
}

std::optional<Piece> Pieces::Next() {
  if (rest_.empty()) return std::nullopt;
  if (rest_.front() != '<') return Take(Piece::Kind::kText, rest_.find('<'));
  if (rest_.starts_with("<!--")) return Until(Piece::Kind::kComment, "-->");
  if (rest_.starts_with("<![CDATA[")) return Until(Piece::Kind::kCdata, "]]>");
  if (rest_.starts_with("<?")) return Until(Piece::Kind::kInstruction, "?>");
  if (rest_.starts_with("<!")) return Until(Piece::Kind::kDocumentType, ">");
  return Tag();
}

std::string_view FirstElement(std::string_view text) {
  Pieces pieces(text);
  std::size_t open = 0;
  while (const auto piece = pieces.Next()) {
    if (piece->kind == Piece::Kind::kStartTag) ++open;
    if (piece->kind == Piece::Kind::kEndTag) --open;
    if (open == 0) {
      const char* const end = piece->text.data() + piece->text.size();
      return text.substr(0, static_cast<std::size_t>(end - text.data()));
    }
  }
  return text;
}

std::optional<std::size_t> FindForeignEntity(std::string_view text) {
  // Most documents have none anywhere, comments included.
  if (!ForeignEntityIn(text)) return std::nullopt;
  Pieces pieces(text);
  while (const auto piece = pieces.Next()) {
    if (piece->kind != Piece::Kind::kText && piece->kind != Piece::Kind::kStartTag &&
        piece->kind != Piece::Kind::kEmptyTag) {
      continue;
    }
    const auto at = ForeignEntityIn(piece->text);
    if (at) return static_cast<std::size_t>(piece->text.data() - text.data()) + *at;
  }
  return std::nullopt;
}

std::optional<std::size_t> FindInstruction(std::string_view text) {
  const std::size_t begin = IsDeclaration(text) ? 2 : 0;
  if (text.find("<?", begin) == text.npos) return std::nullopt;
  Pieces pieces(text);
  while (const auto piece = pieces.Next()) {
    const auto at = static_cast<std::size_t>(piece->text.data() - text.data());
    if (piece->kind == Piece::Kind::kInstruction && at >= begin) return at;
  }
  return std::nullopt;
}

}  // namespace socle::xml

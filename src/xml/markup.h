#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace socle::xml {

/// A piece of a document as written.
struct Piece {
  enum class Kind : std::uint8_t {
    kText,
    kStartTag,
    kEmptyTag,  // <br/>
    kEndTag,
    kComment,
    kCdata,
    kInstruction,  // the declaration too
    kDocumentType,
  };
  Kind kind = Kind::kText;
  std::string_view text;  // with its delimiters
};

/// Cuts markup into pieces that follow one another without gaps. Does not check more than it needs:
/// what is not closed goes to the end. One thread at a time; looks at the text, which must outlive
/// it. Source: XML 1.0, 2.4 to 3.1.
class Pieces {
 public:
  explicit Pieces(std::string_view text) : rest_(text) {}

  /// The next piece; nothing at the end.
  std::optional<Piece> Next();

 private:
  Piece Take(Piece::Kind kind, std::size_t size);
  Piece Until(Piece::Kind kind, std::string_view closing);
  Piece Tag();

  std::string_view rest_;
};

/// The element whose start tag begins `text`, to its end tag: "<p>…</p>". All of `text` where it is
/// not closed.
std::string_view FirstElement(std::string_view text);

/// The offset of the first reference to an entity that XML does not predefine ("&nbsp;"), or to no
/// character of XML ("&#0;", "&#xD800;"), in text or in a tag; nothing where there is none.
std::optional<std::size_t> FindForeignEntity(std::string_view text);

/// The offset of the first processing instruction that is not the XML declaration.
std::optional<std::size_t> FindInstruction(std::string_view text);

}  // namespace socle::xml

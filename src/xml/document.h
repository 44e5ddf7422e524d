#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace socle::xml {

/// An attribute. Immutable. Lives as long as its Document.
struct Attribute {
  std::string_view name;    // local name: "type" for xsi:type
  std::string_view prefix;  // "xsi", or empty
  std::string_view value;   // unescaped
  const Attribute* next = nullptr;
};

/// An element. Immutable. Lives as long as its Document. Comments and processing instructions
/// are gone; text is there where the element has any.
class Element {
 public:
  /// The name without its prefix.
  std::string_view name() const { return name_; }
  std::string_view prefix() const { return prefix_; }
  /// All text and CDATA directly inside, joined, unescaped; white space as written.
  std::string_view text() const { return text_; }
  /// `text` without white space at either end.
  std::string_view trimmed() const;
  const Attribute* first_attribute() const { return first_attribute_; }
  const Element* first_child() const { return first_child_; }
  const Element* next_sibling() const { return next_sibling_; }

  /// The value of the attribute with that local name, or empty. (`Find` tells absent from empty.)
  std::string_view Value(std::string_view local_name) const;
  const Attribute* Find(std::string_view local_name) const;
  /// The value of xsi:type without its prefix, or empty.
  std::string_view Type() const;
  /// The first child with that local name, or null.
  const Element* Child(std::string_view local_name) const;
  /// The trimmed text of the first child with that local name, or empty.
  std::string_view ChildText(std::string_view local_name) const;

  class Iterator {
   public:
    explicit Iterator(const Element* at) : at_(at) {}
    const Element& operator*() const { return *at_; }
    Iterator& operator++() {
      at_ = at_->next_sibling_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    const Element* at_;
  };
  Iterator begin() const { return Iterator(first_child_); }
  Iterator end() const { return Iterator(nullptr); }

  /// 1-based; the column counts bytes of UTF-8.
  std::uint32_t line() const { return line_; }
  std::uint32_t column() const { return column_; }
  /// "line:column" of the name in the start tag.
  std::string Place() const;

 private:
  friend class Builder;
  friend class Document;
  std::string_view name_, prefix_, text_;
  const Attribute* first_attribute_ = nullptr;
  const Element* first_child_ = nullptr;
  const Element* next_sibling_ = nullptr;
  std::uint32_t line_ = 0, column_ = 0;
  std::size_t offset_ = 0;  // of the name in the start tag
};

/// What becomes of processing instructions. (The XML declaration is none.)
enum class Instructions : std::uint8_t { kDrop, kRefuse };
/// Whether a document keeps its text, for Document::Markup.
enum class Source : std::uint8_t { kDrop, kKeep };

struct Limits {
  std::size_t bytes = 32u << 20;
  std::uint32_t depth = 256;
  Instructions instructions = Instructions::kDrop;
  Source source = Source::kDrop;
};

/// A parsed XML document and the memory of its elements. Movable; elements stay where they are.
class Document {
 public:
  /// The tree of `text`: UTF-8, or UTF-16 with a byte order mark, or ISO-8859-1 where the
  /// declaration says so. `text` is copied and may go away. Names are split at the colon; name
  /// spaces are not resolved. Nothing is ever fetched or expanded beyond the five predefined
  /// entities and character references.
  /// Errors: kMalformed with line:column for what is not well-formed XML, for another encoding, a
  /// document type declaration (refused: it is where entity attacks live), any other entity, a
  /// nesting deeper than `limits.depth`, a refused instruction; kTooLarge beyond `limits.bytes`.
  /// Source: XML 1.0, fifth edition.
  static Document Parse(std::string_view text, const Limits& limits = {});

  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  const Element& root() const;

  /// `element` as it was written, in UTF-8: from its start tag to its end tag. Empty unless the
  /// document was parsed with Source::kKeep.
  std::string_view Markup(const Element& element) const;

 private:
  struct Memory;
  explicit Document(std::unique_ptr<Memory> memory);
  std::unique_ptr<Memory> memory_;
};

}  // namespace socle::xml

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace socle::json {

enum class Kind : std::uint8_t { kNull, kBoolean, kNumber, kString, kArray, kObject };

/// One value of a parsed document. Immutable. Lives as long as its Document.
class Value {
 public:
  Kind kind() const { return kind_; }
  /// The member's name in its object, unescaped; empty in an array and at the root.
  std::string_view key() const { return key_; }
  /// kString: unescaped UTF-8. kNumber: the characters as written. kBoolean: "true" or "false".
  std::string_view text() const { return text_; }
  bool boolean() const { return kind_ == Kind::kBoolean && text_.size() == 4; }
  /// Members or items.
  std::uint32_t size() const { return size_; }
  const Value* first_child() const { return first_child_; }
  const Value* next_sibling() const { return next_sibling_; }
  bool is_object() const { return kind_ == Kind::kObject; }
  bool is_array() const { return kind_ == Kind::kArray; }
  bool is_string() const { return kind_ == Kind::kString; }
  /// The member of an object with that name, or null. Linear in the number of members.
  const Value* Find(std::string_view name) const;

  class Iterator {
   public:
    explicit Iterator(const Value* at) : at_(at) {}
    const Value& operator*() const { return *at_; }
    Iterator& operator++() {
      at_ = at_->next_sibling_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    const Value* at_;
  };
  Iterator begin() const { return Iterator(first_child_); }
  Iterator end() const { return Iterator(nullptr); }

 private:
  friend class Parser;
  std::string_view key_, text_;
  const Value* first_child_ = nullptr;
  const Value* next_sibling_ = nullptr;
  std::uint32_t size_ = 0;
  Kind kind_ = Kind::kNull;
};

/// Bounds of what Parse reads. `bytes` counts the text; `depth` the arrays and objects that are
/// open at once.
struct Limits {
  std::size_t bytes = 64u << 20;
  std::uint32_t depth = 512;
  std::size_t values = std::size_t{1} << 32;  // 56 bytes of memory each
};

/// A parsed JSON text and the memory of its values. Movable; values stay where they are.
class Document {
 public:
  /// The tree of `text`, a whole RFC 8259 document in UTF-8 (a leading byte order mark is skipped).
  /// `text` is copied where needed and may go away. Numbers keep their characters.
  /// Errors: kMalformed with line:column for bad syntax, bad UTF-8, a duplicate key (which names
  /// the key), too deep a nesting, trailing text; kTooLarge beyond `limits.bytes`, 4 GiB or
  /// `limits.values`. Columns count characters from 1; the byte order mark is not one. Safe from
  /// any thread, because its working memory is the thread's own.
  static Document Parse(std::string_view text, const Limits& limits = {});

  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  const Value& root() const;

 private:
  friend class Parser;
  struct Memory;
  explicit Document(std::unique_ptr<Memory> memory);
  std::unique_ptr<Memory> memory_;
};

}  // namespace socle::json

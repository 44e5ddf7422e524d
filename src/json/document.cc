#include "json/document.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "json/fault.h"

// simdjson's first stage finds, 64 bytes at a time, where each token begins, and checks UTF-8,
// quotation marks and control characters in strings. The grammar over those tokens is read here
// rather than by its On-Demand or DOM front end, because numbers keep their characters, faults
// need a place, and duplicate keys are faults.

namespace socle::json {
namespace {

constexpr bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// The end of the number at the beginning of `at` (which a character that no number holds ends),
/// or null. Source: RFC 8259, 6.
const char* NumberEnd(const char* at) {
  if (*at == '-') ++at;
  if (!IsDigit(*at)) return nullptr;
  if (*at == '0') {
    ++at;
  } else {
    while (IsDigit(*at)) ++at;
  }
  if (*at == '.') {
    ++at;
    if (!IsDigit(*at)) return nullptr;
    while (IsDigit(*at)) ++at;
  }
  if (*at == 'e' || *at == 'E') {
    ++at;
    if (*at == '+' || *at == '-') ++at;
    if (!IsDigit(*at)) return nullptr;
    while (IsDigit(*at)) ++at;
  }
  return at;
}

/// The value of the four hexadecimal digits at `at`, or -1.
int CodeUnit(std::string_view digits) {
  if (digits.size() < 4) return -1;
  int unit = 0;
  for (const char c : digits.substr(0, 4)) {
    const int digit = base::HexDigit(c);
    if (digit < 0) return -1;
    unit = unit << 4 | digit;
  }
  return unit;
}

/// Writes `point` as UTF-8 and returns the end.
char* PutUtf8(char* out, unsigned point) {
  const auto put = [&out](unsigned byte) { *out++ = static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  }
  return out;
}

/// The character that a backslash and `c` stand for, or 0. Source: RFC 8259, 7.
constexpr char ShortEscape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

/// An array or object that is open.
struct Frame {
  Value* container;
  Value* last;         // its last member so far, or null
  std::uint64_t seen;  // a bit for the hash of each key
  bool is_object;
};

/// What a thread keeps from one parse to the next.
class Workbench {
 public:
  using Stage = simdjson::internal::dom_parser_implementation;

  /// A scanner for texts of `bytes`.
  Stage& ScannerFor(std::size_t bytes) {
    if (stage_ == nullptr || capacity_ < bytes) {
      capacity_ = std::max<std::size_t>(std::size_t{32} << 10, bytes + bytes / 4);
      capacity_ = std::min<std::size_t>(capacity_, simdjson::SIMDJSON_MAXSIZE_BYTES);
      stage_.reset();
      const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
          capacity_, 1, stage_);
      if (error != simdjson::SUCCESS) throw std::bad_alloc();
    }
    return *stage_;
  }

  std::vector<Frame>& frames() { return frames_; }
  std::vector<std::string_view>& keys() { return keys_; }

  /// Gives back what only a very large document needs (a scanner takes 4 bytes a byte of text).
  void Trim() {
    constexpr std::size_t kKeptText = std::size_t{512} << 10;
    constexpr std::size_t kKeptItems = std::size_t{16} << 10;
    if (capacity_ > kKeptText) {
      stage_.reset();
      capacity_ = 0;
    }
    if (frames_.capacity() > kKeptItems) frames_ = {};
    if (keys_.capacity() > kKeptItems) keys_ = {};
  }

 private:
  std::unique_ptr<Stage> stage_;
  std::size_t capacity_ = 0;
  std::vector<Frame> frames_;
  std::vector<std::string_view> keys_;
};

/// Lends the thread's workbench and trims it afterwards, whatever happens.
struct Lease {
  Workbench& bench;
  ~Lease() { bench.Trim(); }
};

Workbench& ThreadWorkbench() {
  static thread_local Workbench bench;
  return bench;
}

}  // namespace

struct Document::Memory {
  std::unique_ptr<char[]> text;  // the document's copy, escapes replaced in place; ends with '\0'
  std::vector<std::unique_ptr<std::byte[]>> blocks;  // values
  Value* root = nullptr;
};

/// Reads the grammar over the tokens that the scanner found. One thread, one text.
class Parser {
 public:
  Parser(std::string_view text, const Limits& limits, Workbench& bench, Document::Memory& memory)
      : text_(text),
        copy_(memory.text.get()),
        limits_(limits),
        frames_(bench.frames()),
        keys_(bench.keys()),
        memory_(memory) {
    frames_.clear();
    Scan(bench);
  }

  /// The root of the whole text.
  Value* Read() {
    Value* const root = NewValue();
    Value* value = root;
    while (true) {
      ReadValue(*value);
      do {
        if (frames_.empty()) {
          if (token_ != tokens_end_) Fail(*token_, "expected the end of the text");
          return root;
        }
        value = NextMember();
      } while (value == nullptr);
    }
  }

 private:
  /// Up to so many members are compared one by one; more are sorted when the object closes.
  static constexpr std::uint32_t kComparedMembers = 24;

  [[noreturn]] void Report(std::size_t offset, std::string message) const {
    throw base::Error(base::ErrorCode::kMalformed, std::move(message)).At(Place(text_, offset));
  }

  [[noreturn]] void Fail(std::size_t offset, std::string expected) const {
    Report(offset, std::move(expected) + ", found " + DescribeToken(text_, offset));
  }

  void Scan(Workbench& bench) {
    auto& stage = bench.ScannerFor(text_.size());
    const auto error = stage.stage1(reinterpret_cast<const std::uint8_t*>(copy_), text_.size(),
                                    simdjson::stage1_mode::regular);
    if (error == simdjson::MEMALLOC) throw std::bad_alloc();
    if (error != simdjson::SUCCESS) {
      Fault fault = FirstLexicalFault(text_);
      Report(fault.offset, std::move(fault.message));
    }
    token_ = stage.structural_indexes.get();
    tokens_end_ = token_ + stage.n_structural_indexes;
    next_escape_ = FindEscape(0);
  }

  std::size_t FindEscape(std::size_t from) const {
    return std::min(text_.find('\\', from), text_.size());
  }

  /// The offset of the next token, or the text's size.
  std::size_t Peek() const { return token_ == tokens_end_ ? text_.size() : *token_; }
  char PeekChar() const { return copy_[Peek()]; }

  /// The offset of the next token, which is taken; the end of the text is a fault.
  std::size_t Take(const char* expected) {
    if (token_ == tokens_end_) Fail(text_.size(), expected);
    return *token_++;
  }

  Value* NewValue() {
    if (next_value_ == values_end_) AddBlock();
    return new (next_value_++) Value();
  }

  void AddBlock() {
    // A member of an object takes four tokens, an item of an array two.
    const auto left = static_cast<std::size_t>(tokens_end_ - token_);
    if (made_ >= limits_.values) {
      throw base::Error(base::ErrorCode::kTooLarge, "the JSON text holds more than " +
                                                        std::to_string(limits_.values) + " values");
    }
    const std::size_t count = std::min(left / 4 + 8, limits_.values - made_);
    made_ += count;
    memory_.blocks.push_back(std::make_unique_for_overwrite<std::byte[]>(count * sizeof(Value)));
    next_value_ = reinterpret_cast<Value*>(memory_.blocks.back().get());
    values_end_ = next_value_ + count;
  }

  /// Reads a scalar or an empty container into `value`, or opens its first member.
  void ReadValue(Value& value) {
    const std::size_t at = Take("expected a value");
    switch (copy_[at]) {
      case '"':
        value.kind_ = Kind::kString;
        value.text_ = ReadString(at);
        return;
      case '{':
        Open(value, at, Kind::kObject);
        return;
      case '[':
        Open(value, at, Kind::kArray);
        return;
      case 't':
        return ReadLiteral(value, at, Kind::kBoolean, "true");
      case 'f':
        return ReadLiteral(value, at, Kind::kBoolean, "false");
      case 'n':
        return ReadLiteral(value, at, Kind::kNull, "null");
      default:
        return ReadNumber(value, at);
    }
  }

  void Open(Value& value, std::size_t at, Kind kind) {
    value.kind_ = kind;
    if (frames_.size() >= limits_.depth) {
      Report(at, "nested deeper than " + std::to_string(limits_.depth) + " levels");
    }
    frames_.push_back({&value, nullptr, 0, kind == Kind::kObject});
  }

  /// The value to read next, named and linked, or null when an array or object has closed.
  Value* NextMember() {
    Frame& frame = frames_.back();
    const char close = frame.is_object ? '}' : ']';
    const char c = PeekChar();
    if (c == close) {
      ++token_;
      Close(frame);
      return nullptr;
    }
    if (frame.last != nullptr) {
      if (c != ',') Fail(Peek(), frame.is_object ? "expected ',' or '}'" : "expected ',' or ']'");
      ++token_;
    }
    Value* const value = NewValue();
    if (frame.is_object) value->key_ = ReadKey(frame);
    (frame.last == nullptr ? frame.container->first_child_ : frame.last->next_sibling_) = value;
    frame.last = value;
    ++frame.container->size_;
    return value;
  }

  std::string_view ReadKey(Frame& frame) {
    const std::size_t at = Peek();
    if (copy_[at] != '"') {
      Fail(at, frame.last == nullptr ? "expected a key or '}'" : "expected a key");
    }
    ++token_;
    const std::string_view key = ReadString(at);
    const std::size_t colon = Peek();
    if (copy_[colon] != ':') Fail(colon, "expected ':'");
    ++token_;
    RefuseDuplicate(frame, key);
    return key;
  }

  void RefuseDuplicate(Frame& frame, std::string_view key) {
    const auto end = [&key](std::size_t i) { return static_cast<unsigned char>(key[i]); };
    const std::size_t hash = key.empty() ? 0 : key.size() + 5u * end(0) + 3u * end(key.size() - 1);
    const std::uint64_t bit = std::uint64_t{1} << (hash % 64);
    const bool may_be_there = (frame.seen & bit) != 0;
    frame.seen |= bit;
    if (!may_be_there || frame.container->size_ > kComparedMembers) return;
    if (frame.container->Find(key) != nullptr) FailDuplicate(key);
  }

  void Close(const Frame& frame) {
    if (frame.is_object && frame.container->size_ > kComparedMembers) {
      RefuseDuplicates(*frame.container);
    }
    frames_.pop_back();
  }

  void RefuseDuplicates(const Value& object) {
    keys_.clear();
    for (const Value& member : object) keys_.push_back(member.key_);
    std::sort(keys_.begin(), keys_.end(), [](std::string_view a, std::string_view b) {
      if (a.size() != b.size()) return a.size() < b.size();
      const int order = a.compare(b);
      return order != 0 ? order < 0 : a.data() < b.data();
    });
    std::string_view first;  // of the duplicates, the one that comes first in the text
    for (std::size_t i = 1; i < keys_.size(); ++i) {
      if (keys_[i] != keys_[i - 1]) continue;
      if (first.data() == nullptr || keys_[i].data() < first.data()) first = keys_[i];
    }
    if (first.data() != nullptr) FailDuplicate(first);
  }

  [[noreturn]] void FailDuplicate(std::string_view key) const {
    // A string's characters begin behind its quotation mark, also where escapes were replaced.
    const auto offset = static_cast<std::size_t>(key.data() - copy_) - 1;
    constexpr std::size_t kShown = 120;
    std::string_view shown = key.substr(0, kShown);
    shown = shown.substr(0, base::Utf8Prefix(shown));
    Report(offset, "the key '" + std::string(shown) + (shown.size() < key.size() ? "…" : "") +
                       "' stands twice in its object");
  }

  void ReadLiteral(Value& value, std::size_t at, Kind kind, std::string_view literal) {
    if (text_.substr(at, literal.size()) != literal || !EndsAt(at + literal.size())) {
      Report(at, "expected a value, found a word other than true, false and null");
    }
    value.kind_ = kind;
    if (kind != Kind::kNull) value.text_ = literal;
  }

  void ReadNumber(Value& value, std::size_t at) {
    const char* const begin = copy_ + at;
    if (*begin != '-' && !IsDigit(*begin)) Fail(at, "expected a value");
    const char* const end = NumberEnd(begin);
    if (end == nullptr || !EndsAt(static_cast<std::size_t>(end - copy_))) {
      Report(at, "not a number as JSON writes it");
    }
    value.kind_ = Kind::kNumber;
    value.text_ = {begin, static_cast<std::size_t>(end - begin)};
  }

  /// Whether the token before `end` ends there: white space or the next token follows.
  bool EndsAt(std::size_t end) const { return end == Peek() || IsSpace(copy_[end]); }

  /// The string whose quotation mark stands at `at`; `token_` is the token behind it, so that the
  /// last character before it that is not white space closes the string.
  std::string_view ReadString(std::size_t at) {
    std::size_t end = Peek() - 1;
    while (IsSpace(copy_[end])) --end;
    if (end <= at || copy_[end] != '"') Report(at, "the string that begins here has no end");
    char* const begin = copy_ + at + 1;
    if (next_escape_ >= end) return {begin, end - at - 1};
    char* const unescaped = Unescape(at + 1, end);
    next_escape_ = FindEscape(end);
    return {begin, static_cast<std::size_t>(unescaped - begin)};
  }

  /// Replaces the escapes between `from` and `to` in place, and returns the new end.
  char* Unescape(std::size_t from, std::size_t to) {
    char* out = copy_ + from;
    std::size_t at = from;
    while (at < to) {
      const std::size_t run = std::min(text_.find('\\', at), to) - at;
      std::memmove(out, copy_ + at, run);
      out += run;
      at += run;
      if (at == to) break;
      const char escape = text_[at + 1];
      if (const char plain = ShortEscape(escape); plain != 0) {
        *out++ = plain;
        at += 2;
      } else if (escape == 'u') {
        out = PutUtf8(out, ReadCodePoint(at, to));
      } else {
        Report(at, "an escape that JSON does not know");
      }
    }
    return out;
  }

  /// The character of the escape (or the surrogate pair of escapes) at `at`, which moves behind it.
  unsigned ReadCodePoint(std::size_t& at, std::size_t to) const {
    const std::string_view rest = text_.substr(at, to - at);
    const int unit = CodeUnit(rest.substr(2));
    if (unit < 0) Report(at, "expected four hexadecimal digits after \\u");
    if (unit < 0xD800 || unit > 0xDFFF) {
      at += 6;
      return static_cast<unsigned>(unit);
    }
    const int low = rest.substr(6).starts_with("\\u") ? CodeUnit(rest.substr(8)) : -1;
    if (unit > 0xDBFF || low < 0xDC00 || low > 0xDFFF) Report(at, "half of a surrogate pair");
    at += 12;
    return 0x10000 + (static_cast<unsigned>(unit - 0xD800) << 10) +
           static_cast<unsigned>(low - 0xDC00);
  }

  const std::string_view text_;  // as given, without a byte order mark
  char* const copy_;
  const Limits& limits_;
  std::size_t made_ = 0;  // values that there is room for
  std::vector<Frame>& frames_;
  std::vector<std::string_view>& keys_;
  Document::Memory& memory_;
  const std::uint32_t* token_ = nullptr;
  const std::uint32_t* tokens_end_ = nullptr;
  std::size_t next_escape_ = 0;  // the first backslash that is not read yet
  Value* next_value_ = nullptr;
  Value* values_end_ = nullptr;
};

const Value* Value::Find(std::string_view name) const {
  for (const Value* child = first_child_; child != nullptr; child = child->next_sibling_) {
    if (child->key_ == name) return child;
  }
  return nullptr;
}

Document Document::Parse(std::string_view text, const Limits& limits) {
  const std::size_t limit = std::min<std::size_t>(limits.bytes, simdjson::SIMDJSON_MAXSIZE_BYTES);
  if (text.size() > limit) {
    throw base::Error(base::ErrorCode::kTooLarge,
                      "the JSON text is longer than " + std::to_string(limit) + " bytes");
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  auto memory = std::make_unique<Memory>();
  memory->text = std::make_unique_for_overwrite<char[]>(text.size() + 1);
  if (!text.empty()) std::memcpy(memory->text.get(), text.data(), text.size());
  memory->text[text.size()] = '\0';
  const Lease lease{ThreadWorkbench()};
  memory->root = Parser(text, limits, lease.bench, *memory).Read();
  return Document(std::move(memory));
}

Document::Document(std::unique_ptr<Memory> memory) : memory_(std::move(memory)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

const Value& Document::root() const { return *memory_->root; }

}  // namespace socle::json

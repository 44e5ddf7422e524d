#include "json/writer.h"

#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstring>
#include <vector>

namespace socle::json {
namespace {

/// For each byte: 0 where it stands for itself in a string, else the letter of its escape.
/// Source: RFC 8259, 7.
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> escapes{};
  for (std::size_t i = 0; i < 0x20; ++i) escapes[i] = 'u';
  escapes['\b'] = 'b';
  escapes['\f'] = 'f';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes['\t'] = 't';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  return escapes;
}();

constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
constexpr std::uint64_t kHighs = 0x8080808080808080ULL;

/// Whether any of the eight bytes at `at` needs an escape.
bool NeedsEscape(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, 8);
  const auto zero = [](std::uint64_t x) { return (x - kOnes) & ~x; };
  const std::uint64_t control = (word - kOnes * 0x20) & ~word;
  return ((control | zero(word ^ kOnes * '"') | zero(word ^ kOnes * '\\')) & kHighs) != 0;
}

/// The length of the beginning of `text` that needs no escape.
std::size_t PlainRun(std::string_view text) {
  std::size_t at = 0;
  while (at + 8 <= text.size() && !NeedsEscape(text.data() + at)) at += 8;
  while (at < text.size() && kEscapes[static_cast<unsigned char>(text[at])] == 0) ++at;
  return at;
}

}  // namespace

void AppendQuoted(std::string& out, std::string_view text) {
  out += '"';
  while (true) {
    const std::size_t run = PlainRun(text);
    out.append(text.data(), run);
    if (run == text.size()) break;
    const auto byte = static_cast<unsigned char>(text[run]);
    out += '\\';
    out += kEscapes[byte];
    if (kEscapes[byte] == 'u') {
      static constexpr char kHex[] = "0123456789abcdef";
      out += "00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
    text.remove_prefix(run + 1);
  }
  out += '"';
}

void Writer::NewLine() {
  if (indent_ == 0) return;
  out_ += '\n';
  out_.append(static_cast<std::size_t>(indent_) * static_cast<std::size_t>(depth_), ' ');
}

void Writer::Separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (!empty_) out_ += ',';
  if (depth_ > 0) NewLine();
  empty_ = false;
}

Writer& Writer::BeginObject() {
  Separate();
  out_ += '{';
  ++depth_;
  empty_ = true;
  return *this;
}

Writer& Writer::EndObject() {
  assert(depth_ > 0 && !after_key_);
  --depth_;
  if (!empty_) NewLine();
  out_ += '}';
  empty_ = false;
  return *this;
}

Writer& Writer::BeginArray() {
  Separate();
  out_ += '[';
  ++depth_;
  empty_ = true;
  return *this;
}

Writer& Writer::EndArray() {
  assert(depth_ > 0 && !after_key_);
  --depth_;
  if (!empty_) NewLine();
  out_ += ']';
  empty_ = false;
  return *this;
}

Writer& Writer::Key(std::string_view name) {
  assert(depth_ > 0 && !after_key_);
  Separate();
  AppendQuoted(out_, name);
  out_ += indent_ == 0 ? ":" : ": ";
  after_key_ = true;
  return *this;
}

Writer& Writer::String(std::string_view text) {
  Separate();
  AppendQuoted(out_, text);
  return *this;
}

Writer& Writer::Raw(std::string_view json) {
  Separate();
  out_ += json;
  return *this;
}

Writer& Writer::Number(std::string_view characters) { return Raw(characters); }

Writer& Writer::Integer(std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return Raw({digits, static_cast<std::size_t>(end - digits)});
}

Writer& Writer::Double(double value) {
  if (!std::isfinite(value)) return Null();
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return Raw({digits, static_cast<std::size_t>(end - digits)});
}

Writer& Writer::Boolean(bool value) { return Raw(value ? "true" : "false"); }
Writer& Writer::Null() { return Raw("null"); }

Writer& Writer::Value(const json::Value& value) {
  // A stack of its own: a document may be deeper than the thread's stack allows.
  std::vector<const json::Value*> open;
  const json::Value* at = &value;
  while (true) {
    switch (at->kind()) {
      case Kind::kNull:
        Null();
        break;
      case Kind::kBoolean:
      case Kind::kNumber:
        Raw(at->text());
        break;
      case Kind::kString:
        String(at->text());
        break;
      case Kind::kArray:
      case Kind::kObject:
        at->is_object() ? BeginObject() : BeginArray();
        open.push_back(at);
        break;
    }
    const bool opened = !open.empty() && open.back() == at;
    const json::Value* next = opened ? at->first_child() : at->next_sibling();
    while (next == nullptr || open.empty()) {
      if (open.empty()) return *this;
      at = open.back();
      open.pop_back();
      at->is_object() ? EndObject() : EndArray();
      if (open.empty()) return *this;
      next = at->next_sibling();
    }
    at = next;
    if (open.back()->is_object()) Key(at->key());
  }
}

}  // namespace socle::json

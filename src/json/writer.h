#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "json/document.h"

namespace socle::json {

/// Appends JSON to a string. The caller says the structure, the writer the commas and escapes.
/// Strings are UTF-8 and come out with the fewest escapes that RFC 8259 allows.
/// One thread at a time. Misuse (a value without a key in an object) is a programmer's error.
class Writer {
 public:
  /// Appends to `out`, which must outlive the writer. `indent` spaces a level; 0: one line.
  explicit Writer(std::string& out, int indent = 0) : out_(out), indent_(indent) {}

  Writer& BeginObject();
  Writer& EndObject();
  Writer& BeginArray();
  Writer& EndArray();
  Writer& Key(std::string_view name);
  Writer& String(std::string_view text);
  /// `characters` is a JSON number as it shall stand.
  Writer& Number(std::string_view characters);
  Writer& Integer(std::int64_t value);
  /// The shortest characters that read back as `value`; null for infinities and NaN.
  Writer& Double(double value);
  Writer& Boolean(bool value);
  Writer& Null();
  /// A complete JSON value as it stands.
  Writer& Raw(std::string_view json);
  /// A parsed value, whole.
  Writer& Value(const json::Value& value);

  /// Key and string, for the most usual member.
  Writer& Member(std::string_view name, std::string_view text) { return Key(name).String(text); }

 private:
  void Separate();
  void NewLine();
  std::string& out_;
  int indent_;
  int depth_ = 0;
  bool empty_ = true;  // nothing is written at this level
  bool after_key_ = false;
};

/// Appends `text` between quotation marks, escaped.
void AppendQuoted(std::string& out, std::string_view text);

}  // namespace socle::json

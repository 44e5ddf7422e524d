#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"
#include "json/writer.h"

namespace socle::fhir {

/// A JSON value that a patch may change. Its texts look at the documents from which it came, or at
/// the patch's own memory. One thread at a time.
struct PatchValue {
  json::Kind kind = json::Kind::kNull;
  std::string_view key;  // in its object
  std::string_view text;
  std::vector<PatchValue> children;
  bool lost_a_child = false;  // something was removed from it

  PatchValue() = default;
  explicit PatchValue(const json::Value& value);

  bool is_container() const { return kind == json::Kind::kArray || kind == json::Kind::kObject; }
  /// The member of that name, or null.
  PatchValue* Find(std::string_view name);
  /// Levels of arrays and objects in it; 0 for what is none.
  std::size_t Depth() const;
  /// About as many bytes as it takes, in memory or written, whichever is more.
  std::size_t Size() const;
  /// Whether removals left nothing of it. FHIR knows no empty arrays and objects: such a member is
  /// not written. DEVIATION: docs/spec-issues.md, fhir-10.
  bool IsGone() const;
  void Write(json::Writer& out) const;
};

/// Equal as RFC 6902, 4.6 says: numbers by their values, members in any order.
bool operator==(const PatchValue& a, const PatchValue& b);

/// The reference tokens of a JSON Pointer, unescaped; none for the whole document. False where
/// `pointer` is none. Source: RFC 6901.
bool ParsePointer(std::string_view pointer, std::vector<std::string>& tokens);

}  // namespace socle::fhir

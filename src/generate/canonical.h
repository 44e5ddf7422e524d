#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "generate/calendar.h"

namespace socle::generate {

/// A code with what it means. Views into tables that live as long as the program.
struct Term {
  std::string_view terminology, code, text;
};

/// A decimal number: `digits` / 10^`decimals`. Integers only, so that it is the same everywhere.
struct Decimal {
  std::int64_t digits = 0;
  int decimals = 0;
};

/// Appends "-12.50": every decimal is written.
void AppendDecimal(std::string& out, Decimal value);
void AppendInteger(std::string& out, std::int64_t value);

/// Limits of a measured value for a healthy person.
struct Range {
  std::int64_t low = 0, high = 0;  // digits, with the value's decimals
};

/// Appends canonical JSON of the reference model (openEHR ITS-JSON): `_type` first, then the
/// attributes in the model's order, no white space. What is begun must be ended by the caller, in
/// order. Node ids and names must need no escapes; texts may hold anything. One thread at a time.
class Canonical {
 public:
  /// Appends to `out`, which must outlive this.
  explicit Canonical(std::string& out) : out_(out) {}

  /// An ENTRY or SECTION that is an archetype's root, in a list of such.
  void BeginEntry(std::string_view type, std::string_view archetype, std::string_view name);
  void BeginSection(std::string_view archetype, std::string_view name);
  void BeginCluster(std::string_view node, std::string_view name);
  /// A CLUSTER that is an archetype's root; its name may be any text.
  void BeginClusterRoot(std::string_view archetype, std::string_view name);
  /// An attribute with an ITEM_TREE, and the tree's items.
  void BeginTree(std::string_view attribute, std::string_view node, std::string_view name);
  /// The data of an OBSERVATION up to its events.
  void BeginHistory(std::string_view node, std::string_view name, WallTime origin);
  void BeginEvent(std::string_view node, std::string_view name, WallTime time);
  void EndList() { out_ += "]}"; }   // a tree, a history, a cluster, a section
  void EndObject() { out_ += '}'; }  // an entry, an event

  /// ELEMENTs.
  void Quantity(std::string_view node, std::string_view name, Decimal value,
                std::string_view units);
  /// With its normal range and, when outside, its status H or L.
  void Measured(std::string_view node, std::string_view name, Decimal value, std::string_view units,
                Range normal);
  void Percent(std::string_view node, std::string_view name, int value);
  void Count(std::string_view node, std::string_view name, std::int64_t value);
  void Boolean(std::string_view node, std::string_view name, bool value);
  void Text(std::string_view node, std::string_view name, std::string_view text);
  void Coded(std::string_view node, std::string_view name, const Term& term);
  void Local(std::string_view node, std::string_view name, std::string_view code,
             std::string_view text) {
    Coded(node, name, Term{"local", code, text});
  }
  void Ordinal(std::string_view node, std::string_view name, int value, std::string_view code,
               std::string_view symbol);
  void DateTime(std::string_view node, std::string_view name, WallTime time);
  /// "PT30M", ISO 8601.
  void Duration(std::string_view node, std::string_view name, std::string_view duration);
  /// "08:00:00".
  void TimeOfDay(std::string_view node, std::string_view name, int hour);
  void Identifier(std::string_view node, std::string_view name, std::string_view issuer,
                  std::string_view id, std::string_view type);

  /// Values and attributes.
  void CodedValue(const Term& term);
  void CodePhrase(std::string_view terminology, std::string_view code);
  void DateTimeValue(WallTime time);
  Canonical& Raw(std::string_view json) {
    out_ += json;
    return *this;
  }
  Canonical& Quoted(std::string_view text);

 private:
  void Separate() {
    if (out_.back() != '[') out_ += ',';
  }
  void Head(std::string_view type, std::string_view node, std::string_view name);
  void BeginElement(std::string_view node, std::string_view name);
  void ArchetypeDetails(std::string_view archetype);
  std::string& out_;
};

}  // namespace socle::generate

#pragma once

#include <string_view>

#include "generate/random.h"
#include "json/writer.h"
#include "random_template.h"
#include "vocabulary.h"

namespace socle::aql::property {

/// Writes values of the reference model whose parts come from the vocabulary. `json` and `random`
/// outlive it. One thread at a time.
class ValueWriter {
 public:
  ValueWriter(generate::Random& random, json::Writer& json) : random_(random), json_(json) {}

  /// A value of the kind, or of a class that stands for it (DV_CODED_TEXT where DV_TEXT is asked).
  void Of(ValueKind kind);

  // Values.
  void Text(std::string_view text);
  void CodedValue(const Coded& code);
  // Members.
  void Coded(std::string_view key, std::string_view terminology, std::string_view code,
             std::string_view text);
  void CodePhrase(std::string_view key, std::string_view terminology, std::string_view code);
  void Identified(std::string_view key, std::string_view type, std::string_view value);
  void Temporal(std::string_view key, std::string_view type, std::string_view value);
  void Person(std::string_view key);

 private:
  void Quantity(std::string_view units);
  void Count();
  void Ordinal(std::string_view type);
  void Proportion();
  void Interval(ValueKind kind);
  void Identifier();
  void Multimedia();
  void Simple(std::string_view type, std::string_view value);

  generate::Random& random_;
  json::Writer& json_;
};

}  // namespace socle::aql::property

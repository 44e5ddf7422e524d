#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace socle::tmpl {

enum class FieldRule : std::uint8_t { kOptional, kMandatory, kForbidden };
enum class TemporalKind : std::uint8_t { kDate, kTime, kDateTime };

/// Ends of an interval of times, in microseconds, or of lengths, in nominal seconds.
template <class T>
struct Ends {
  std::optional<T> lower, upper;
  bool lower_included = true, upper_included = true;
  bool Has(T value) const {
    if (lower && (lower_included ? value < *lower : value <= *lower)) return false;
    return !upper || (upper_included ? value <= *upper : value < *upper);
  }
  bool IsEmpty() const {
    if (!lower || !upper) return false;
    return *lower > *upper || (*lower == *upper && !(lower_included && upper_included));
  }
};

/// A constraint on a date, a time or both: which fields must, may, must not be there; a range.
/// A pattern has two characters a field: "mm" it must be there, "??" it may, "XX" it must not.
/// Source: ADL 1.4, 5.3.5 (patterns on dates and times); AM 1.4, C_DATE, C_TIME, C_DATE_TIME.
struct TemporalRule {
  TemporalKind kind = TemporalKind::kDateTime;
  std::string_view pattern;  // as written, or empty
  FieldRule month = FieldRule::kOptional, day = FieldRule::kOptional;
  FieldRule hour = FieldRule::kOptional, minute = FieldRule::kOptional;
  FieldRule second = FieldRule::kOptional, zone = FieldRule::kOptional;
  Ends<std::int64_t> range;
  std::string_view range_text;  // for people

  /// Takes the fields' rules from `text` ("yyyy-mm-ddTHH:MM:SS"). False where it is no pattern.
  bool ReadPattern(std::string_view text);
};

enum class TemporalFit : std::uint8_t { kFits, kNotIso, kPattern, kZone, kRange };
/// How `text` fits: kNotIso where it is no value of the kind.
TemporalFit Check(const TemporalRule& rule, std::string_view text);
/// The value of `text` on the rule's axis; nothing where it is no value of the kind.
std::optional<std::int64_t> AxisValue(TemporalKind kind, std::string_view text);

/// A constraint on a duration. `units` has a bit for each unit that may be written, as
/// base::IsoDuration: 0 says nothing. Source: AM 1.4, C_DURATION.
struct DurationRule {
  std::string_view pattern;
  std::uint8_t units = 0;
  Ends<double> range;
  std::string_view range_text;

  /// Takes the units from `text` ("PYMWDTHMS"). False where it is no pattern.
  bool ReadPattern(std::string_view text);
};
TemporalFit Check(const DurationRule& rule, std::string_view text);

}  // namespace socle::tmpl

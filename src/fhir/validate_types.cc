#include <array>
#include <cstdint>
#include <optional>

#include "base/iso8601.h"
#include "fhir/ids.h"
#include "fhir/validate_checks.h"

namespace socle::fhir {
namespace {

constexpr std::int64_t kHour = std::int64_t{3600} * 1'000'000;
constexpr std::int64_t kDay = 24 * kHour;

/// The first and the last microsecond that a date or time may mean.
struct TimeSpan {
  std::int64_t first, last;
  bool has_zone;
};

std::optional<TimeSpan> SpanOf(std::string_view text) {
  const auto time = base::IsoDateTime::Parse(text);
  if (!time) return std::nullopt;
  TimeSpan span{time->Start().micros, 0, time->time && time->time->zone_minutes};
  span.last = span.first;
  const base::IsoDate& date = time->date;
  if (time->time) {
    if (time->time->precision == base::TimePrecision::kSecond) span.last += 999'999;
  } else if (date.precision == base::DatePrecision::kDay) {
    span.last += kDay - 1;
  } else if (date.precision == base::DatePrecision::kMonth) {
    span.last += base::DaysInMonth(date.year, date.month) * kDay - 1;
  } else {
    span.last += (base::IsLeapYear(date.year) ? 366 : 365) * kDay - 1;
  }
  return span;
}

/// Whether `start` may be at or before `end`, which lasts to the end of its day, month or year.
/// A day without a zone may begin fourteen hours before or after the one in UTC.
bool MayPrecede(std::string_view start, std::string_view end) {
  const bool same_shape =
      start.size() == 25 && end.size() == 25 && start.substr(19) == end.substr(19);
  if (same_shape) return start <= end;
  const auto first = SpanOf(start);
  const auto last = SpanOf(end);
  if (!first || !last) return true;
  const std::int64_t slack = first->has_zone == last->has_zone ? 0 : 14 * kHour;
  return first->first <= last->last + slack;
}

bool Qty3(const Focus& f) { return !Has(f.node, "code") || Has(f.node, "system"); }
bool Sqty1(const Focus& f) { return f.node.Child(name::kComparator) == nullptr; }
bool Att1(const Focus& f) { return !Has(f.node, "data") || Has(f.node, "contentType"); }
bool Cpt2(const Focus& f) { return !Has(f.node, "value") || Has(f.node, "system"); }
bool Exp1(const Focus& f) { return Has(f.node, "expression") || Has(f.node, "reference"); }

bool Ext1(const Focus& f) {
  return (f.node.Child(name::kExtension) != nullptr) != (f.node.Child(name::kValue) != nullptr);
}

/// DEVIATION: an end lasts to the end of its day, month or year, as R4's text and R5's expression
/// say; docs/spec-issues.md, fhir-2.
bool Per1(const Focus& f) {
  const Node* start = f.node.Child(name::kStart);
  const Node* end = f.node.Child(name::kEnd);
  return start == nullptr || end == nullptr || !start->has_value || !end->has_value ||
         MayPrecede(start->text, end->text);
}

bool Rat1(const Focus& f) {
  const bool numerator = Has(f.node, "numerator");
  return numerator == Has(f.node, "denominator") && (numerator || Has(f.node, "extension"));
}

/// DEVIATION: "#" means the resource that contains; docs/spec-issues.md, fhir-3.
bool Ref1(const Focus& f) {
  const Node* reference = f.node.Child(name::kReference);
  if (reference == nullptr || !reference->text.starts_with('#')) return true;
  const std::string_view id = reference->text.substr(1);
  return id.empty() || f.contained.Find(id) != TypeId::kNone;
}

bool Needs(const Node& node, std::string_view child, std::string_view other) {
  return !Has(node, child) || Has(node, other);
}

bool IsNotNegative(const Node& node, std::string_view child) {
  const Node* value = node.Child(child);
  return value == nullptr || !value->text.starts_with('-') ||
         value->text.find_first_of("123456789") >= value->text.find_first_of("eE");
}

bool Tim1(const Focus& f) { return Needs(f.node, "duration", "durationUnit"); }
bool Tim2(const Focus& f) { return Needs(f.node, "period", "periodUnit"); }
bool Tim4(const Focus& f) { return IsNotNegative(f.node, "duration"); }
bool Tim5(const Focus& f) { return IsNotNegative(f.node, "period"); }
bool Tim6(const Focus& f) { return Needs(f.node, "periodMax", "period"); }
bool Tim7(const Focus& f) { return Needs(f.node, "durationMax", "duration"); }
bool Tim8(const Focus& f) { return Needs(f.node, "countMax", "count"); }
bool Tim9(const Focus& f) {
  return !Has(f.node, "offset") ||
         (Has(f.node, "when") && All(f.node, "when", [](const Node& when) {
            return when.text != "C" && when.text != "CM" && when.text != "CD" && when.text != "CV";
          }));
}
bool Tim10(const Focus& f) { return !Has(f.node, "timeOfDay") || !Has(f.node, "when"); }

constexpr auto kChecks = std::to_array<NamedCheck>({{"qty-3", Qty3},
                                                    {"sqty-1", Sqty1},
                                                    {"att-1", Att1},
                                                    {"cpt-2", Cpt2},
                                                    {"exp-1", Exp1},
                                                    {"ext-1", Ext1},
                                                    {"per-1", Per1},
                                                    {"rat-1", Rat1},
                                                    {"ref-1", Ref1},
                                                    {"tim-1", Tim1},
                                                    {"tim-2", Tim2},
                                                    {"tim-4", Tim4},
                                                    {"tim-5", Tim5},
                                                    {"tim-6", Tim6},
                                                    {"tim-7", Tim7},
                                                    {"tim-8", Tim8},
                                                    {"tim-9", Tim9},
                                                    {"tim-10", Tim10}});

}  // namespace

std::span<const NamedCheck> ChecksOfTypes() { return kChecks; }

}  // namespace socle::fhir

#include "template/validator.h"

namespace socle::tmpl {

void Validator::CheckTemporal(const rm::Node& node, const TemporalRule& rule) {
  const TemporalFit fit = tmpl::Check(rule, node.text);
  if (fit == TemporalFit::kFits) return;
  Fail(node, fit == TemporalFit::kRange ? "range" : "pattern", [&] {
    switch (fit) {
      case TemporalFit::kRange:
        return Words{
            std::string(rule.range_text), "another time", "The time is outside its range.", {}};
      case TemporalFit::kZone:
        return Words{rule.zone == FieldRule::kMandatory ? "a time zone" : "no time zone",
                     rule.zone == FieldRule::kMandatory ? "none" : "one",
                     "The time zone does not fit the template.",
                     {}};
      case TemporalFit::kPattern:
        return Words{std::string(rule.pattern),
                     "other fields",
                     "The fields that are given do not fit the pattern.",
                     {}};
      default:
        return Words{"an ISO 8601 value", "another text", "Not a value of this type.", {}};
    }
  });
}

void Validator::CheckDuration(const rm::Node& node, const DurationRule& rule) {
  const TemporalFit fit = tmpl::Check(rule, node.text);
  if (fit == TemporalFit::kFits) return;
  Fail(node, fit == TemporalFit::kRange ? "range" : "pattern", [&] {
    switch (fit) {
      case TemporalFit::kRange:
        return Words{std::string(rule.range_text),
                     std::string(node.text),
                     "The duration is outside its range.",
                     {}};
      case TemporalFit::kPattern:
        return Words{std::string(rule.pattern),
                     std::string(node.text),
                     "The duration has units that the pattern does not allow.",
                     {}};
      default:
        return Words{"an ISO 8601 duration", "another text", "Not a duration.", {}};
    }
  });
}

}  // namespace socle::tmpl

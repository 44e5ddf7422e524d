#include "base/iso8601.h"
#include "rm/ids.h"
#include "rm/invariants.h"

// openEHR RM 1.1.0, Data Types IM: quantity.date_time and time_specification packages.

namespace socle::rm {
namespace {

template <class Parsed>
void RequireIso(const Node& node, std::string_view expected, Findings& findings) {
  const Node* value = node.Child(attribute::kValue);
  if (value == nullptr || Parsed::Parse(value->text)) return;
  // A text of another form may say anything: only its length is told.
  findings.Broken(node, attribute::kValue, "Value_valid", std::string(expected),
                  "a text of " + std::to_string(value->text.size()) + " bytes that is none");
}

void CheckDate(const Node& node, Findings& findings) {
  RequireIso<base::IsoDate>(node, "an ISO 8601 date, whole or partial", findings);
}
void CheckTime(const Node& node, Findings& findings) {
  RequireIso<base::IsoTime>(node, "an ISO 8601 time of day, whole or partial", findings);
}
void CheckDateTime(const Node& node, Findings& findings) {
  RequireIso<base::IsoDateTime>(node, "an ISO 8601 date and time, whole or partial", findings);
}
void CheckDuration(const Node& node, Findings& findings) {
  RequireIso<base::IsoDuration>(node, "an ISO 8601 duration", findings);
}

std::string_view Formalism(const Node& node) {
  const Node* value = node.Child(attribute::kValue);
  return value == nullptr ? std::string_view() : value->ChildText(attribute::kFormalism);
}

void CheckPeriodic(const Node& node, Findings& findings) {
  const std::string_view formalism = Formalism(node);
  if (formalism.empty() || formalism == "HL7:PIVL" || formalism == "HL7:EIVL") return;
  findings.Broken(node, attribute::kValue, "Value_valid", "formalism HL7:PIVL or HL7:EIVL",
                  Shortened(formalism));
}

void CheckGeneral(const Node& node, Findings& findings) {
  const std::string_view formalism = Formalism(node);
  if (formalism.empty() || formalism == "HL7:GTS") return;
  findings.Broken(node, attribute::kValue, "Value_valid", "formalism HL7:GTS",
                  Shortened(formalism));
}

constexpr Invariant kInvariants[] = {
    {type::kDvDate, CheckDate},
    {type::kDvTime, CheckTime},
    {type::kDvDateTime, CheckDateTime},
    {type::kDvDuration, CheckDuration},
    {type::kDvPeriodicTimeSpecification, CheckPeriodic},
    {type::kDvGeneralTimeSpecification, CheckGeneral},
};

}  // namespace

std::span<const Invariant> TimeInvariants() { return kInvariants; }

}  // namespace socle::rm

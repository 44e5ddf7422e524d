#include "base/iso8601.h"
#include "rm/ids.h"
#include "rm/invariants.h"
#include "rm/requirements.h"

// openEHR RM 1.1.0, Data Structures IM.

namespace socle::rm {
namespace {

void CheckElement(const Node& node, Findings& findings) {
  const bool value = node.Child(attribute::kValue) != nullptr;
  const bool flavour = node.Child(attribute::kNullFlavour) != nullptr;
  if (value == flavour) {
    findings.Broken(node, "Null_flavour_indicated", "either value or null_flavour",
                    value ? "both" : "neither");
  }
  RequireCodeOfGroup(node, attribute::kNullFlavour, "null flavours", "Null_flavour_valid",
                     Foreign::kRefused, findings);
  if (value && node.Child(attribute::kNullReason) != nullptr) {
    findings.Broken(node, attribute::kNullReason, "Null_reason_valid",
                    "none, because there is a value", "a reason");
  }
}

/// Rows hold elements only, the same number each.
/// Source: ITEM_TABLE, Valid_structure and description.
void CheckItemTable(const Node& node, Findings& findings) {
  std::uint32_t columns = 0, number = 0;
  for (const Node* row = node.Child(attribute::kRows);
       row != nullptr && row->attribute == attribute::kRows; row = row->next_sibling) {
    for (const Node* item = row->Child(attribute::kItems);
         item != nullptr && item->attribute == attribute::kItems; item = item->next_sibling) {
      if (item->type == type::kElement) continue;
      findings.Broken(*item, "Valid_structure", "ELEMENT in a row of an ITEM_TABLE",
                      std::string(Class(item->type).name));
    }
    const std::uint32_t count = row->Count(attribute::kItems);
    if (number++ == 0) {
      columns = count;
    } else if (count != columns) {
      findings.Broken(*row, "Valid_structure",
                      std::to_string(columns) + " items as in the first row",
                      std::to_string(count));
    }
  }
}

void CheckHistory(const Node& node, Findings& findings) {
  if (node.Child(attribute::kEvents) == nullptr && node.Child(attribute::kSummary) == nullptr) {
    findings.Broken(node, "Events_valid", "events or summary", "neither");
  }
}

void CheckIntervalEvent(const Node& node, Findings& findings) {
  RequireCodeOfGroup(node, attribute::kMathFunction, "event math function",
                     "Math_function_validity", Foreign::kAccepted, findings);
  const Node* width = node.Child(attribute::kWidth);
  if (width == nullptr) return;
  const auto length = base::IsoDuration::Parse(width->ChildText(attribute::kValue));
  if (length && length->NominalSeconds() < 0) {
    findings.Broken(node, attribute::kWidth, "Interval_start_time_valid",
                    "a length that is not negative", "a negative one");
  }
}

constexpr Invariant kInvariants[] = {
    {type::kElement, CheckElement},
    {type::kItemTable, CheckItemTable},
    {type::kHistory, CheckHistory},
    {type::kIntervalEvent, CheckIntervalEvent},
};

}  // namespace

std::span<const Invariant> DataStructureInvariants() { return kInvariants; }

}  // namespace socle::rm

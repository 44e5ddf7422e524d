#include <array>

#include "base/decimal.h"
#include "rm/ids.h"
#include "rm/invariants.h"
#include "rm/ordered.h"
#include "rm/requirements.h"

// openEHR RM 1.1.0, Data Types IM: quantity package.

namespace socle::rm {
namespace {

bool IsTrue(const Node& node, AttributeId attribute) { return node.ChildText(attribute) == "true"; }
bool IsFalse(const Node& node, AttributeId attribute) {
  return node.ChildText(attribute) == "false";
}

std::optional<base::Decimal> Number(const Node& node, AttributeId attribute) {
  const Node* child = node.Child(attribute);
  return child == nullptr ? std::nullopt : base::Decimal::Parse(child->text);
}

bool IsIntegral(const Node& node, AttributeId attribute) {
  const auto number = Number(node, attribute);
  return !number || number->IsIntegral();
}

bool Equals(const Node& node, AttributeId attribute, std::string_view value) {
  const auto order = base::CompareDecimals(node.ChildText(attribute), value);
  return !order || *order == 0;
}

std::string Text(const Node& node, AttributeId attribute) {
  return Shortened(node.ChildText(attribute));
}

/// Whether `limit` (of `range`) leaves `value` in; true where they do not compare.
bool Leaves(const Node& range, const Node& value, AttributeId limit, AttributeId included) {
  const Node* at = range.Child(limit);
  if (at == nullptr) return true;
  const auto order = CompareOrdered(value, *at);
  if (!order) return true;
  if (*order == 0) return IsTrue(range, included);
  return (*order > 0) == (limit == attribute::kLower);
}

void CheckOrdered(const Node& node, Findings& findings) {
  const Node* status = node.Child(attribute::kNormalStatus);
  if (status == nullptr) return;
  RequireCodeOfSet(node, attribute::kNormalStatus, "normal statuses", "Normal_status_validity",
                   findings);
  const Node* range = node.Child(attribute::kNormalRange);
  if (range == nullptr) return;
  const bool normal = CodeOf(*status).code == "N";
  const Node* first = range->first_child;
  while (first != nullptr && !IsA(first->type, type::kDvOrdered)) first = first->next_sibling;
  if (first == nullptr || !AreStrictlyComparable(node, *first)) return;
  const bool within = Leaves(*range, node, attribute::kLower, attribute::kLowerIncluded) &&
                      Leaves(*range, node, attribute::kUpper, attribute::kUpperIncluded);
  if (normal && !within) {
    findings.Broken(node, attribute::kNormalStatus, "Normal_range_and_status_consistency",
                    "a value in the normal range where the status is N", "one outside");
  } else if (!normal && within) {
    findings.Broken(node, attribute::kNormalStatus, "Normal_range_and_status_consistency",
                    "N where the value is in the normal range", Shown(CodeOf(*status)));
  }
}

void CheckQuantified(const Node& node, Findings& findings) {
  const Node* status = node.Child(attribute::kMagnitudeStatus);
  if (status == nullptr) return;
  for (const std::string_view valid : {"=", "<", ">", "<=", ">=", "~"}) {
    if (status->text == valid) return;
  }
  findings.Broken(node, attribute::kMagnitudeStatus, "Magnitude_status_valid",
                  "one of = < > <= >= ~", Text(node, attribute::kMagnitudeStatus));
}

void CheckAmount(const Node& node, Findings& findings) {
  if (!IsTrue(node, attribute::kAccuracyIsPercent)) return;
  const auto accuracy = Number(node, attribute::kAccuracy);
  if (!accuracy) return;
  if (accuracy->sign() == 0) {
    findings.Broken(node, attribute::kAccuracyIsPercent, "Accuracy_is_percent_validity",
                    "false where accuracy is 0", "true");
  } else if (accuracy->sign() < 0 || *accuracy > *base::Decimal::Parse("100")) {
    findings.Broken(node, attribute::kAccuracy, "Accuracy_validity", "a percentage from 0 to 100",
                    Text(node, attribute::kAccuracy));
  }
}

/// Of DV_QUANTITY and DV_PROPORTION: -1 says no limit, and nothing below it has a meaning.
void RequirePrecision(const Node& node, Findings& findings) {
  const auto precision = Number(node, attribute::kPrecision);
  if (precision && *precision < *base::Decimal::Parse("-1")) {
    findings.Broken(node, attribute::kPrecision, "Precision_valid", "at least -1",
                    Text(node, attribute::kPrecision));
  }
}

void CheckQuantity(const Node& node, Findings& findings) {
  RequirePrecision(node, findings);
  RequireNotEmpty(node, attribute::kUnits, "Units_valid", findings);
}

/// Source: PROPORTION_KIND: 0 ratio, 1 unitary, 2 percent, 3 fraction, 4 integer fraction.
void CheckProportion(const Node& node, Findings& findings) {
  const std::string_view kind = node.ChildText(attribute::kType);
  const auto broken = [&](AttributeId attribute, std::string_view name, std::string expected) {
    findings.Broken(node, attribute, name, std::move(expected), Text(node, attribute));
  };
  if (!kind.empty() && (kind.size() != 1 || kind[0] < '0' || kind[0] > '4')) {
    broken(attribute::kType, "Type_validity", "0 (ratio) to 4 (integer fraction)");
    return;
  }
  const auto denominator = Number(node, attribute::kDenominator);
  if (denominator && denominator->sign() == 0) {
    broken(attribute::kDenominator, "Valid_denominator", "not 0");
  } else if (kind == "1" && !Equals(node, attribute::kDenominator, "1")) {
    broken(attribute::kDenominator, "Unitary_validity", "1, because type is 1 (unitary)");
  } else if (kind == "2" && !Equals(node, attribute::kDenominator, "100")) {
    broken(attribute::kDenominator, "Percent_validity", "100, because type is 2 (percent)");
  }
  RequirePrecision(node, findings);
  const bool fraction = kind == "3" || kind == "4";
  const bool said = IsTrue(node, attribute::kIsIntegral);
  const bool precise =
      Equals(node, attribute::kPrecision, "0") && node.Child(attribute::kPrecision) != nullptr;
  if (!fraction && !said && !precise) return;
  const std::string_view name = fraction ? "Fraction_validity"
                                : said   ? "Is_integral_validity"
                                         : "Precision_validity";
  for (const AttributeId part : {attribute::kNumerator, attribute::kDenominator}) {
    if (!IsIntegral(node, part)) broken(part, name, "an integral number");
  }
}

struct Limit {
  AttributeId limit, unbounded, included;
  std::string_view included_name;
};

void CheckLimit(const Node& node, const Limit& at, Findings& findings) {
  const bool unbounded = IsTrue(node, at.unbounded);
  if (unbounded && IsTrue(node, at.included)) {
    findings.Broken(node, at.included, at.included_name, "false, because there is no such limit",
                    "true");
  }
  if (unbounded && node.Child(at.limit) != nullptr) {
    findings.Broken(node, at.limit, "Limits_consistent", "none, because it is said to be unbounded",
                    "a limit");
  }
  if (IsFalse(node, at.unbounded) && node.Child(at.limit) == nullptr) {
    findings.Broken(node, at.limit, "Limits_consistent",
                    "a limit, because it is not said to be unbounded", "none");
  }
}

void CheckInterval(const Node& node, Findings& findings) {
  CheckLimit(node,
             {attribute::kLower, attribute::kLowerUnbounded, attribute::kLowerIncluded,
              "Lower_included_valid"},
             findings);
  CheckLimit(node,
             {attribute::kUpper, attribute::kUpperUnbounded, attribute::kUpperIncluded,
              "Upper_included_valid"},
             findings);
  const Node* lower = node.Child(attribute::kLower);
  const Node* upper = node.Child(attribute::kUpper);
  if (lower == nullptr || upper == nullptr) return;
  if (!AreStrictlyComparable(*lower, *upper)) {
    findings.Broken(
        node, attribute::kUpper, "Limits_comparable",
        "a " + std::string(Class(lower->type).name) + " of the same units or kind as lower",
        std::string(Class(upper->type).name));
    return;
  }
  const auto order = CompareOrdered(*lower, *upper);
  if (order && *order > 0) {
    findings.Broken(node, attribute::kUpper, "Limits_consistent", "at least lower", "less");
  }
}

/// REFERENCE_RANGE: the limits of its range have no ranges themselves.
void CheckReferenceRange(const Node& node, Findings& findings) {
  const Node* range = node.Child(attribute::kRange);
  if (range == nullptr) return;
  for (const AttributeId limit : {attribute::kLower, attribute::kUpper}) {
    const Node* at = range->Child(limit);
    if (at != nullptr && (at->Child(attribute::kNormalRange) != nullptr ||
                          at->Child(attribute::kOtherReferenceRanges) != nullptr)) {
      findings.Broken(*range, limit, "Range_is_simple", "a limit without reference ranges",
                      "one with them");
    }
  }
}

constexpr Invariant kInvariants[] = {
    {type::kDvOrdered, CheckOrdered},
    {type::kDvQuantified, CheckQuantified},
    {type::kDvAmount, CheckAmount},
    {type::kDvQuantity, CheckQuantity},
    {type::kDvProportion, CheckProportion},
    {type::kDvInterval, CheckInterval},
    {type::kReferenceRange, CheckReferenceRange},
};

}  // namespace

std::span<const Invariant> QuantityInvariants() { return kInvariants; }

}  // namespace socle::rm

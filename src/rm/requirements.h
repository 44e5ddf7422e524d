#pragma once

#include <string>
#include <string_view>

#include "rm/findings.h"
#include "rm/tree.h"

namespace socle::rm {

/// The sentences that the specification's invariants are made of. Each passes over what is absent.

/// `attribute` of `owner`, a text, is not empty.
void RequireNotEmpty(const Node& owner, AttributeId attribute, std::string_view invariant,
                     Findings& findings);

/// A code where openEHR states a group, from a terminology that is not openEHR's.
enum class Foreign { kRefused, kAccepted };

/// `attribute` of `owner`, a DV_CODED_TEXT, has a code of the openEHR group. A DV_TEXT says
/// nothing. DEVIATION where kAccepted: docs/spec-issues.md, rm-2.
void RequireCodeOfGroup(const Node& owner, AttributeId attribute, std::string_view group,
                        std::string_view invariant, Foreign foreign, Findings& findings);

/// `attribute` of `owner`, a CODE_PHRASE, has a code that the code set has or, in its terminology,
/// may have: the form is held, not the edition. DEVIATION: docs/spec-issues.md, rm-3.
void RequireCodeOfSet(const Node& owner, AttributeId attribute, std::string_view code_set,
                      std::string_view invariant, Findings& findings);

/// `attribute` of `owner`, one OBJECT_REF or a list of them, refers to objects of the class `type`.
void RequireRefType(const Node& owner, AttributeId attribute, std::string_view type,
                    std::string_view invariant, Findings& findings);

/// The code of a DV_CODED_TEXT, and its terminology without version.
struct Code {
  std::string_view terminology;
  std::string_view code;
};
/// Of a DV_CODED_TEXT or a CODE_PHRASE; empty for other types.
Code CodeOf(const Node& node);
bool IsOpenehr(const Code& code);

/// "terminology::code" for a fault's text.
std::string Shown(const Code& code);

}  // namespace socle::rm

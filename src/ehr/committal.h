#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/types.h"

namespace socle::ehr {

/// What a client says of its commit: merged with the defaults of the operation.
/// Source: REST 1.1.0, openehr-version and openehr-audit-details.
struct Committal {
  std::optional<record::Lifecycle> lifecycle;
  std::optional<record::ChangeType> change_type;
  std::optional<std::string> description;  // canonical JSON of a DV_TEXT
  std::optional<std::string> committer;    // canonical JSON of a PARTY_IDENTIFIED
};

/// The committal of the values of all `openehr-version` and `openehr-audit-details` headers, in the
/// order of arrival. `prefix` of a pair is what an older spelling put into the header's name
/// ("openEHR-AUDIT_DETAILS.committer: name=…"), else empty.
/// Errors: kBadRequest for text that is not key="value" pairs, an unknown key (naming the nearest
/// known), a code that its openEHR group does not have, a committer that breaks an invariant of the
/// reference model (an empty name, a namespace that is none).
struct CommittalHeader {
  std::string prefix, value;
};
Committal ParseCommittal(const std::vector<CommittalHeader>& headers);

/// Canonical JSON of the committer that stands for `principal`.
std::string DefaultCommitter(const record::Principal& principal);

/// Canonical JSON of a DV_TEXT.
std::string TextJson(std::string_view value);

/// The state of a version with content: what the client said, complete where it said nothing.
/// Errors: kBadRequest for "deleted", which only a deletion is.
record::Lifecycle ContentLifecycle(const Committal& committal);

/// The audit of a commit by `principal`: `committal` over the operation's `change_type`.
record::Audit MakeAudit(const Committal& committal, const record::Principal& principal,
                        const std::string& system_id, record::ChangeType change_type);

}  // namespace socle::ehr

#pragma once

#include <span>
#include <string_view>

#include "base/digest.h"
#include "record/types.h"

namespace socle::record {

/// The digests that chain a patient's record. Fields are added as base::Sha256::AddField writes
/// them, numbers as AddInt does; a text that may be absent is the number 0, or the number 1 and the
/// field. docs/decisions/0005-seals.md says what they protect against.

/// What the first contribution of an EHR follows: the digest of the EHR's own row.
base::Digest ChainStart(const EhrId& ehr, std::string_view system_id, base::Instant time_created);

/// A version: its object, number and state, why it was made, and its canonical bytes.
struct VersionContent {
  std::string_view kind, uid;
  std::uint32_t number = 0;
  Lifecycle lifecycle = Lifecycle::kComplete;
  ChangeType change_type = ChangeType::kCreation;  // the version's own or its contribution's
  std::optional<std::string_view> description;     // likewise
  std::string_view body;
};
base::Digest VersionDigest(const VersionContent& version);

/// A contribution: the one before it in its EHR (or ChainStart), its audit, its versions in their
/// order.
base::Digest ContributionDigest(const base::Digest& previous, const EhrId& ehr, std::uint64_t seq,
                                const base::Uuid& uid, const Audit& audit,
                                std::span<const base::Digest> versions);

/// The digest of 32 stored bytes. Errors: kCorrupt for another length.
base::Digest StoredDigest(std::string_view bytes);

}  // namespace socle::record

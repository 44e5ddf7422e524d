#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/types.h"

namespace socle::ehr {

/// Canonical JSON of the openEHR classes around versions, made from what the record knows.
/// Source: RM 1.1.0, EHR IM (EHR, VERSIONED_COMPOSITION …) and Common IM (change_control).

/// EHR: its id, system, creation time, references to its status and access versions.
std::string EhrJson(const record::EhrInfo& ehr, const record::VersionInfo& status,
                    const record::VersionInfo* access);
/// VERSIONED_COMPOSITION or VERSIONED_EHR_STATUS; `first` is the object's first version.
std::string VersionedObjectJson(std::string_view type, const record::EhrId& ehr,
                                const record::VersionInfo& first);
/// ORIGINAL_VERSION with the body as data (absent where it is empty: a deletion).
std::string OriginalVersionJson(const record::StoredVersion& version);
/// REVISION_HISTORY of all versions, oldest first.
std::string RevisionHistoryJson(const std::vector<record::VersionInfo>& versions);

/// The OBJECT_VERSION_ID of a version.
std::string VersionUidOf(const record::VersionInfo& version);

}  // namespace socle::ehr

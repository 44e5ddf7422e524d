#pragma once

#include <string_view>

namespace socle::rm {

/// The lexical forms of openEHR's identifiers.
/// Source: openEHR BASE 1.1.0, base_types, identification.

/// A UUID, an ISO OID or an internet id: letters, digits, '.', '-', '_', beginning and ending
/// with a letter or digit.
bool IsUid(std::string_view text);
/// root UID, and after "::" an extension that is not empty.
bool IsHierObjectId(std::string_view text);
/// object UID "::" creating system's UID "::" version tree id.
bool IsObjectVersionId(std::string_view text);
/// "1" or "1.2.3": trunk version, branch number, branch version, each from 1.
bool IsVersionTreeId(std::string_view text);
/// "openEHR-EHR-OBSERVATION.pulse.v2", the version up to "v1.0.0-alpha.1+build"; a namespace with
/// "::" may stand before it (ADL 2).
bool IsArchetypeId(std::string_view text);
/// What the namespace of an OBJECT_REF may be. DEVIATION: a digit may begin it;
/// docs/spec-issues.md, rm-4.
bool IsNamespace(std::string_view text);

}  // namespace socle::rm

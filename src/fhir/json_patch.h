#pragma once

#include <string_view>

#include "fhir/tree.h"

namespace socle::fhir {

/// The resource that `patch`, a JSON Patch, makes of `resource`: all operations in order, or none.
/// `resource` stays as it is. The patch sees the resource as WriteJson gives it. An array or object
/// from which operations took the last item or member goes with them, because FHIR knows no empty
/// ones.
///
/// At most 1,000 operations; patch and result at most 16 MiB and 128 levels.
/// Errors: base::Error kMalformed (no JSON: line:column); kBadRequest for what is no JSON Patch,
/// and kInvalid (422) for what cannot be done: a path that is not there, a test that fails, a
/// change of id or type, each with the place in the patch ("/2/path"), and for a result that is no
/// resource, with all issues; kTooLarge. Source: RFC 6902; RFC 6901; FHIR R4, RESTful API, patch.
Tree ApplyJsonPatch(const Node& resource, std::string_view patch);

}  // namespace socle::fhir

#include "base/error.h"

namespace socle::base {

const ErrorInfo& Describe(ErrorCode code) {
  static constexpr ErrorInfo kCatalogue[] = {
      {"bad_request", 400, "invalid"},
      {"malformed", 400, "structure"},
      {"unauthenticated", 401, "login"},
      {"forbidden", 403, "forbidden"},
      {"not_found", 404, "not-found"},
      {"method_not_allowed", 405, "not-supported"},
      {"not_acceptable", 406, "not-supported"},
      {"timeout", 408, "timeout"},
      {"conflict", 409, "conflict"},
      {"gone", 410, "deleted"},
      {"precondition_failed", 412, "conflict"},
      {"too_large", 413, "too-long"},
      {"unsupported_media", 415, "not-supported"},
      {"invalid", 422, "invariant"},
      {"too_many_requests", 429, "throttled"},
      {"header_too_large", 431, "too-long"},
      {"corrupt", 500, "exception"},
      {"internal", 500, "exception"},
      {"not_implemented", 501, "not-supported"},
      {"unavailable", 503, "transient"},
      {"storage_full", 507, "no-store"},
      {"usage", 400, "invalid"},
  };
  return kCatalogue[static_cast<std::size_t>(code)];
}

}  // namespace socle::base

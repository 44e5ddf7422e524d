#pragma once

#include <span>
#include <vector>

#include "http/router.h"
#include "resource/bundle_answer.h"
#include "resource/bundle_entry.h"

namespace socle::api {

/// Answers entries of Bundles that are neither of a resource nor of a type by the routes that
/// answer them alone: operations, histories, searches of compartments and of all types. Immutable,
/// so safe from any thread.
class EntryDispatch {
 public:
  /// Keeps the routes of the FHIR door among `routes`.
  explicit EntryDispatch(std::span<const http::Route> routes);

  /// The answer to `entry` of the Bundle in `bundle`: as the same client, over the same connection,
  /// would be answered. Errors: the routes'; kNotFound, kMethodNotAllowed, kBadRequest (the URL).
  resource::EntryAnswer Answer(const http::Request& bundle,
                               const resource::BundleEntry& entry) const;

 private:
  std::vector<http::Route> routes_;
  http::Router router_;  // of routes_
};

}  // namespace socle::api

#pragma once

#include <cstddef>
#include <functional>
#include <limits>

#include "http/server.h"
#include "resource/bundle_answer.h"

namespace socle::api {

using Handler = std::function<http::Response(const http::Request&)>;

/// Takes out of `request` what says how an answer is written, and asks for JSON: the answer becomes
/// a part of another one.
void AskForJson(http::Request& request);

/// When the making of an inner answer that is streamed is given up.
struct InnerLimits {
  std::size_t largest = std::numeric_limits<std::size_t>::max();  // bytes of the body
  std::function<bool()> is_gone{};  // nobody wants it any more; empty: somebody does
};

/// What `handler` answers to a request of the FHIR door that came within another one, or is
/// answered later. Errors: the handler's; kTooLarge, kUnavailable (the limits).
resource::EntryAnswer InnerAnswer(const Handler& handler, const http::Request& request,
                                  const InnerLimits& limits = {});

}  // namespace socle::api

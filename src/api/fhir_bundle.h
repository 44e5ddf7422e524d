#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/fhir_exchange.h"
#include "http/server.h"

namespace socle::api {

/// An entry of a Bundle that answers. Its resource is JSON as it is stored: it is sent, not read.
struct BundleEntry {
  std::string full_url;  // empty: none
  std::string resource;  // compact JSON; empty: none
  std::string rest;      // the members behind the resource: "\"search\":{…}"
};

/// A Bundle of type searchset or history.
struct BundleAnswer {
  std::string_view type;  // static
  std::optional<std::uint64_t> total;
  Parameters links;  // relation and URL
  std::vector<BundleEntry> entries;
};

/// 200 with `bundle` in the format asked for. In JSON a long one is sent piece by piece, so the
/// route is kBlocking.
http::Response BundleResponse(const FhirExchange& exchange, BundleAnswer bundle);

}  // namespace socle::api

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fhir/tree.h"
#include "resource/request_url.h"
#include "resource/resource_service.h"

namespace socle::resource {

/// One request of a batch or a transaction. The views and nodes are the Bundle's.
struct BundleEntry {
  /// In the order in which they are done. Source: FHIR R4, RESTful API, Transaction Processing
  /// Rules.
  enum class Method : std::uint8_t { kDelete, kPost, kPut, kPatch, kGet };

  std::size_t index = 0;
  std::string place;  // "Bundle.entry[3]"
  Method method = Method::kGet;
  RequestUrl url;
  std::string_view full_url;
  const fhir::Node* resource = nullptr;  // what is written, or the patch
  std::optional<SearchRequest> if_none_exist;
  std::optional<std::uint32_t> if_match, if_none_match;
  std::optional<base::Instant> if_modified_since;  // of a GET, as if_none_match
  bool is_head = false;                            // a GET without its body

  /// The condition that the URL is.
  SearchRequest Condition() const;
  /// Whether it writes nothing: a GET, or a POST of an operation or search that only answers.
  bool OnlyReads() const;
};

/// Entry `index` of a Bundle. Errors: kBadRequest, at the entry's place.
BundleEntry ParseEntry(const fhir::Node& entry, std::size_t index, std::string_view base);

/// The patch that an entry holds: a Binary with a JSON Patch, or Parameters. It looks at
/// `resource`. Errors: kBadRequest.
Patch PatchOf(const fhir::Node& resource);

}  // namespace socle::resource

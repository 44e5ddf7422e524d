#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "resource/resource_service.h"

namespace socle::resource {

/// What an entry of a batch or a transaction came to.
struct EntryAnswer {
  int status = 0;  // HTTP's; 0: not done yet
  std::optional<StoredResource> written;
  std::string resource;        // JSON of what a GET gives, or of what was written; empty: none
  std::string location, etag;  // where nothing was written; empty: none
  std::string outcome;         // JSON of an OperationOutcome; empty: none
};

/// Puts into `answer` what the client wants to see of the resource that it wrote.
void Prefer(ReturnPreference preferred, EntryAnswer& answer);

/// The answer to an entry that failed.
EntryAnswer AnswerOf(const base::Error& error);

/// "http://example.org/fhir/Patient/1".
std::string UrlOf(std::string_view base, const StoredResource& resource);

/// The Bundle of `answers`, of type "batch-response" or "transaction-response".
std::string ResponseBundle(std::string_view type, std::string_view base,
                           std::span<const EntryAnswer> answers);
/// The Bundle of type searchset that answers an entry's search.
std::string SearchBundle(std::string_view base, const SearchRequest& request,
                         const SearchAnswer& answer);

}  // namespace socle::resource

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "fhir/tree.h"
#include "resource/search.h"

namespace socle::resource {

/// What the resources of a transaction call one another, and what they are called in the store.
/// One thread at a time.
class TransactionNames {
 public:
  /// Finds the resource that a conditional reference means. Errors: kPreconditionFailed.
  using Ask = std::function<std::string(const SearchRequest&)>;

  /// The entry of `full_url` (which outlives this) is `name`, "Patient/1". Errors: kBadRequest (two
  /// entries have that fullUrl).
  void Add(std::string_view full_url, std::string name);

  /// Writes the stored names into `tree`: into its references (fullUrls; relative ones where
  /// `full_url`, of the resource's entry, is a RESTful URL; conditional ones), and into elements of
  /// the types uri, url, canonical, oid and uuid that are a URN of an entry.
  /// Source: FHIR R4, Transaction Processing Rules and Bundle, Resolving references.
  void Resolve(fhir::Tree& tree, std::string_view full_url, const Ask& ask);

 private:
  void Visit(fhir::Tree& tree, const fhir::Node& node, std::string_view base, const Ask& ask);
  std::optional<std::string> NameOf(std::string_view reference, std::string_view base,
                                    const Ask& ask);

  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, std::string, Hash, std::equal_to<>> names_;        // by fullUrl
  std::unordered_map<std::string, std::string, Hash, std::equal_to<>> conditional_;  // by reference
};

}  // namespace socle::resource

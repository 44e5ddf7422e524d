#pragma once

#include <cstddef>
#include <string>

#include "record/snapshot.h"
#include "resource/resource_source.h"
#include "resource/search_parameters.h"

namespace socle::resource {

/// More profiles, tags or security labels than that are refused: they are no vocabulary.
inline constexpr std::size_t kMostMetaInUse = 1000;

/// The profiles, tags and security labels that resources of `type` (kNone: of all types) have, each
/// once, sorted, as JSON of a Meta; "{}" where there are none. Found off the search tables: a few
/// look-ups for each that there is, however many resources have it.
/// Errors: kTooLarge. Source: FHIR R4, Resource operation $meta.
std::string MetaInUse(const SearchParameters& parameters, record::Snapshot& snapshot,
                      ResourceSource& source, fhir::TypeId type);

}  // namespace socle::resource

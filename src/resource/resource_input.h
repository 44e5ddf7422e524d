#pragma once

#include <memory>

#include "fhir/validate.h"
#include "resource/resource_source.h"

namespace socle::resource {

/// The id that a resource says it has; empty where it says none.
std::string_view IdOf(const fhir::Node& resource);

/// Makes `tree` what is stored: its id is `id`, meta.versionId and meta.lastUpdated are gone (and
/// meta with them where nothing else is in it). All else in meta stays as the client gives it.
void Normalise(fhir::Tree& tree, const ResourceId& id);

/// Where `path` ("Patient.name") stands in the whole document: the resource itself, or the one of
/// the Bundle's entry `place` ("Bundle.entry[3].resource.name").
std::string PathIn(std::string_view place, std::string_view path);

/// Errors: kInvalid with every violation of the definitions, at `place`.
void Check(const fhir::Validator& validator, const fhir::Node& resource, std::string_view place);

}  // namespace socle::resource

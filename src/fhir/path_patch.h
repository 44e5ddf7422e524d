#pragma once

#include "fhir/tree.h"

namespace socle::fhir {

/// The resource that a FHIRPath Patch makes of `resource`: all operations in order, or none.
/// `resource` stays as it is. Elements that lose all they have go with it.
///
/// `parameters` is a Parameters resource of parameters named "operation", at most 1,000, with the
/// parts type (add, insert, delete, replace, move), path, name, value, index, source and
/// destination. A value is a value[x], for a contained resource the part's resource, or parts that
/// are named as the properties of the element's type. A primitive is taken for another whose form
/// it has (a string for a code). A move's destination counts after the item was taken out.
///
/// Errors: base::Error kBadRequest for what is no patch, kInvalid (422) for what cannot be done: a
/// path with no element or several, an element that is there already, a value of a wrong type, an
/// index outside, a change of id. Each has its place ("Parameters.parameter[2].part[1]") and names
/// the operation. kTooLarge, kTimeout: a path that costs too much.
/// Source: FHIR R4, FHIRPath Patch.
Tree ApplyPathPatch(const Node& resource, const Node& parameters);

}  // namespace socle::fhir

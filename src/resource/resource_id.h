#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/named.h"
#include "fhir/model.h"
#include "record/types.h"

namespace socle::resource {

/// A resource's logical id: 1 to 64 of A-Z a-z 0-9 - and '.'. Unique within its type over the whole
/// store: it is the record's ObjectUid of an object of kind "fhir.Patient".
using ResourceId = base::Named<struct ResourceIdTag, std::string>;

/// Errors: kBadRequest, saying what an id is.
ResourceId ParseId(std::string_view text);
bool IsId(std::string_view text);

/// The kind of the objects that are resources of a type: "fhir.Patient".
record::Kind KindOf(fhir::TypeId type);
/// Nothing for other kinds.
std::optional<fhir::TypeId> TypeOf(const record::Kind& kind);

/// A resource's place in the record: an object, and which of its views; 0 for an object that is a
/// resource itself.
struct ResourceKey {
  record::EhrKey ehr;
  std::uint32_t object = 0;
  std::uint32_t part = 0;
};

/// "Patient/123", with the version where one is named: "Patient/123/_history/2".
struct ResourceName {
  fhir::TypeId type = fhir::TypeId::kNone;
  ResourceId id;
  std::optional<std::uint32_t> version;
};

}  // namespace socle::resource

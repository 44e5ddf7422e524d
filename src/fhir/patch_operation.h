#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "fhir/tree.h"

namespace socle::fhir {

enum class PathPatchType : std::uint8_t { kAdd, kInsert, kDelete, kReplace, kMove };

/// One operation of a FHIRPath Patch as its Parameters say it. Looks at them.
struct PathPatchOperation {
  std::size_t number = 0;  // from 0
  const Node* parameter = nullptr;
  PathPatchType type = PathPatchType::kAdd;
  const Node* path = nullptr;  // the part
  std::string_view path_text;
  const Node* name = nullptr;  // the part of an addition
  std::string_view name_text;
  const Node* value = nullptr;  // the part
  std::optional<std::size_t> index, source, destination;

  /// An error that names the operation, with `node` as its place.
  base::Error Fault(base::ErrorCode code, const std::string& text, const Node& node) const;
  /// What cannot be done (422), at `node` or at the path.
  base::Error Impossible(const std::string& text, const Node* node = nullptr) const;
};

/// Reads a parameter "operation". Errors: kBadRequest with its place: an unknown part or one twice,
/// one that the type of operation needs and has not.
PathPatchOperation ReadPathPatchOperation(const Node& parameter, std::size_t number);

}  // namespace socle::fhir

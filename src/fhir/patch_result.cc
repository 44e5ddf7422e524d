#include "fhir/patch_result.h"

#include <string>
#include <utility>

#include "fhir/ids.h"

namespace socle::fhir {

void CheckIdentity(const Node& original, const Node& patched) {
  const std::string type(Get(original.type).name);
  if (patched.type != original.type) {
    throw base::Error(
        base::ErrorCode::kInvalid,
        "expected a patch that leaves the type, found one that makes another of " + type)
        .At(type);
  }
  const Node* before = original.Child(name::kId);
  const Node* after = patched.Child(name::kId);
  const bool same =
      before == nullptr || after == nullptr ? before == after : before->text == after->text;
  if (same) return;
  throw base::Error(base::ErrorCode::kInvalid,
                    "expected a patch that leaves the id, found one that changes it")
      .At(type + ".id");
}

base::Error TooManyOperations() {
  return {base::ErrorCode::kTooLarge,
          "expected at most " + std::to_string(kMostPatchOperations) + " operations, found more"};
}

base::Error TooDeep(std::string place) {
  return base::Error(base::ErrorCode::kInvalid, "expected a result of at most " +
                                                    std::to_string(kMostPatchLevels) +
                                                    " levels, found a deeper one")
      .At(std::move(place));
}

}  // namespace socle::fhir

#include "resource/reference_target.h"

#include "fhir/ids.h"
#include "fhir/primitive.h"
#include "record/schema.h"
#include "resource/type_number.h"

namespace socle::resource {

std::string_view CutText(std::string_view text) {
  if (text.size() <= kMostText) return text;
  std::size_t end = kMostText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

ReferenceRow TargetOf(fhir::TypeId type, std::string_view id) {
  return {record::EncodeUid(record::ObjectUid(std::string(id))), TypeNumber(type)};
}

std::optional<ReferenceRow> TargetOf(std::string_view reference) {
  if (reference.empty() || reference.front() == '#') return std::nullopt;
  std::string_view local = reference.substr(0, reference.find("/_history/"));
  const std::size_t slash = local.find('/');
  if (slash != std::string_view::npos) {
    const fhir::TypeId type = fhir::FindType(local.substr(0, slash));
    const std::string_view id = local.substr(slash + 1);
    if (TypeNumber(type) != 0 && fhir::FitsPrimitive(fhir::type::kId, id))
      return TargetOf(type, id);
  }
  return ReferenceRow{std::string(CutText(reference)), 0};
}

}  // namespace socle::resource

#include "fhir/path_environment.h"

namespace socle::fhir {

TypeId TypeOfReference(std::string_view reference) {
  if (const std::size_t history = reference.find("/_history/"); history != std::string_view::npos) {
    reference = reference.substr(0, history);
  }
  const std::size_t id = reference.rfind('/');
  if (id == std::string_view::npos || id == 0 || id + 1 == reference.size()) return TypeId::kNone;
  const std::size_t before = reference.rfind('/', id - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  const TypeId type = FindType(reference.substr(begin, id - begin));
  return type != TypeId::kNone && Get(type).kind == TypeKind::kResource ? type : TypeId::kNone;
}

std::optional<PathItem> TypeOnlyResolver::Resolve(std::string_view reference,
                                                  std::string_view type) {
  TypeId found = TypeOfReference(reference);
  if (found == TypeId::kNone && !type.empty()) found = FindType(type);
  if (found == TypeId::kNone || Get(found).kind != TypeKind::kResource) return std::nullopt;
  return PathItem::TypeOnly(found);
}

}  // namespace socle::fhir

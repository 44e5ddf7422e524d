#include "resource/type_number.h"

#include <vector>

namespace socle::resource {
namespace {

struct Numbers {
  std::vector<fhir::TypeId> types{fhir::TypeId::kNone};
  std::vector<std::int64_t> numbers;

  Numbers() : numbers(fhir::Types().size()) {
    for (const std::string_view name : fhir::ResourceTypes()) {
      const fhir::TypeId type = fhir::FindType(name);
      numbers[static_cast<std::size_t>(type)] = static_cast<std::int64_t>(types.size());
      types.push_back(type);
    }
  }
};

const Numbers& All() {
  static const Numbers numbers;
  return numbers;
}

}  // namespace

std::int64_t TypeNumber(fhir::TypeId type) {
  const auto index = static_cast<std::size_t>(type);
  return index < All().numbers.size() ? All().numbers[index] : 0;
}

fhir::TypeId TypeOfNumber(std::int64_t number) {
  const auto& types = All().types;
  return number > 0 && static_cast<std::size_t>(number) < types.size()
             ? types[static_cast<std::size_t>(number)]
             : fhir::TypeId::kNone;
}

}  // namespace socle::resource

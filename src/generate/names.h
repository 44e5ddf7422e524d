#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "generate/random.h"

namespace socle::generate {

enum class Sex : std::uint8_t { kFemale, kMale };

/// A municipality. The codes look like postal and INSEE codes; the departments are real.
struct Commune {
  std::string_view name, postal_code, insee;
};

/// A first name that people born in `birth_year` often bear.
std::string_view PickGivenName(Random& random, Sex sex, int birth_year);
std::string_view PickFamilyName(Random& random);
const Commune& PickCommune(Random& random);
/// "12 rue des Lilas".
std::string PickStreet(Random& random);

}  // namespace socle::generate

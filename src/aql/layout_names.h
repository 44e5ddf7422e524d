#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace socle::aql {

/// The longest name of a table: an index adds to it, and PostgreSQL cuts names at 63.
inline constexpr std::size_t kLongestTableName = 55;
/// The longest name of a value, to which its parts' columns add: "_denominator".
inline constexpr std::size_t kLongestValueName = 44;

/// `text` as SQL names are written: small letters, digits and `_`, accents folded (Latin letters),
/// anything else a `_`; begins with a letter. Empty where nothing is left. At most `longest` bytes.
std::string Slug(std::string_view text, std::size_t longest = kLongestValueName);

/// "obs_blood_pressure_v2" of "openEHR-EHR-OBSERVATION.blood_pressure.v2". At most
/// kLongestTableName bytes.
std::string TableNameOf(std::string_view archetype_id);

/// `name`, or the first of name_2, name_3, … that `is_free`; cut where that makes it longer than
/// `longest`.
std::string FreeName(const std::string& name, std::size_t longest,
                     const std::function<bool(const std::string&)>& is_free);

}  // namespace socle::aql

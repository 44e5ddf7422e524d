#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "generate/fhir_writer.h"
#include "generate/people.h"

namespace socle::generate {

/// Rooms that no unit owns, and where acts are done.
enum class ActRoom : std::uint8_t { kTheatre, kCatheters, kEndoscopy, kBirth, kImaging, kNone };

/// The ids of the hospital's structure: legal entity, establishment, poles, services, units; site,
/// wards, rooms, beds. The same for every seed. Immutable.
class FhirStructure {
 public:
  /// `people` must outlive this.
  explicit FhirStructure(const People& people) : people_(people) {}

  /// Appends every Organization and Location, those that others refer to first.
  void Append(std::vector<FhirResource>& out) const;

  /// Of the unit with that name ("Pneumologie A"), which is one of the hospital's: "1031".
  std::string UnitCode(std::string_view unit) const;
  static std::string UnitCode(Specialty specialty, std::size_t unit);
  static std::string ServiceId(Specialty specialty);
  static std::string UnitId(std::string_view unit_code) { return With("uf-", unit_code); }
  static std::string WardId(std::string_view unit_code) { return With("unite-", unit_code); }
  static std::string BedId(std::string_view unit_code, std::string_view bed);
  static std::string OfficeId(std::string_view unit_code, int office);
  /// `number` is from 1 to kActRooms; `room` is not kNone.
  static std::string ActRoomId(ActRoom room, int number);
  static std::string_view ActRoomName(ActRoom room);

  static constexpr int kActRooms = 4;  // of each kind

 private:
  static std::string With(std::string_view prefix, std::string_view code) {
    return std::string(prefix).append(code);
  }
  const People& people_;
};

inline constexpr std::string_view kLegalEntityId = "990000002";  // FINESS in form, not given
inline constexpr std::string_view kLaboratoryId = "service-14";

}  // namespace socle::generate

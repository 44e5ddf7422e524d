#include <charconv>
#include <cmath>
#include <optional>

#include "resource/earth_point.h"
#include "resource/row_maker.h"

namespace socle::resource {
namespace {

std::optional<double> Degrees(const fhir::Node& position, fhir::NameId name, double most) {
  const std::string_view text = TextOf(position, name);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(std::fabs(value) <= most)) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

void AddPositions(const fhir::PathItem& item, RowMaker& maker) {
  static const fhir::NameId kLatitude = fhir::FindName("latitude"),
                            kLongitude = fhir::FindName("longitude");
  const fhir::Node* node = item.node();
  if (node == nullptr) return;
  constexpr double kMostNorth = 90, kMostEast = 180;
  const auto latitude = Degrees(*node, kLatitude, kMostNorth);
  const auto longitude = Degrees(*node, kLongitude, kMostEast);
  if (!latitude || !longitude) return;
  const EarthPoint point = PointOf(*latitude, *longitude);
  maker.Add(QuantityRow{kAxisX, point.x});
  maker.Add(QuantityRow{kAxisY, point.y});
  maker.Add(QuantityRow{kAxisZ, point.z});
}

}  // namespace socle::resource

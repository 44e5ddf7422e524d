#include "resource/earth_point.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace socle::resource {

EarthPoint PointOf(double latitude, double longitude) {
  constexpr double kRadians = std::numbers::pi / 180;
  const double north = latitude * kRadians, east = longitude * kRadians;
  return {std::cos(north) * std::cos(east), std::cos(north) * std::sin(east), std::sin(north)};
}

double ChordOf(double metres) {
  constexpr double kRadius = 6'371'008.8;
  return 2 * std::sin(std::min(metres / kRadius, std::numbers::pi) / 2);
}

}  // namespace socle::resource

#pragma once

namespace socle::resource {

/// A place on a sphere of radius 1, the earth's centre being 0, 0, 0. Distances between such are
/// sums of squares, which any store can compare: no function of angles is needed.
struct EarthPoint {
  double x = 0, y = 0, z = 0;
};

/// Of degrees north and east.
EarthPoint PointOf(double latitude, double longitude);

/// The straight line, on the sphere of radius 1, between places that lie so many metres from each
/// other on the earth's surface, a sphere of 6,371,008.8 m (IUGG's mean radius); 2, the diameter,
/// for all distances from half of the way round.
double ChordOf(double metres);

}  // namespace socle::resource

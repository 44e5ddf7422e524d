#pragma once

#include <array>
#include <string_view>

namespace socle::aql::property {

// The few values that compositions hold and queries ask for, so that conditions hold now and then.

/// Numbers as JSON writes them: trailing zeros, equal values of different text, 17 digits.
inline constexpr std::array<std::string_view, 9> kMagnitudes = {
    "1", "2", "3", "2.5", "1.50", "1.5", "-1", "3.0", "12345678901234567.5"};
inline constexpr std::array<std::string_view, 6> kIntegers = {"0", "1", "2",
                                                              "3", "5", "12345678901234567"};
inline constexpr std::array<std::string_view, 2> kUnits = {"mm", "cm"};
inline constexpr std::array<std::string_view, 6> kTexts = {"red",  "green", "blue",
                                                           "50 %", "it's",  "r*d"};
inline constexpr std::array<std::string_view, 4> kWords = {"Alpha", "Beta", "Gamma", "Delta"};

struct Coded {
  std::string_view terminology, code, text;
};
inline constexpr std::array<Coded, 3> kCodes = {Coded{"snomed_ct", "271649006", "red"},
                                                Coded{"snomed_ct", "271650006", "green"},
                                                Coded{"loinc", "8480-6", "red"}};
/// Codes that archetypes define: of value sets, and of ordinals with their numbers 1 to 3.
inline constexpr std::array<Coded, 3> kLocalCodes = {Coded{"local", "at0100", "low"},
                                                     Coded{"local", "at0101", "middle"},
                                                     Coded{"local", "at0102", "high"}};

inline constexpr std::array<std::string_view, 5> kDates = {"2024-03-01", "2024-03-02", "2024-03",
                                                           "2024", "2023-12-31"};
inline constexpr std::array<std::string_view, 5> kTimes = {"08:00:00", "08:00", "10:00:00+02:00",
                                                           "12:30:45.5", "23:59:59Z"};
inline constexpr std::array<std::string_view, 7> kDateTimes = {
    "2024-03-01T08:00:00Z", "2024-03-01T10:00:00+02:00", "2024-03-02T09:00:00Z", "2024-03-01T08:00",
    "2024-03-01",           "2024-03-02T09:00:00,5Z",    "2024-03-01T08:00:00"};
inline constexpr std::array<std::string_view, 5> kDurations = {"PT1H", "PT60M", "P1D", "P1M",
                                                               "P30D"};
inline constexpr std::array<std::string_view, 3> kIdentifiers = {"i-1", "i-2", "i-3"};
inline constexpr std::array<std::string_view, 2> kUris = {"http://example.org/a",
                                                          "http://example.org/b"};
inline constexpr std::string_view kEhrUri = "ehr://example/1";
/// Archetypes that stand where a template leaves it open; no template has the last.
inline constexpr std::array<std::string_view, 3> kOpenClusters = {
    "openEHR-EHR-CLUSTER.a.v1", "openEHR-EHR-CLUSTER.b.v1", "openEHR-EHR-CLUSTER.z.v1"};
inline constexpr std::array<std::string_view, 3> kPeople = {"Dr Ada", "Nurse Kay", "Nurse Lou"};

}  // namespace socle::aql::property

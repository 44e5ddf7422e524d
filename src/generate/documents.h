#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "generate/canonical.h"
#include "generate/course.h"
#include "generate/people.h"
#include "generate/problem.h"

namespace socle::generate {

struct TimedVitals {
  WallTime time;
  Vitals vitals;
};

/// Whether a round measures everything, or pressure, pulse and what the patient's state asks for.
enum class Completeness : std::uint8_t { kAll, kUsual };

/// Whether nurses also weigh and measure.
enum class Measures : std::uint8_t { kScores, kScoresAndBody };
/// How much is said of an allergy: a letter says less than the list.
enum class Detail : std::uint8_t { kFull, kBrief };

/// A drug as it was ordered for somebody.
struct Order {
  DrugId drug;
  std::string id;  // "P80000000420007"
  Decimal dose;
  std::string_view indication;
  WallTime start, stop;
};

/// Where and when something is written down.
struct Place {
  std::string_view location;  // "Pneumologie A, chambre 214"
  Term setting;               // openEHR group "setting"
};

/// Writes compositions of the nine templates into a record. Everything that varies is drawn from
/// `random`. One thread at a time; the constructor's arguments must outlive this.
class Documents {
 public:
  Documents(const People& people, const Person& person, Random& random, Record& record)
      : people_(people), person_(person), random_(random), record_(record) {
    text_.reserve(32 * 1024);
  }

  void VitalSigns(const Place& place, const Member& nurse, std::span<const TimedVitals> rounds,
                  Completeness completeness);
  void Laboratory(const Place& place, WallTime sampled, const Results& results,
                  std::span<const PanelId> panels, std::span<const AnalyteId> single,
                  std::string_view question);
  void ProblemList(const Place& place, const Member& physician, WallTime time,
                   std::span<const Problem> problems);
  /// The patient's allergies: at least one.
  void AdverseReactions(const Place& place, const Member& physician, WallTime time);
  void MedicationOrder(const Place& place, const Member& physician, WallTime time,
                       std::span<const Order> orders);
  /// What is due at the round of `hour` on the day of `time`: at least one order.
  void MedicationAdministration(const Place& place, const Member& nurse, WallTime time,
                                std::span<const Order* const> due);
  void EncounterNote(const Place& place, const Member& physician, WallTime time,
                     std::string_view contact, std::string_view reason, std::string_view story,
                     std::span<const Problem> problems, std::string_view synopsis);
  void NursingObservation(const Place& place, const Member& nurse, WallTime time,
                          const Vitals& vitals, Measures measures);
  void DischargeSummary(const Place& place, const Member& physician, WallTime time,
                        const Course& course, const Problem& main, std::span<const Problem> others,
                        std::span<const Order> orders);

 private:
  Canonical Begin(std::string_view archetype, std::string_view name, std::string_view template_id,
                  const Member& author, const Place& place, WallTime start, WallTime end,
                  std::string_view other_context = {});
  void Finish(std::string_view template_id, const Member& author, WallTime committed);
  /// "P80000000420007": a letter, the patient's number, a number that grows.
  std::string NextId(char letter);

  void Pressure(Canonical& json, std::span<const TimedVitals> rounds);
  void Pulse(Canonical& json, std::span<const TimedVitals> rounds);
  void Temperature(Canonical& json, const TimedVitals& round);
  void Respiration(Canonical& json, const TimedVitals& round);
  void Saturation(Canonical& json, std::span<const TimedVitals> rounds);
  void AnalyteCluster(Canonical& json, AnalyteId id, const Results& results);
  void Specimen(Canonical& json, WallTime sampled, std::string_view kind);
  void Risks(Canonical& json, WallTime time, Detail detail);
  void OrderEntry(Canonical& json, const Order& order);
  void ActionEntry(Canonical& json, WallTime time, const Order& order);
  void Consciousness(Canonical& json, WallTime time, const Vitals& vitals);
  void EarlyWarning(Canonical& json, WallTime time, const Vitals& vitals);
  void Pain(Canonical& json, WallTime time, const Vitals& vitals);
  void Body(Canonical& json, WallTime time);

  const People& people_;
  const Person& person_;
  Random& random_;
  Record& record_;
  std::string text_;
  int number_ = 0;
};

inline constexpr Term kNursingCare{"openehr", "233", "secondary nursing care"};
inline constexpr Term kMedicalCare{"openehr", "232", "secondary medical care"};
inline constexpr Term kEmergencyCare{"openehr", "227", "emergency care"};

/// The entries that several kinds of document hold.
void WriteProblem(Canonical& json, const Problem& problem);
void WriteReason(Canonical& json, std::string_view contact, std::string_view problem);
void WriteSynopsis(Canonical& json, std::string_view text);

}  // namespace socle::generate

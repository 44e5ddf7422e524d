#include "generate/fhir_appointment.h"

#include <algorithm>

#include "generate/fhir_systems.h"

namespace socle::generate {
namespace {

constexpr WallTime kQuarter = 15 * kMinute;
constexpr int kLength = 30;  // minutes

struct Booking {
  std::string id;
  std::string_view status;
  const Visit* visit = nullptr;  // with whom and where
  std::string unit_code;
  WallTime start = 0, created = 0;
};

/// The day, or the Monday after it.
Day OnAWeekday(Day day) {
  const int weekday = (day + 3) % 7;  // 1970-01-01 was a Thursday; 0: Monday
  return weekday < 5 ? day : day + 7 - weekday;
}

void AppendParticipant(FhirWriter& writer, const FhirTarget& actor, std::string_view status) {
  writer.Begin().Reference("actor", actor).Text("required", "required");
  writer.Text("status", status).End();
}

FhirResource Appointment(const FhirStory& story, const Booking& booking) {
  constexpr FhirCode kMissed{
      "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason", "pat", "Patient"};
  const Visit& visit = *booking.visit;
  FhirWriter writer("Appointment", booking.id);
  writer.BeginList("identifier");
  writer.Identifier("usual", {}, fhir_system::kAppointment, booking.id).EndList();
  writer.Text("status", booking.status);
  const bool cancelled = booking.status == "cancelled";
  if (cancelled) writer.Concept("cancelationReason", kMissed);
  writer.BeginList("serviceType").ConceptText({}, visit.unit).EndList();
  writer.Concept("appointmentType", {"http://terminology.hl7.org/CodeSystem/v2-0276", "FOLLOWUP",
                                     "A follow up visit from a previous appointment"});
  writer.Text("description", "Consultation de suivi");
  writer.DateTime("start", booking.start).DateTime("end", booking.start + kLength * kMinute);
  writer.Integer("minutesDuration", kLength).DateTime("created", booking.created);
  writer.BeginList("participant");
  AppendParticipant(writer, story.PatientTarget(), cancelled ? "declined" : "accepted");
  AppendParticipant(writer, {"Practitioner", visit.physician->id, visit.physician->name},
                    "accepted");
  AppendParticipant(writer,
                    {"Location", FhirStructure::OfficeId(booking.unit_code, visit.office), {}},
                    "accepted");
  writer.EndList();
  return writer.Finish();
}

/// When it was made: weeks before, but not before the patient was born.
WallTime DrawCreated(const FhirStory& story, WallTime start, Random& random) {
  const Day day = DayOf(start) - random.Between(6, 90);
  const Day least = story.patient().birth;
  if (day < least) return std::min(start - kHour, WallTime{least} * kDay + 9 * kHour);
  return WallTime{day} * kDay + random.Between(8 * 60, 18 * 60) * kMinute;
}

}  // namespace

void AppendFhirAppointments(const FhirStory& story, std::vector<FhirResource>& out) {
  Random random = story.Draw('R');
  std::size_t number = story.visits.size();
  for (const FhirVisit& told : story.visits) {
    const WallTime start = told.visit->time / kQuarter * kQuarter;
    out.push_back(Appointment(story, {told.appointment_id, "fulfilled", told.visit, told.unit_code,
                                      start, DrawCreated(story, start, random)}));
    if (!random.Chance(140)) continue;
    const WallTime missed = start - random.Between(7, 35) * kDay;
    if (DayOf(missed) <= story.patient().birth) continue;
    const std::string_view status = random.Chance(600) ? "cancelled" : "noshow";
    out.push_back(Appointment(story, {story.Id('R', ++number), status, told.visit, told.unit_code,
                                      missed, DrawCreated(story, missed, random)}));
  }
  if (story.visits.empty() || story.death != 0 || !random.Chance(650)) return;
  const FhirVisit& last = story.visits.back();
  const Day day = OnAWeekday(DayOf(kLastDate) + random.Between(5, 85));
  const WallTime start = WallTime{day} * kDay + random.Between(32, 70) * kQuarter;
  out.push_back(Appointment(
      story, {story.Id('R', ++number), "booked", last.visit, last.unit_code, start, last.end()}));
}

}  // namespace socle::generate

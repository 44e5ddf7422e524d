#include "generate/life.h"

#include <algorithm>
#include <optional>

namespace socle::generate {
namespace {

/// Stays a year, permille, by age band; more with each chronic disease.
constexpr int kStays[kAgeBands] = {150, 160, 230, 340, 520};
constexpr int kStaysEach = 35, kVisits = 400, kVisitsEach = 330, kVisitsMost = 1800;
constexpr Day kBetweenContacts = 10, kBetweenDeliveries = 340;

class Life {
 public:
  Life(const People& people, const Person& person, Random& random, Record& record)
      : people_(people),
        person_(person),
        random_(random),
        record_(record),
        documents_(people, person, random, record) {}

  void Run(Day first_day, int days);

 private:
  /// What is asked of the laboratory.
  enum class Bloods : std::uint8_t { kAdmission, kFollowing };
  struct Contact {
    Day day;
    bool stay;
  };
  /// What a stay's days have in common.
  struct Ward {
    const Department* department;
    std::string location;
    Place nursing, medical;
    const Member* physician;
    Course course;
    Problem main;  // why they are here
    std::vector<Order> orders;
  };

  std::vector<Contact> DrawContacts(Day first_day, int days);
  const Acute& DrawAcute(Day day);
  Ward Admit(Day day);
  void FirstContact(const Place& place, const Member& physician, WallTime time);
  void OrderDrugs(Ward& ward);
  void AddOrder(std::vector<Order>& orders, DrugId drug, std::string_view indication,
                WallTime start, WallTime stop);
  void WriteAdmission(Ward& ward);
  void WriteDay(Ward& ward, Day day);
  /// Returns the morning round with everything, from which scores are made.
  std::optional<TimedVitals> WriteRounds(const Ward& ward, Day day, int severity);
  void WriteDrugRounds(const Ward& ward, Day day);
  void WriteDailyNote(const Ward& ward, WallTime time, const Vitals& vitals);
  void DrawBlood(const Ward& ward, WallTime time, Bloods bloods);
  void Discharge(Ward& ward);
  void Visit(Day day);
  void VisitLaboratory(const Place& place, WallTime time);
  std::vector<Problem> Chronics() const;
  Order MakeOrder(DrugId drug, std::string_view indication, WallTime start, WallTime stop);
  /// A minute of `day` from `from` o'clock to before `to` o'clock.
  WallTime DrawTime(Day day, int from, int to) {
    return WallTime{day} * kDay + random_.Between(from * 60, to * 60 - 1) * kMinute;
  }
  const Member& Nurse(const Department& department) { return random_.Pick(department.nurses); }
  std::string Introduction(Day day) const;

  const People& people_;
  const Person& person_;
  Random& random_;
  Record& record_;
  Documents documents_;
  std::vector<Problem> past_;  // of earlier stays
  Day last_delivery_ = -100000;
  int order_number_ = 0;
  bool known_ = false;
};

std::vector<Life::Contact> Life::DrawContacts(Day first_day, int days) {
  std::vector<Contact> contacts;
  int chronics = 0;
  for (std::size_t i = 0; i < kChronics; ++i) {
    chronics += person_.health.Has(static_cast<ChronicId>(i)) ? 1 : 0;
  }
  const auto draw = [&](Day from, int length, int yearly, bool stay) {
    const int expected = yearly * length / 365;
    const int count = expected / 1000 + (random_.Chance(expected % 1000) ? 1 : 0);
    for (int i = 0; i < count; ++i)
      contacts.push_back({from + random_.Between(0, length - 1), stay});
  };
  for (Day from = first_day; from < first_day + days; from += 365) {
    const int length = std::min(365, first_day + days - from);
    const std::size_t band = AgeBand(person_.AgeOn(from));
    draw(from, length, kStays[band] + kStaysEach * chronics, true);
    draw(from, length, std::min(kVisitsMost, kVisits + kVisitsEach * chronics), false);
  }
  if (contacts.empty())
    contacts.push_back({first_day + random_.Between(0, days - 1), random_.Chance(500)});
  std::stable_sort(contacts.begin(), contacts.end(),
                   [](const Contact& a, const Contact& b) { return a.day < b.day; });
  return contacts;
}

void Life::Run(Day first_day, int days) {
  record_.chronics = Chronics();
  Day free = first_day;
  for (const Contact& contact : DrawContacts(first_day, days)) {
    if (contact.day < free && known_) continue;
    if (!contact.stay) {
      Visit(contact.day);
      free = contact.day + kBetweenContacts;
      continue;
    }
    Ward ward = Admit(contact.day);
    WriteAdmission(ward);
    for (Day day = contact.day; day <= DayOf(ward.course.discharge); ++day) WriteDay(ward, day);
    Discharge(ward);
    free = DayOf(ward.course.discharge) + kBetweenContacts;
  }
}

const Acute& Life::DrawAcute(Day day) {
  const std::size_t band = AgeBand(person_.AgeOn(day));
  const auto weight = [&](const Acute& acute) {
    const bool impossible =
        acute.women_only &&
        (!person_.female() || day < last_delivery_ + kBetweenDeliveries || person_.AgeOn(day) > 44);
    if (impossible) return 0;
    const bool more = (acute.more_often & person_.health.chronics) != 0;
    return acute.weight[band] * (more ? 4 : 1);
  };
  int total = 0;
  for (const Acute& acute : Acutes()) total += weight(acute);
  int left = random_.Between(0, total - 1);
  for (const Acute& acute : Acutes()) {
    left -= weight(acute);
    if (left < 0) return acute;
  }
  return Acutes().front();
}

Life::Ward Life::Admit(Day day) {
  const Acute& acute = DrawAcute(day);
  const bool child = person_.AgeOn(day) < 16;
  Ward ward;
  ward.department =
      &people_.at(child && acute.department != Specialty::kIntensiveCare ? Specialty::kPaediatrics
                                                                         : acute.department);
  ward.course.acute = &acute;
  ward.course.admission = DrawTime(day, 7, 22);
  const int nights = random_.Between(acute.shortest, acute.longest);
  ward.course.discharge = DrawTime(day + nights, 10, 17);
  ward.course.worst = random_.Between(640, 1080);
  ward.course.relapse = random_.Chance(70) ? random_.Between(350, 600) : 0;
  const int worst = ward.course.worst;
  ward.main = {acute.name, day - random_.Between(0, 4), 0, worst > 900 ? 2 : worst > 720 ? 1 : 0};
  if (acute.women_only) last_delivery_ = day;
  const std::size_t unit = random_.Below(2);
  Stay stay;
  stay.id = "S" + person_.patient.ipp + std::to_string(1001 + record_.stays.size()).substr(1);
  stay.department = ward.department->name;
  stay.unit = ward.department->units[unit];
  stay.bed = std::to_string(ward.department->first_room + static_cast<int>(unit) * kRooms +
                            random_.Between(0, kRooms - 1));
  stay.reason = acute.name.code;
  stay.admission = ward.course.admission;
  stay.discharge = ward.course.discharge;
  ward.location = std::string(stay.unit) + ", chambre " + stay.bed;
  ward.physician = &random_.Pick(ward.department->physicians);
  stay.acute = &acute;
  stay.physician = &ward.physician->staff;
  stay.main = ward.main;
  record_.stays.push_back(std::move(stay));
  return ward;
}

std::vector<Problem> Life::Chronics() const {
  std::vector<Problem> problems;
  for (std::size_t i = 0; i < kChronics; ++i) {
    const auto id = static_cast<ChronicId>(i);
    if (!person_.health.Has(id)) continue;
    const Day onset = person_.health.onset[i];
    problems.push_back({At(id).name, onset, 0, static_cast<int>((onset & 0xFF) % 2)});
  }
  return problems;
}

void Life::FirstContact(const Place& place, const Member& physician, WallTime time) {
  if (known_) return;
  known_ = true;
  if (const auto problems = Chronics(); !problems.empty()) {
    documents_.ProblemList(place, physician, time, problems);
  }
  if (person_.health.allergies != 0) {
    documents_.AdverseReactions(place, physician, time + 4 * kMinute);
  }
}

Order Life::MakeOrder(DrugId drug, std::string_view indication, WallTime start, WallTime stop) {
  Order order{drug, {}, At(drug).dose, indication, start, stop};
  const Day day = DayOf(start);
  if (person_.AgeOn(day) < 15) {  // by weight, of what an adult of 70 kg takes
    const std::int64_t part = order.dose.digits * 100 * person_.WeightOn(day) / 700;
    order.dose = {std::max<std::int64_t>(1, part), order.dose.decimals + 2};
  }
  order.id = "P" + person_.patient.ipp + std::to_string(10001 + order_number_++).substr(1);
  return order;
}

void Life::AddOrder(std::vector<Order>& orders, DrugId drug, std::string_view indication,
                    WallTime start, WallTime stop) {
  const DrugId allowed = person_.health.Allowed(drug);
  const bool there = std::any_of(orders.begin(), orders.end(),
                                 [allowed](const Order& order) { return order.drug == allowed; });
  if (!there) orders.push_back(MakeOrder(allowed, indication, start, stop));
}

void Life::OrderDrugs(Ward& ward) {
  const Acute& acute = *ward.course.acute;
  const WallTime start = ward.course.admission + kHour;
  for (DrugId drug : acute.drugs)
    AddOrder(ward.orders, drug, acute.name.text, start, ward.course.discharge);
  for (std::size_t i = 0; i < kChronics; ++i) {
    const auto id = static_cast<ChronicId>(i);
    if (!person_.health.Has(id)) continue;
    for (DrugId drug : At(id).drugs) {
      // No metformin while the kidneys fail or an infusion of insulin runs.
      const bool stopped =
          drug == DrugId::kMetformin && (acute.name.code == "N17.9" || acute.name.code == "A41.9");
      if (!stopped) AddOrder(ward.orders, drug, At(id).name.text, start, ward.course.discharge);
    }
  }
}

std::string Life::Introduction(Day day) const {
  const int age = person_.AgeOn(day);
  std::string text = person_.female() ? "Patiente de " : "Patient de ";
  text += std::to_string(age);
  text += age > 1 ? " ans" : " an";
  bool first = true;
  for (std::size_t i = 0; i < kChronics; ++i) {
    const auto id = static_cast<ChronicId>(i);
    if (!person_.health.Has(id)) continue;
    text += first ? ". Antécédents : " : " ; ";
    text += At(id).name.text;
    first = false;
  }
  text += ". ";
  return text;
}

void Life::WriteAdmission(Ward& ward) {
  const Course& course = ward.course;
  const Acute& acute = *course.acute;
  const WallTime time = course.admission;
  ward.nursing = {ward.location, kNursingCare};
  ward.medical = {ward.location, kMedicalCare};
  // Most come through the emergency department; women in labour and planned stays do not.
  const bool emergency = !acute.women_only && random_.Chance(850);
  record_.stays.back().emergency = emergency;
  const Department& door = people_.at(Specialty::kEmergency);
  const Place arrival = emergency ? Place{door.units[0], kEmergencyCare} : ward.nursing;
  const Department& first = emergency ? door : *ward.department;
  const Vitals vitals = Measure(random_, person_, course, time);
  const TimedVitals round{time + 10 * kMinute, vitals};
  documents_.VitalSigns(arrival, Nurse(first), {&round, 1}, Completeness::kAll);
  const Member& physician = random_.Pick(first.physicians);
  FirstContact(ward.medical, *ward.physician, time + 2 * kHour);
  const std::string story = Introduction(DayOf(time)).append(acute.story);
  documents_.EncounterNote({arrival.location, emergency ? kEmergencyCare : kMedicalCare}, physician,
                           time + 40 * kMinute, emergency ? "Passage aux urgences" : "Admission",
                           acute.presenting, story, {&ward.main, 1},
                           "Hospitalisation, bilan et traitement.");
  OrderDrugs(ward);
  documents_.MedicationOrder(ward.medical, *ward.physician, time + kHour, ward.orders);
  DrawBlood(ward, time + 30 * kMinute, Bloods::kAdmission);
  documents_.NursingObservation(ward.nursing, Nurse(*ward.department), time + 100 * kMinute, vitals,
                                Measures::kScoresAndBody);
}

void Life::DrawBlood(const Ward& ward, WallTime time, Bloods bloods) {
  using enum PanelId;
  const Results results = Analyse(random_, person_, ward.course, time);
  const Acute& acute = *ward.course.acute;
  const auto moves = [&acute](AnalyteId id) {
    return std::any_of(acute.analytes.begin(), acute.analytes.end(),
                       [id](const AnalyteEffect& effect) { return effect.analyte == id; });
  };
  constexpr PanelId kBlood[] = {kBloodCount}, kBloodAndClotting[] = {kBloodCount, kCoagulation};
  const bool clotting = bloods == Bloods::kAdmission &&
                        (moves(AnalyteId::kDDimers) || moves(AnalyteId::kProthrombin));
  documents_.Laboratory(ward.nursing, time, results,
                        clotting ? std::span<const PanelId>(kBloodAndClotting) : kBlood, {},
                        acute.presenting);
  std::vector<PanelId> panels = {kChemistry};
  if (moves(AnalyteId::kAlt) || moves(AnalyteId::kAst)) panels.push_back(kLiver);
  if (moves(AnalyteId::kTroponin) || moves(AnalyteId::kNtProBnp)) panels.push_back(kCardiac);
  std::vector<AnalyteId> single = {AnalyteId::kReactiveProtein};
  if (moves(AnalyteId::kProcalcitonin)) single.push_back(AnalyteId::kProcalcitonin);
  if (moves(AnalyteId::kLactate)) single.push_back(AnalyteId::kLactate);
  if (bloods == Bloods::kAdmission && person_.health.Has(ChronicId::kDiabetes))
    single.push_back(AnalyteId::kHaemoglobinA1c);
  documents_.Laboratory(ward.nursing, time + 2 * kMinute, results, panels, single,
                        acute.presenting);
}

std::optional<TimedVitals> Life::WriteRounds(const Ward& ward, Day day, int severity) {
  // Every four hours while somebody is ill, then twice a day.
  static constexpr int kOften[3][2] = {{6, -1}, {10, 14}, {18, 22}};
  static constexpr int kSeldom[3][2] = {{8, -1}, {18, -1}, {-1, -1}};
  const auto& plan = severity > 350 ? kOften : kSeldom;
  const int scored = severity > 350 ? 10 : 8;
  std::optional<TimedVitals> morning;
  for (const auto& hours : plan) {
    TimedVitals rounds[2];
    std::size_t count = 0;
    bool scores = false;
    for (int hour : hours) {
      if (hour < 0) continue;
      const WallTime time = WallTime{day} * kDay + hour * kHour + random_.Between(0, 40) * kMinute;
      if (time < ward.course.admission + 3 * kHour || time > ward.course.discharge) continue;
      rounds[count++] = {time, Measure(random_, person_, ward.course, time)};
      if (hour != scored) continue;
      morning = rounds[count - 1];
      scores = true;
    }
    if (count == 0) continue;
    documents_.VitalSigns(ward.nursing, Nurse(*ward.department), {rounds, count},
                          scores ? Completeness::kAll : Completeness::kUsual);
  }
  return morning;
}

void Life::WriteDrugRounds(const Ward& ward, Day day) {
  for (int round = 0; round < 3; ++round) {
    const WallTime time =
        WallTime{day} * kDay + kRoundHours[round] * kHour + random_.Between(0, 35) * kMinute;
    if (time < ward.course.admission + 2 * kHour || time > ward.course.discharge - kHour) continue;
    std::vector<const Order*> due;
    const int severity = SeverityAt(ward.course, time);
    for (const Order& order : ward.orders) {
      const Drug& drug = At(order.drug);
      if ((drug.rounds >> round & 1) == 0) continue;
      if (drug.as_required && !random_.Chance(severity)) continue;
      due.push_back(&order);
    }
    if (!due.empty()) {
      documents_.MedicationAdministration(ward.nursing, Nurse(*ward.department), time, due);
    }
  }
}

void Life::WriteDailyNote(const Ward& ward, WallTime time, const Vitals& vitals) {
  const int severity = SeverityAt(ward.course, time);
  std::string text = severity > 700   ? "État encore préoccupant. "
                     : severity > 350 ? "Amélioration en cours. "
                                      : "Évolution favorable. ";
  text += "Température ";
  std::string temperature;
  AppendDecimal(temperature, {vitals.temperature, 1});
  temperature[temperature.find('.')] = ',';
  text += temperature + " °C, pression artérielle " + std::to_string(vitals.systolic) + "/" +
          std::to_string(vitals.diastolic) + " mmHg, saturation " +
          std::to_string(vitals.saturation) +
          (vitals.oxygen ? " % sous oxygène." : " % en air ambiant.");
  text += severity > 350 ? " Poursuite du traitement." : " Sortie à prévoir.";
  documents_.EncounterNote(ward.medical, *ward.physician, time, "Visite quotidienne",
                           ward.course.acute->presenting, {}, {}, text);
}

void Life::WriteDay(Ward& ward, Day day) {
  const int severity = SeverityAt(ward.course, WallTime{day} * kDay + 12 * kHour);
  const std::optional<TimedVitals> round = WriteRounds(ward, day, severity);
  WriteDrugRounds(ward, day);
  const Day first = DayOf(ward.course.admission), last = DayOf(ward.course.discharge);
  if (day == first || day == last || !round) return;
  const int since = day - first;
  documents_.NursingObservation(ward.nursing, Nurse(*ward.department), round->time + 5 * kMinute,
                                round->vitals,
                                since % 3 == 0 ? Measures::kScoresAndBody : Measures::kScores);
  if (since % 2 == 1 || severity > 600) {
    WriteDailyNote(ward, round->time + random_.Between(30, 150) * kMinute, round->vitals);
  }
  if (since % 2 == 0 || severity > 700) {
    DrawBlood(ward, WallTime{day} * kDay + 7 * kHour + 15 * kMinute, Bloods::kFollowing);
  }
}

void Life::Discharge(Ward& ward) {
  const Course& course = ward.course;
  const WallTime time = course.discharge - random_.Between(1, 2) * kHour;
  ward.main.resolved = DayOf(course.discharge);
  record_.stays.back().main = ward.main;
  std::vector<Order> home;
  const Order* const first_chronic =
      ward.orders.data() + std::min(ward.orders.size(), course.acute->drugs.size());
  for (const Order& order : ward.orders) {
    const bool acute = &order < first_chronic;
    if (!acute || At(order.drug).route == Route::kOral) home.push_back(order);
  }
  const std::vector<Problem> chronics = Chronics();
  documents_.DischargeSummary(ward.medical, *ward.physician, time, course, ward.main, chronics,
                              home);
  past_.push_back(ward.main);
  std::vector<Problem> all = chronics;
  all.insert(all.end(), past_.begin(), past_.end());
  documents_.ProblemList(ward.medical, *ward.physician, time + 25 * kMinute, all);
}

void Life::VisitLaboratory(const Place& place, WallTime time) {
  const Health& health = person_.health;
  std::vector<PanelId> panels;
  std::vector<AnalyteId> single;
  if (health.Has(ChronicId::kDiabetes) || health.Has(ChronicId::kRenalFailure) ||
      health.Has(ChronicId::kHypertension)) {
    panels.push_back(PanelId::kChemistry);
  }
  if (health.Has(ChronicId::kDyslipidaemia)) panels.push_back(PanelId::kLipids);
  if (health.Has(ChronicId::kDiabetes)) single.push_back(AnalyteId::kHaemoglobinA1c);
  if (health.Has(ChronicId::kHypothyroidism)) single.push_back(AnalyteId::kThyrotropin);
  if (panels.empty() && single.empty()) return;
  documents_.Laboratory(place, time, Analyse(random_, person_, {}, time), panels, single, "Suivi");
}

void Life::Visit(Day day) {
  const Department& department = people_.at(Specialty::kConsultations);
  const std::string_view unit = department.units[random_.Below(2)];
  std::string location(unit);
  const int office = random_.Between(1, kOffices);
  location += ", bureau " + std::to_string(office);
  const Place nursing{location, kNursingCare}, medical{location, kMedicalCare};
  const Member& physician = random_.Pick(department.physicians);
  const WallTime time = DrawTime(day, 8, 18);
  record_.visits.push_back({unit, office, &physician.staff, time});
  const Course usual{};
  const TimedVitals round{time, Measure(random_, person_, usual, time)};
  documents_.VitalSigns(nursing, Nurse(department), {&round, 1}, Completeness::kAll);
  FirstContact(medical, physician, time + 10 * kMinute);
  const std::vector<Problem> chronics = Chronics();
  documents_.EncounterNote(medical, physician, time + 10 * kMinute, "Consultation",
                           chronics.empty() ? "Avis spécialisé" : "Suivi de maladie chronique",
                           Introduction(day), chronics, "État stable, poursuite du traitement.");
  VisitLaboratory(nursing, time + 45 * kMinute);
  std::vector<Order> orders;
  for (std::size_t i = 0; i < kChronics; ++i) {
    const auto id = static_cast<ChronicId>(i);
    if (!person_.health.Has(id)) continue;
    for (DrugId drug : At(id).drugs) {
      AddOrder(orders, drug, At(id).name.text, time + kHour, time + 90 * kDay);
    }
  }
  if (!orders.empty()) documents_.MedicationOrder(medical, physician, time + 30 * kMinute, orders);
  if (random_.Chance(500)) {
    documents_.NursingObservation(nursing, Nurse(department), time + 6 * kMinute, round.vitals,
                                  Measures::kScoresAndBody);
  }
}

}  // namespace

void Live(const People& people, const Person& person, Day first_day, int days, Random& random,
          Record& record) {
  Life(people, person, random, record).Run(first_day, days);
}

}  // namespace socle::generate

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/uuid.h"
#include "generate/calendar.h"
#include "generate/names.h"
#include "generate/problem.h"

namespace socle::generate {

/// What hospital to make up. The same options give the same bytes on any machine.
struct HospitalOptions {
  std::uint32_t patients = 1000;  // 1 to 10,000,000
  std::uint32_t years = 2;        // 1 to 30: the years that end on 31 December 2025
  std::uint64_t seed = 1;
};

struct Address {
  std::string street;
  const Commune* commune = nullptr;
};

/// A made-up patient. The identifiers can belong to nobody: `ins` names a department that does not
/// exist (00), and its authority is the one for tests.
struct Patient {
  std::string ipp;  // "8000000042": the hospital's identifier, namespace kIppNamespace
  std::string ins;  // 13 digits and a key of two
  std::string family_name, given_name;
  Sex sex = Sex::kFemale;
  Day birth = 0;
  const Commune* birth_place = nullptr;
  Address address;
};

inline constexpr std::string_view kIppNamespace = "ipp";
/// The authority of identities for tests, not for care: urn:oid of INS-NIR "test".
inline constexpr std::string_view kInsTestAuthority = "urn:oid:1.2.250.1.213.1.4.10";

/// Somebody of the hospital.
struct Staff {
  std::string id;         // a number of eleven digits, RPPS in form, not given to anybody
  std::string name;       // "Dr Claire Moreau"
  std::string_view role;  // "physician", "nurse" or "biologist"
  std::string_view family_name, given_name;
  Sex sex = Sex::kFemale;
};

struct Acute;

/// A time in hospital. Its pointers live as long as the Hospital or the program.
struct Stay {
  std::string id;                     // "S80000000420001"
  std::string_view department, unit;  // live as long as the Hospital
  std::string bed;                    // "214"
  std::string_view reason;            // ICD-10 code
  WallTime admission = 0, discharge = 0;
  const Acute* acute = nullptr;
  const Staff* physician = nullptr;
  Problem main;            // what they were in for
  bool emergency = false;  // came through the emergency department
};

/// A consultation. `physician` lives as long as the Hospital.
struct Visit {
  std::string_view unit;  // lives as long as the Hospital
  int office = 0;         // 1 to kOffices
  const Staff* physician = nullptr;
  WallTime time = 0;
};
inline constexpr int kOffices = 14;  // of a unit of consultations

/// A composition as its author committed it.
struct Composition {
  std::string_view template_id;  // lives as long as the program
  base::Uuid uid;                // of the versioned object
  base::Instant committed;
  const Staff* committer = nullptr;  // lives as long as the Hospital
  std::string json;                  // canonical JSON, no uid in it
};

/// One patient's record, compositions in the order of their commits.
struct Record {
  base::Uuid ehr_id;
  base::Instant created;
  std::string ehr_status;  // canonical JSON
  Patient patient;
  std::vector<Stay> stays;
  std::vector<Visit> visits;
  std::vector<Problem> chronics;
  std::vector<Composition> compositions;
};

struct People;

/// A made-up French hospital. Immutable; safe from any thread, because every patient is made from
/// (seed, index) alone.
class Hospital {
 public:
  /// Errors: kUsage for options out of their limits.
  explicit Hospital(const HospitalOptions& options);
  ~Hospital();

  const HospitalOptions& options() const { return options_; }
  std::string_view name() const;
  /// The identifier of the system that committed the compositions: a host name.
  std::string_view system_id() const;
  /// The record of patient `index`, 0 to patients - 1.
  Record Generate(std::uint32_t index) const;
  /// Who works there and where.
  const People& people() const { return *people_; }

 private:
  HospitalOptions options_;
  std::unique_ptr<const People> people_;
};

}  // namespace socle::generate

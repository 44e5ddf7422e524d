#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aql/evaluator.h"
#include "aql/parameters.h"
#include "base/instant.h"

namespace socle::aql {

/// What a case loads: EHRs, and commits in their order.
struct CaseData {
  struct Ehr {
    std::string ehr_id;
    base::Instant time_created;
  };
  struct Commit {
    std::string ehr_id;  // empty for a party
    std::string uid;     // of the versioned object
    std::string data;    // canonical JSON; empty: a deletion
    base::Instant time;
    std::optional<std::string> committer;    // a name
    std::optional<std::string> change_type;  // a code
  };
  std::string system_id = "test.socle";
  std::vector<Ehr> ehrs;
  std::vector<Commit> commits;
};

struct CaseQuestion {
  std::string aql;
  Parameters parameters;
  std::optional<std::string> ehr_id;
  base::Instant now;
};

/// What answers the cases.
class Subject {
 public:
  virtual ~Subject() = default;
  virtual Result Ask(const CaseQuestion& question) = 0;
};

/// The evaluator over records in memory.
std::unique_ptr<Subject> InMemory(const CaseData& data);
/// The engine over a record in a new store, into which the commits go without validation.
std::unique_ptr<Subject> InStore(const CaseData& data);
/// The same with archetype tables, laid out by the project's templates and the corpora's: plans
/// answer where they can.
std::unique_ptr<Subject> InTables(const CaseData& data);
/// The engine without tables, in parts of one version or EHR, read as pages of a cursor.
std::unique_ptr<Subject> InPages(const CaseData& data);

}  // namespace socle::aql

#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "aql/engine.h"
#include "aql/layout_index.h"
#include "ehr/status_index.h"
#include "record/record.h"
#include "store/store.h"
#include "subjects.h"

namespace socle::aql {

/// Who asks and commits in the tests.
record::Access Tester();
/// The objects of openEHR, as the engine must be told of them.
StoredModel OpenEhrModel();

/// A record in a folder of its own, which goes with it. What is committed is not validated.
class ScratchRecord {
 public:
  enum class Tables : std::uint8_t { kNone, kLaid };

  ScratchRecord(std::string system_id, Tables tables);
  ~ScratchRecord();
  ScratchRecord(const ScratchRecord&) = delete;
  ScratchRecord& operator=(const ScratchRecord&) = delete;

  void Upload(const std::string& template_xml);
  void Create(const CaseData::Ehr& ehr);
  void Commit(const CaseData::Commit& commit);

  record::Record& record() { return *record_; }
  /// None without tables.
  PlanBase plans();

 private:
  record::CommitRequest Request(std::optional<base::Instant> time) const;

  struct Object {
    std::optional<record::Kind> kind;
    std::uint32_t number = 0;
  };
  const std::string system_id_;
  const Tables tables_;
  const std::filesystem::path folder_;
  ehr::StatusIndex status_index_;
  LayoutIndex layout_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<record::Record> record_;
  std::map<std::string, record::EhrKey> ehrs_;
  std::map<std::string, Object> objects_;  // by EHR and uid
};

}  // namespace socle::aql

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aql/bound.h"
#include "aql/engine.h"
#include "aql/reach.h"
#include "aql/stored_corpus.h"
#include "record/snapshot.h"

namespace socle::aql {

/// One question being answered, part after part, from one state of the record. One thread at a
/// time.
class Answering {
 public:
  /// What a question means here.
  struct Task {
    std::shared_ptr<const bound::Query> query;
    /// What is read.
    StoredCorpus::Scope scope;
    /// The EHRs that the question is restricted to, queryable or not; empty: none is.
    std::vector<std::string> ehr_ids;
    /// Whose entry in the trail the answer is: the only EHR that it can come from.
    std::optional<record::EhrKey> ehr;
    Reach reach;
    base::Instant now;
  };

  Answering(record::Snapshot snapshot, Task task)
      : snapshot_(std::move(snapshot)), task_(std::move(task)) {}
  virtual ~Answering() = default;
  Answering(const Answering&) = delete;
  Answering& operator=(const Answering&) = delete;

  /// Works on the next part, whose rows go to the sink. False: the answer is finished.
  /// Errors: kTooLarge, and those of the store, of `check` and the sink.
  virtual bool Step(const std::function<void()>& check) = 0;
  virtual Explanation Explain() = 0;

  std::optional<record::EhrKey> ehr() const { return task_.ehr; }
  store::Session& session() { return snapshot_.session(); }

 protected:
  record::Snapshot snapshot_;
  const Task task_;
};

}  // namespace socle::aql

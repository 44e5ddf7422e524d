#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "aql/corpus.h"
#include "aql/parameters.h"
#include "base/instant.h"
#include "random_template.h"

namespace socle::aql::property {

/// What a server went through, in order: templates come between commits, so that a layout changes
/// below compositions that are there.
struct Event {
  enum class Kind { kTemplate, kEhr, kCommit };
  Kind kind = Kind::kCommit;
  std::size_t made = 0;  // kTemplate: in World::templates
  std::string ehr_id;    // kEhr, kCommit
  // kCommit: an EHR_STATUS or a COMPOSITION; `data` empty: a deletion.
  std::string uid, data, committer, change_type;
  base::Instant time;  // kEhr, kCommit
};

/// A record to ask. Worlds of equal `number` are equal, so that a side may keep what it built.
struct World {
  std::uint64_t number = 0;
  std::string system_id;
  std::vector<RandomTemplate> templates;
  std::vector<Event> events;

  std::vector<std::string> EhrIds() const;
  std::unique_ptr<Corpus> ToCorpus() const;
  /// The world in the format of tests/aql/data, for a text case.
  std::string ToJson() const;
};

/// Two or three EHRs, one perhaps not queryable; templates, compositions, updates, deletions.
World RandomWorld(std::uint64_t seed);

}  // namespace socle::aql::property

#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.h"

namespace socle::aql {

struct ResultColumn {
  std::string name, path;
};

/// Takes an answer as it comes: Begin once, then the rows in their order. What it throws ends the
/// query (a client that has gone). One thread at a time.
class AnswerSink {
 public:
  virtual ~AnswerSink() = default;
  /// `warnings`: what may be meant otherwise, and yields nothing.
  virtual void Begin(const std::vector<ResultColumn>& columns,
                     const std::vector<base::Issue>& warnings) = 0;
  /// One cell a column: JSON, a scalar, null, or an object in canonical form.
  virtual void Row(std::span<const std::string> cells) = 0;
};

}  // namespace socle::aql

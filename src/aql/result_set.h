#pragma once

#include <string>
#include <string_view>

#include "aql/evaluator.h"
#include "base/instant.h"

namespace socle::aql {

/// What an answer says about itself.
struct ResultSetMeta {
  base::Instant created;
  std::string_view generator;     // "Socle/0.1.0"
  std::string_view executed_aql;  // with the parameters' names, as it was asked
  std::string_view href;          // left out where empty
  /// Of a stored query, "name/version": stands in place of the query's text.
  std::string_view stored_name;
  /// Where the next page is; left out where empty.
  std::string_view next{};
};

/// The RESULT_SET of a query as the REST API answers it. Warnings, where there are any, stand in
/// `meta.warnings`. Source: openEHR REST 1.1.0, QUERY, ResultSet; the project's rule 11.
std::string ResultSetJson(const Result& result, const ResultSetMeta& meta);

}  // namespace socle::aql

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/context.h"
#include "aql/parameters.h"
#include "http/server.h"

namespace socle::api {

// What all routes that answer queries share, whether the query's text comes with the request or is
// stored. Source: openEHR REST 1.1.0, Query API.

/// What a request says of a query beside its text.
struct QueryRequest {
  std::shared_ptr<const aql::ast::Query> query;  // what the text says
  aql::Parameters parameters;
  std::vector<record::EhrId> ehr_ids;  // the EHRs that it is restricted to; empty: none
  std::optional<std::uint64_t> fetch, offset;
  bool explain = false;  // how it is answered, in place of the answer
  bool cursor = false;   // pages of `fetch` rows on one state of the record
};

/// The request of a POST: `body` may hold offset, fetch, query_parameters, and explain, cursor, as
/// may the query string and the headers openehr-ehr-id and Socle-Explain. An `ehr_id` among the
/// parameters restricts where `aql` has no $ehr_id.
/// Errors: kBadRequest, and those of aql::Engine::Read.
QueryRequest ReadQueryBody(const Context& context, const http::Request& request,
                           std::string_view aql, const json::Value& body);
/// The request of a GET: all members of the query string that are not the API's own are parameters,
/// in texts; `query_parameters` may give more as a JSON object, which has types.
/// Errors: as above; kNotFound where ehr_id is none.
QueryRequest ReadQueryString(const Context& context, const http::Request& request,
                             std::string_view aql);

/// The answer to `aql`, as the client's Accept header asks: a RESULT_SET in JSON, CSV or lines of
/// JSON. `stored_name`: "name/version" of a stored query, else empty.
/// Errors: kNotAcceptable, and those of aql::Engine.
http::Response RunQuery(const Context& context, const http::Request& request, std::string_view aql,
                        QueryRequest asked, std::string_view stored_name = {});
/// The next page of a cursor.
http::Response NextPage(const Context& context, const http::Request& request,
                        const std::string& cursor);

/// The description of a route that answers queries.
http::Route QueryRoute(http::Method method, std::string_view path, std::string operation_id,
                       std::string summary);

}  // namespace socle::api

#include "aql/parameters.h"

#include "base/error.h"

namespace socle::aql {
namespace {

ast::Literal ReadLiteral(const json::Value& value) {
  using Kind = ast::Literal::Kind;
  switch (value.kind()) {
    case json::Kind::kNull:
      return {Kind::kNull, {}, {}};
    case json::Kind::kBoolean:
      return {Kind::kBoolean, std::string(value.text()), {}};
    case json::Kind::kNumber:
      return {Kind::kNumber, std::string(value.text()), {}};
    case json::Kind::kString:
      return {Kind::kString, std::string(value.text()), {}};
    default:
      throw base::Error(base::ErrorCode::kBadRequest,
                        "A query parameter is a string, number, boolean, null or a list of them.");
  }
}

}  // namespace

Parameters ReadParameters(const json::Value& object) {
  if (!object.is_object()) {
    throw base::Error(base::ErrorCode::kBadRequest, "Query parameters are a JSON object.");
  }
  Parameters parameters;
  for (const json::Value& member : object) {
    std::string_view name = member.key();
    if (name.starts_with('$')) name.remove_prefix(1);
    Argument argument;
    if (member.is_array()) {
      argument.list = true;
      for (const json::Value& item : member) argument.values.push_back(ReadLiteral(item));
    } else {
      argument.values.push_back(ReadLiteral(member));
    }
    parameters.insert_or_assign(std::string(name), std::move(argument));
  }
  return parameters;
}

}  // namespace socle::aql

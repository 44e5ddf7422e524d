#include "aql/result_set.h"

#include "json/writer.h"

namespace socle::aql {
namespace {

void WriteWarnings(json::Writer& out, const std::vector<base::Issue>& warnings) {
  if (warnings.empty()) return;
  out.Key("warnings").BeginArray();
  for (const base::Issue& warning : warnings) {
    out.BeginObject().Member("rule", warning.rule).Member("place", warning.path);
    out.Member("message", warning.message).EndObject();
  }
  out.EndArray();
}

}  // namespace

std::string ResultSetJson(const Result& result, const ResultSetMeta& meta) {
  std::string text;
  json::Writer out(text);
  out.BeginObject().Key("meta").BeginObject();
  if (!meta.href.empty()) out.Member("_href", meta.href);
  out.Member("_type", "RESULTSET").Member("_schema_version", "1.0.3");
  out.Member("_created", base::FormatIso(meta.created)).Member("_generator", meta.generator);
  out.Member("_executed_aql", meta.executed_aql);
  WriteWarnings(out, result.warnings);
  out.EndObject();
  if (meta.stored_name.empty()) {
    out.Member("q", meta.executed_aql);
  } else {
    out.Member("name", meta.stored_name);
  }
  out.Key("columns").BeginArray();
  for (const ResultColumn& column : result.columns) {
    out.BeginObject().Member("path", column.path).Member("name", column.name).EndObject();
  }
  out.EndArray().Key("rows").BeginArray();
  for (const auto& row : result.rows) {
    out.BeginArray();
    for (const std::string& cell : row) out.Raw(cell);
    out.EndArray();
  }
  out.EndArray().EndObject();
  return text;
}

}  // namespace socle::aql

#include "aql/answer_writers.h"

#include <cstddef>

#include "json/document.h"
#include "json/writer.h"

namespace socle::aql {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10;

void WriteWarnings(json::Writer& out, const std::vector<base::Issue>& warnings) {
  if (warnings.empty()) return;
  out.Key("warnings").BeginArray();
  for (const base::Issue& warning : warnings) {
    out.BeginObject().Member("rule", warning.rule).Member("place", warning.path);
    out.Member("message", warning.message).EndObject();
  }
  out.EndArray();
}

/// All members of a RESULT_SET before its rows.
void WriteHead(json::Writer& out, const ResultSetMeta& meta,
               const std::vector<ResultColumn>& columns, const std::vector<base::Issue>& warnings) {
  out.Key("meta").BeginObject();
  if (!meta.href.empty()) out.Member("_href", meta.href);
  out.Member("_type", "RESULTSET").Member("_schema_version", "1.0.3");
  out.Member("_created", base::FormatIso(meta.created)).Member("_generator", meta.generator);
  out.Member("_executed_aql", meta.executed_aql);
  if (!meta.next.empty()) out.Member("next", meta.next);
  WriteWarnings(out, warnings);
  out.EndObject();
  if (meta.stored_name.empty()) {
    out.Member("q", meta.executed_aql);
  } else {
    out.Member("name", meta.stored_name);
  }
  out.Key("columns").BeginArray();
  for (const ResultColumn& column : columns) {
    out.BeginObject().Member("path", column.path).Member("name", column.name).EndObject();
  }
  out.EndArray();
}

void AppendArray(std::string& out, std::span<const std::string> cells) {
  out += '[';
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    out += cells[i];
  }
  out += ']';
}

/// A field of CSV: in quotation marks where it holds one, a comma or a line's end, or is empty.
void AppendField(std::string& out, std::string_view text) {
  if (!text.empty() && text.find_first_of("\",\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void AppendCell(std::string& out, const std::string& cell) {
  if (cell == "null") return;
  if (cell.starts_with('"')) {
    AppendField(out, json::Document::Parse(cell).root().text());
  } else {
    AppendField(out, cell);
  }
}

}  // namespace

void AnswerWriter::FlushWhenFull() {
  if (text_.size() < kPiece) return;
  output_(text_);
  text_.clear();
}

void AnswerWriter::End() {
  Finish();
  if (!text_.empty()) output_(text_);
  text_.clear();
}

void JsonAnswer::Begin(const std::vector<ResultColumn>& columns,
                       const std::vector<base::Issue>& warnings) {
  json::Writer out(text_);
  out.BeginObject();
  WriteHead(out, meta_, columns, warnings);
  out.Key("rows").BeginArray();
}

void JsonAnswer::Row(std::span<const std::string> cells) {
  if (!first_) text_ += ',';
  first_ = false;
  AppendArray(text_, cells);
  FlushWhenFull();
}

void JsonAnswer::Finish() { text_ += "]}"; }

void CsvAnswer::Begin(const std::vector<ResultColumn>& columns, const std::vector<base::Issue>&) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) text_ += ',';
    AppendField(text_, columns[i].name);
  }
  text_ += "\r\n";
}

void CsvAnswer::Row(std::span<const std::string> cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) text_ += ',';
    AppendCell(text_, cells[i]);
  }
  text_ += "\r\n";
  FlushWhenFull();
}

void LinesAnswer::Begin(const std::vector<ResultColumn>& columns,
                        const std::vector<base::Issue>& warnings) {
  json::Writer out(text_);
  out.BeginObject();
  WriteHead(out, meta_, columns, warnings);
  out.EndObject();
  text_ += '\n';
}

void LinesAnswer::Row(std::span<const std::string> cells) {
  ++rows_;
  AppendArray(text_, cells);
  text_ += '\n';
  FlushWhenFull();
}

void LinesAnswer::Finish() { text_ += "{\"rows\":" + std::to_string(rows_) + "}\n"; }

}  // namespace socle::aql

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "aql/answer_sink.h"
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

/// Takes the bytes of an answer, in order. What it throws ends the query.
using Output = std::function<void(std::string_view)>;

/// Writes an answer as text, in pieces of about 64 KiB. End is called when it is whole; without it
/// the text is broken off. One thread at a time.
class AnswerWriter : public AnswerSink {
 public:
  explicit AnswerWriter(Output output) : output_(std::move(output)) {}
  void End();

 protected:
  virtual void Finish() {}
  void FlushWhenFull();
  std::string text_;

 private:
  Output output_;
};

/// A RESULT_SET in JSON. Warnings, where there are any, stand in `meta.warnings`.
/// Source: openEHR REST 1.1.0, QUERY, ResultSet; the project's rule 11.
class JsonAnswer : public AnswerWriter {
 public:
  /// `meta` and what it looks at outlive the writer.
  JsonAnswer(Output output, const ResultSetMeta& meta)
      : AnswerWriter(std::move(output)), meta_(meta) {}
  void Begin(const std::vector<ResultColumn>& columns,
             const std::vector<base::Issue>& warnings) override;
  void Row(std::span<const std::string> cells) override;

 private:
  void Finish() override;
  const ResultSetMeta& meta_;
  bool first_ = true;
};

/// CSV: a line of the columns' names, then a line a row, each ended by CR LF. Strings stand as they
/// are, in quotation marks where they need them; null is empty, an empty string is ""; objects are
/// their JSON. Source: RFC 4180.
class CsvAnswer : public AnswerWriter {
 public:
  using AnswerWriter::AnswerWriter;
  void Begin(const std::vector<ResultColumn>& columns,
             const std::vector<base::Issue>& warnings) override;
  void Row(std::span<const std::string> cells) override;
};

/// One JSON value a line: the answer without its rows (`meta`, `q`, `columns`), then an array for
/// each row; at the end `{"rows":n}`, by which a reader knows that the answer is whole.
class LinesAnswer : public AnswerWriter {
 public:
  /// `meta` and what it looks at outlive the writer.
  LinesAnswer(Output output, const ResultSetMeta& meta)
      : AnswerWriter(std::move(output)), meta_(meta) {}
  void Begin(const std::vector<ResultColumn>& columns,
             const std::vector<base::Issue>& warnings) override;
  void Row(std::span<const std::string> cells) override;

 private:
  void Finish() override;
  const ResultSetMeta& meta_;
  std::uint64_t rows_ = 0;
};

}  // namespace socle::aql

#include "aql/answer_writers.h"

#include <gtest/gtest.h>

#include <vector>

namespace socle::aql {
namespace {

const std::vector<ResultColumn> kColumns{{"a", "c/x"}, {"b,b", "c/y"}};
const std::vector<std::vector<std::string>> kRows{{R"("plain")", "null"},
                                                  {R"("say \"a\", \u00e9\n")", "1.50"},
                                                  {R"("")", R"({"_type":"X","a":"b"})"}};

void Fill(AnswerWriter& writer) {
  writer.Begin(kColumns, {});
  for (const auto& row : kRows) writer.Row(row);
  writer.End();
}

ResultSetMeta Meta() {
  return {.created = {}, .generator = "S", .executed_aql = "Q", .href = {}, .stored_name = {}};
}

TEST(AnswerWriters, CsvQuotesWhatNeedsIt) {
  std::string text;
  CsvAnswer csv([&](std::string_view piece) { text += piece; });
  Fill(csv);
  EXPECT_EQ(text,
            "a,\"b,b\"\r\n"
            "plain,\r\n"
            "\"say \"\"a\"\", é\n\",1.50\r\n"
            "\"\",\"{\"\"_type\"\":\"\"X\"\",\"\"a\"\":\"\"b\"\"}\"\r\n");
}

TEST(AnswerWriters, LinesEndWithTheirNumber) {
  std::string text;
  const ResultSetMeta meta = Meta();
  LinesAnswer lines([&](std::string_view piece) { text += piece; }, meta);
  Fill(lines);
  EXPECT_EQ(text.substr(0, 8), R"({"meta":)");
  EXPECT_EQ(text.substr(text.find('\n') + 1),
            "[\"plain\",null]\n"
            "[\"say \\\"a\\\", \\u00e9\\n\",1.50]\n"
            "[\"\",{\"_type\":\"X\",\"a\":\"b\"}]\n"
            "{\"rows\":3}\n");
}

TEST(AnswerWriters, ComeInPiecesWhereTheyAreLong) {
  std::size_t pieces = 0;
  const ResultSetMeta meta = Meta();
  JsonAnswer json([&](std::string_view) { ++pieces; }, meta);
  json.Begin(kColumns, {});
  const std::vector<std::string> row{'"' + std::string(50000, 'x') + '"', "1"};
  for (int i = 0; i < 10; ++i) json.Row(row);
  EXPECT_GE(pieces, 5u);
}

}  // namespace
}  // namespace socle::aql

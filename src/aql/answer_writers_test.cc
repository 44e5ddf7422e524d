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

const std::vector<ResultColumn> kNamed{{"#0", "c/uid/value"}, {"n", "COUNT(*)"}};

TEST(JsonAnswer, IsTheFormOfTheRestApi) {
  std::string text;
  const ResultSetMeta meta{{0}, "Socle/1", "SELECT 'x'", {}, {}};
  JsonAnswer json([&](std::string_view piece) { text += piece; }, meta);
  json.Begin(kNamed, {});
  json.Row(std::vector<std::string>{"\"a\"", "1"});
  json.Row(std::vector<std::string>{"null", "{}"});
  json.End();
  EXPECT_EQ(text,
            R"j({"meta":{"_type":"RESULTSET","_schema_version":"1.0.3",)j"
            R"j("_created":"1970-01-01T00:00:00Z","_generator":"Socle/1",)j"
            R"j("_executed_aql":"SELECT 'x'"},"q":"SELECT 'x'",)j"
            R"j("columns":[{"path":"c/uid/value","name":"#0"},{"path":"COUNT(*)","name":"n"}],)j"
            R"j("rows":[["a",1],[null,{}]]})j");
}

TEST(JsonAnswer, NamesAStoredQueryAndTellsWarnings) {
  std::string text;
  const ResultSetMeta meta{{0}, "g", "q", "http://x", "org.a::b/1.0.0"};
  JsonAnswer json([&](std::string_view piece) { text += piece; }, meta);
  json.Begin(kNamed, {{"1:5", "unknown_attribute", "a", "b", "m"}});
  json.End();
  EXPECT_EQ(text, R"j({"meta":{"_href":"http://x","_type":"RESULTSET","_schema_version":"1.0.3",)j"
                  R"j("_created":"1970-01-01T00:00:00Z","_generator":"g","_executed_aql":"q",)j"
                  R"j("warnings":[{"rule":"unknown_attribute","place":"1:5","message":"m"}]},)j"
                  R"j("name":"org.a::b/1.0.0","columns":[{"path":"c/uid/value","name":"#0"},)j"
                  R"j({"path":"COUNT(*)","name":"n"}],"rows":[]})j");
}

}  // namespace
}  // namespace socle::aql

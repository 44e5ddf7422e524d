#include "aql/evaluator.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "aql/binder.h"
#include "aql/corpus.h"
#include "aql/parser.h"
#include "base/error.h"
#include "json/document.h"

namespace socle::aql {
namespace {

constexpr std::string_view kEhr = "11111111-1111-4111-8111-111111111111";

std::string Element(std::string_view name, std::string_view value) {
  return R"({"_type":"ELEMENT","archetype_node_id":"at0001","name":{"_type":"DV_TEXT","value":")" +
         std::string(name) + R"("},"value":)" + std::string(value) + "}";
}

/// One EHR with a folder whose details hold `elements`: the shortest way to values.
Corpus CorpusOf(const std::vector<std::string>& elements) {
  std::string list;
  for (const std::string& element : elements) list += (list.empty() ? "" : ",") + element;
  const std::string data =
      R"({"_type":"FOLDER","name":{"_type":"DV_TEXT","value":"root"},"archetype_node_id":"at0000",)"
      R"("details":{"_type":"ITEM_TREE","archetype_node_id":"at0000",)"
      R"("name":{"_type":"DV_TEXT","value":"t"},"items":[)" +
      list + "]}}";
  Corpus corpus("test");
  corpus.AddEhr(kEhr, {});
  Corpus::Commit commit;
  commit.ehr_id = kEhr;
  commit.uid = "22222222-2222-4222-8222-222222222222";
  commit.data = data;
  corpus.Add(commit);
  return corpus;
}

Result Ask(const Corpus& corpus, const std::string& query, const EvaluateOptions& options = {},
           const std::string& parameters = "{}") {
  const auto document = json::Document::Parse(parameters);
  return Evaluate(Bind(Parse(query), ReadParameters(document.root())), corpus, options);
}

/// The names of the elements that `condition` holds for.
std::string Names(const Corpus& corpus, const std::string& condition,
                  const EvaluateOptions& options = {}) {
  std::string names;
  for (const auto& row :
       Ask(corpus, "SELECT l/name/value FROM ELEMENT l WHERE " + condition, options).rows) {
    names += row[0].substr(1, row[0].size() - 2);
  }
  return names;
}

Corpus Values() {
  return CorpusOf({
      Element("a", R"({"_type":"DV_QUANTITY","magnitude":5.0,"units":"mg"})"),
      Element("b", R"({"_type":"DV_QUANTITY","magnitude":5,"units":"g"})"),
      Element("c", R"({"_type":"DV_COUNT","magnitude":5})"),
      Element("d", R"({"_type":"DV_PROPORTION","numerator":10,"denominator":2,"type":0})"),
      Element("e", R"({"_type":"DV_SCALE","value":5.0,"symbol":{"_type":"DV_CODED_TEXT",)"
                   R"("value":"x","defining_code":{"_type":"CODE_PHRASE","terminology_id":)"
                   R"({"_type":"TERMINOLOGY_ID","value":"local"},"code_string":"at1"}}})"),
      Element("f", R"({"_type":"DV_DATE","value":"2024"})"),
      Element("g", R"({"_type":"DV_DATE_TIME","value":"2024-01-01T01:00:00,5+01:00"})"),
      Element("h", R"({"_type":"DV_TIME","value":"10:00"})"),
      Element("i", R"({"_type":"DV_DURATION","value":"PT1H"})"),
      Element("j", R"({"_type":"DV_BOOLEAN","value":true})"),
      Element("k", R"({"_type":"DV_TEXT","value":"2024-01-01"})"),
      Element("l", R"({"_type":"DV_CODED_TEXT","value":"5","defining_code":{"_type":)"
                   R"("CODE_PHRASE","terminology_id":{"_type":"TERMINOLOGY_ID","value":"sct"},)"
                   R"("code_string":"73"}})"),
      Element("m", R"({"_type":"DV_DATE_TIME","value":"never"})"),
  });
}

TEST(Comparing, NumbersCompareByMagnitude) {
  const Corpus corpus = Values();
  EXPECT_EQ(Names(corpus, "l/value = 5"), "abcde");
  EXPECT_EQ(Names(corpus, "5.00 >= l/value"), "abcde");
  EXPECT_EQ(Names(corpus, "l/value < 5.1"), "abcde");
  EXPECT_EQ(Names(corpus, "l/value != 5"), "");
  EXPECT_EQ(Names(corpus, "NOT l/value = 6"), "abcde");
  EXPECT_EQ(Names(corpus, "l/value = '5'"), "");
}

TEST(Comparing, QuantitiesCompareInEqualUnits) {
  const Corpus corpus = Values();
  const auto pairs = [&](const std::string& condition) {
    return Ask(corpus,
               "SELECT a/name/value FROM ITEM_TREE t CONTAINS (ELEMENT a AND ELEMENT b) "
               "WHERE a/value = b/value AND " +
                   condition)
        .rows.size();
  };
  // a and b each with itself, c, d and e; those with all five.
  EXPECT_EQ(pairs("a/value = 5"), 4u + 4u + 15u);
  EXPECT_EQ(pairs("a/value/units = 'mg' AND b/value/units = 'g'"), 0u);
}

TEST(Comparing, TemporalValuesCompareByTime) {
  const Corpus corpus = Values();
  EXPECT_EQ(Names(corpus, "l/value = '2024-01-01'"), "f");
  EXPECT_EQ(Names(corpus, "l/value/value = '20240101'"), "f");
  EXPECT_EQ(Names(corpus, "l/value >= '2024-01-01' AND l/value < '2024-01-01T00:00:01Z'"), "fg");
  EXPECT_EQ(Names(corpus, "l/value/value > '2023-12-31T23:59:59'"), "fgkl");
  EXPECT_EQ(Names(corpus, "l/value = '11:00:00+01:00'"), "h");
  EXPECT_EQ(Names(corpus, "l/value = 'PT60M'"), "i");
  EXPECT_EQ(Names(corpus, "l/value/value = true"), "j");
}

/// One expansion, whatever is asked.
class Expansion : public TerminologyService {
 public:
  std::vector<Code> Call(std::string_view operation, std::string_view service,
                         std::string_view parameters) override {
    asked = std::string(operation) + " " + std::string(service) + " " + std::string(parameters);
    if (operation == "validate") return {{"", "true"}};
    return {{"sct", "73"}, {"sct", "74"}};
  }
  std::vector<Code> Expand(std::string_view uri) override {
    asked = uri;
    return {{"", "73"}};
  }
  std::string asked;
};

TEST(Terminology, MatchesWhatTheServiceExpands) {
  const Corpus corpus = Values();
  Expansion service;
  const EvaluateOptions options{{}, {}, &service, {}};
  const std::string call = "TERMINOLOGY('expand', 'hl7', 'url=x')";
  EXPECT_EQ(Names(corpus, "l/value MATCHES " + call, options), "l");
  EXPECT_EQ(service.asked, "expand hl7 url=x");
  EXPECT_EQ(Names(corpus, "l/value/defining_code/code_string MATCHES {'1', " + call + "}", options),
            "l");
  EXPECT_EQ(Names(corpus, "l/value/defining_code MATCHES {terminology://sct/h?r=1}", options), "l");
  EXPECT_EQ(service.asked, "terminology://sct/h?r=1");
  EXPECT_EQ(
      Names(corpus, "l/name/value = 'a' AND TERMINOLOGY('validate', 'x', 'y') = true", options),
      "a");
}

TEST(Evaluator, EndsWhenItsTimeIsOver) {
  const Corpus corpus = Values();
  EvaluateOptions options;
  int checks = 0;
  options.check = [&checks] {
    if (++checks == 3) throw base::Error(base::ErrorCode::kTimeout, "time is over");
  };
  try {
    // 13^5 tuples.
    Ask(corpus, "SELECT a FROM ELEMENT a AND ELEMENT b AND ELEMENT c AND ELEMENT d AND ELEMENT e",
        options);
    FAIL() << "went on";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::kTimeout);
  }
  EXPECT_EQ(checks, 3);
}

TEST(Evaluator, AnswersLongQueries) {
  const Corpus corpus = Values();
  std::string condition = "l/name/value = 'a'";
  for (int i = 0; i < 10000; ++i) condition += " OR l/value/magnitude = " + std::to_string(i + 9);
  EXPECT_EQ(Names(corpus, condition), "a");
  std::string query = "SELECT l/name/value AS c";
  for (int i = 0; i < 3000; ++i)
    query += ", l/value[at" + std::to_string(i) + "]/x AS c" + std::to_string(i);
  query += " FROM ELEMENT l ORDER BY c";
  for (int i = 0; i < 3000; ++i) query += ", c" + std::to_string(i);
  const Result result = Ask(corpus, query);
  EXPECT_EQ(result.rows.size(), 13u);
  EXPECT_EQ(result.columns.size(), 3001u);
}

TEST(Parameters, HaveTheTypesOfJson) {
  const Corpus corpus = Values();
  const auto count = [&](const std::string& condition, const std::string& parameters) {
    return Ask(corpus, "SELECT l FROM ELEMENT l WHERE " + condition, {}, parameters).rows.size();
  };
  EXPECT_EQ(count("l/value = $p", R"({"p":5.0})"), 5u);
  EXPECT_EQ(count("l/value = $p", R"({"$p":"5"})"), 0u);
  EXPECT_EQ(count("l/value/value = $p", R"({"p":true})"), 1u);
  EXPECT_EQ(count("l/value/units != $p", R"({"p":null})"), 2u);
  EXPECT_EQ(count("l/name/value MATCHES {$p, 'c'}", R"({"p":["a","b"]})"), 3u);
  EXPECT_EQ(count("l/name/value MATCHES $p", R"({"p":["a","b"]})"), 2u);
  EXPECT_EQ(count("l/name/value MATCHES {$p}", R"({"p":[]})"), 0u);
  EXPECT_THROW(count("l/value = $p", R"({"p":[5]})"), base::Error);
  EXPECT_THROW(count("l/value = $p", R"({"p":{}})"), base::Error);
  EXPECT_THROW(count("l/value = $p", "[]"), base::Error);
}

}  // namespace
}  // namespace socle::aql

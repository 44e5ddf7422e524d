#include "aql/parser.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "aql/lexer.h"
#include "aql/printer.h"
#include "base/error.h"

namespace socle::aql {
namespace {

/// A query as written, and as it is printed; empty: the same.
struct Case {
  std::string query, printed;
};

class Printing : public testing::TestWithParam<Case> {};

TEST_P(Printing, IsCanonicalAndReadsBackTheSame) {
  const ast::Query tree = Parse(GetParam().query);
  const std::string printed = Print(tree);
  EXPECT_EQ(printed, GetParam().printed.empty() ? GetParam().query : GetParam().printed);
  EXPECT_EQ(Parse(printed), tree) << printed;
}

INSTANTIATE_TEST_SUITE_P(
    Clauses, Printing,
    testing::Values(
        Case{"SELECT e FROM EHR e", ""},
        Case{"select  e/ehr_id/value as id -- a comment\n from ehr e --",
             "SELECT e/ehr_id/value AS "
             "id FROM ehr e"},
        Case{"SELECT DISTINCT TOP 10 BACKWARD c/name/value, 1.50, -2e3, 'x', TRUE, NULL FROM "
             "COMPOSITION c",
             "SELECT DISTINCT TOP 10 BACKWARD c/name/value, 1.50, -2e3, 'x', true, NULL FROM "
             "COMPOSITION c"},
        Case{"SELECT top 5 c FROM COMPOSITION c", "SELECT TOP 5 FORWARD c FROM COMPOSITION c"},
        Case{"SELECT .5, +7, 007 FROM EHR e", "SELECT 0.5, 7, 7 FROM EHR e"},
        Case{"SELECT COUNT(*), count(DISTINCT e/ehr_id/value), Max(o/a) FROM EHR e",
             "SELECT COUNT(*), COUNT(DISTINCT e/ehr_id/value), MAX(o/a) FROM EHR e"},
        Case{"SELECT CONCAT_WS(', ', o/a, SUBSTRING(o/b, 1, 2)), NOW() FROM EHR e", ""},
        Case{R"(SELECT "it's", 'a\"\\\n\u00e9' FROM EHR e)",
             "SELECT 'it\\'s', 'a\"\\\\\\u000aé' FROM EHR e"},
        Case{"SELECT c FROM EHR e[ehr_id/value=$id] CONTAINS COMPOSITION "
             "c[openEHR-EHR-COMPOSITION.encounter.v1] LIMIT $n OFFSET :skip",
             "SELECT c FROM EHR e[ehr_id/value=$id] CONTAINS COMPOSITION "
             "c[openEHR-EHR-COMPOSITION.encounter.v1] LIMIT $n OFFSET $skip"}));

INSTANTIATE_TEST_SUITE_P(
    Containment, Printing,
    testing::Values(
        Case{"SELECT a FROM EHR e CONTAINS VERSIONED_OBJECT v CONTAINS VERSION w[ALL_VERSIONS] "
             "CONTAINS COMPOSITION a",
             ""},
        Case{"SELECT a FROM VERSION v[latest_version]",
             "SELECT a FROM VERSION "
             "v[LATEST_VERSION]"},
        Case{"SELECT a FROM VERSION v[commit_audit/time_committed/value>'2020']", ""},
        Case{"SELECT a FROM EHR e NOT CONTAINS COMPOSITION c", ""},
        Case{"SELECT a FROM A a CONTAINS (B b AND (C c CONTAINS D d) OR E f)",
             "SELECT a FROM A a CONTAINS (B b AND C c CONTAINS D d) OR E f"},
        Case{"SELECT a FROM A a CONTAINS B b AND C c CONTAINS D d OR E f",
             "SELECT a FROM A a CONTAINS B b AND C c CONTAINS D d OR E f"},
        Case{"SELECT a FROM (A a CONTAINS B b) AND (C c OR D d)", ""}));

INSTANTIATE_TEST_SUITE_P(
    Predicates, Printing,
    testing::Values(
        Case{"SELECT o/data[at0001]/items[at0004, 'Systolic'] FROM OBSERVATION o", ""},
        Case{"SELECT o/items[at0004,:p]/items[id1.0.2, at0005] FROM OBSERVATION o",
             "SELECT o/items[at0004, $p]/items[id1.0.2, at0005] FROM OBSERVATION o"},
        Case{"SELECT o/items[at0004, snomed_ct(3.1)::271649006|x y|] FROM OBSERVATION o", ""},
        Case{"SELECT o/items[at0004, at0005] FROM OBSERVATION o", ""},
        Case{"SELECT o[name/value='x' AND (value/magnitude>5 OR name/value=a/b)] FROM OBSERVATION "
             "o",
             ""},
        Case{"SELECT o FROM OBSERVATION o[archetype_node_id MATCHES {/openEHR.*\\/v1/}]", ""},
        Case{"SELECT o FROM OBSERVATION o[$p]", ""},
        Case{"SELECT o/x[archetype_node_id = at0004 and a != true] FROM OBSERVATION o",
             "SELECT o/x[archetype_node_id='at0004' AND a!=true] FROM OBSERVATION o"},
        Case{"SELECT o FROM OBSERVATION o[org.openehr::openEHR-EHR-OBSERVATION.a.v1.0.0]", ""}));

INSTANTIATE_TEST_SUITE_P(
    Conditions, Printing,
    testing::Values(
        Case{"SELECT o FROM EHR o WHERE o/a = 5 AND (o/b < o/c OR NOT EXISTS o/d)", ""},
        Case{"SELECT o FROM EHR o WHERE 5 <= LENGTH(o/a) AND $p <> o/b",
             "SELECT o FROM EHR o WHERE 5 <= LENGTH(o/a) AND $p != o/b"},
        Case{R"(SELECT o FROM EHR o WHERE o/a LIKE 'x\*?*')",
             R"(SELECT o FROM EHR o WHERE o/a LIKE 'x\\*?*')"},
        Case{"SELECT o FROM EHR o WHERE o/a MATCHES {1, 'x', $p, NULL}", ""},
        Case{"SELECT o FROM EHR o WHERE o/a MATCHES {terminology://snomed-ct/h?root=50043002}", ""},
        Case{"SELECT o FROM EHR o WHERE o/a MATCHES {/a+\\/b/}", ""},
        Case{"SELECT o FROM EHR o WHERE o/a matches TERMINOLOGY('expand', 'hl7.org', 'url=x')",
             "SELECT o FROM EHR o WHERE o/a MATCHES {TERMINOLOGY('expand', 'hl7.org', 'url=x')}"},
        Case{"SELECT o FROM EHR o WHERE contains(o/a, 'x') ORDER BY o/a desc, o/b ascending",
             "SELECT o FROM EHR o WHERE CONTAINS(o/a, 'x') = true ORDER BY o/a DESC, o/b"},
        Case{"SELECT o FROM EHR o WHERE NOT (o/a = 1 AND o/b = 2) OR o/c = 3", ""},
        Case{"SELECT o FROM EHR o WHERE not not o/a = - 1",
             "SELECT o FROM EHR o WHERE NOT NOT o/a "
             "= -1"}));

/// A query and the beginning of its fault, "line:column rule text".
class Faults : public testing::TestWithParam<Case> {};

TEST_P(Faults, SayWhereAndWhat) {
  try {
    Parse(GetParam().query);
    FAIL() << "was parsed";
  } catch (const base::Error& error) {
    ASSERT_EQ(error.issues().size(), 1u);
    EXPECT_EQ(error.place() + " " + error.issues()[0].rule + " " + error.issues()[0].expected,
              GetParam().printed);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, Faults,
    testing::Values(
        Case{"", "1:1 syntax SELECT"},
        Case{"SELCT e FROM EHR e",
             "1:1 syntax SELECT (did you mean "
             "SELECT?)"},
        Case{"SELECT e FORM EHR e", "1:10 syntax ',' or FROM (did you mean FROM?)"},
        Case{"SELECT e\nFROM EHR e CONTANS X x",
             "2:12 syntax CONTAINS, AND, OR, WHERE, ORDER BY, LIMIT or the end of the query (did "
             "you "
             "mean CONTAINS?)"},
        Case{"SELECT LENGHT(e) FROM EHR e",
             "1:8 unknown_function a function of AQL (did you mean LENGTH?)"},
        Case{"SELECT MOD(1) FROM EHR e", "1:8 wrong_arguments MOD with 2 arguments"},
        Case{"SELECT CONCAT() FROM EHR e", "1:8 wrong_arguments CONCAT with 1 or more arguments"},
        Case{"SELECT ABS(MAX(e/a)) FROM EHR e",
             "1:12 misplaced_aggregate an aggregate in SELECT only, not within a function"},
        Case{"SELECT e FROM EHR e WHERE e/a = 'é", "1:33 syntax the end of the string, '"},
        Case{"SELECT 'é', # FROM EHR e", "1:13 syntax a name, value or symbol"},
        Case{"SELECT 1a FROM EHR e", "1:8 syntax a number"},
        Case{"SELECT e FROM EHR e WHERE e/a LIKE 5",
             "1:36 syntax a pattern in quotes or a "
             "parameter"},
        Case{"SELECT e FROM EHR e LIMIT -1", "1:27 syntax a number of rows behind LIMIT"},
        Case{"SELECT e/a[at0001 FROM EHR e", "1:19 syntax ']', AND or OR"},
        Case{"SELECT e FROM EHR e WHERE", "1:26 syntax a path, a value or a function"},
        Case{"SELECT '\\q' FROM EHR e",
             "1:8 syntax escapes in the string as \\' \\\" \\\\ \\n \\t \\uXXXX"},
        Case{"SELECT '\\ud800' FROM EHR e",
             "1:8 syntax escapes in the string as \\' \\\" \\\\ \\n \\t \\uXXXX"},
        Case{"SELECT \xff", "1:8 encoding UTF-8"}));

std::string Repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Parser, TakesChainsOfAnyLength) {
  const std::string query = "SELECT e FROM EHR e WHERE e/a = 1" + Repeated(" OR e/a = 1", 10000);
  const ast::Query tree = Parse(query);
  EXPECT_EQ(tree.where->operands.size(), 10001u);
  EXPECT_EQ(Parse(Print(tree)), tree);
}

TEST(Parser, RefusesDeepNestingOfEveryKind) {
  const std::string begin = "SELECT e FROM EHR e WHERE ";
  for (const std::string& query :
       {begin + Repeated("(", 10000), begin + Repeated("NOT ", 10000) + "e/a = 1",
        begin + Repeated("ABS(", 10000), "SELECT e FROM " + Repeated("A CONTAINS ", 10000) + "B",
        "SELECT e" + Repeated("/a[b", 10000) + " FROM EHR e",
        "SELECT e FROM " + Repeated("(", 10000), "SELECT e[" + Repeated("(", 10000)}) {
    try {
      Parse(query);
      FAIL() << "was parsed";
    } catch (const base::Error& error) {
      EXPECT_EQ(error.issues().at(0).rule, "nesting") << query.substr(0, 60);
    }
  }
}

TEST(Parser, ReadsAMegabyteQuickly) {
  const auto begin = std::chrono::steady_clock::now();
  const ast::Query tree = Parse(
      "SELECT e/a" + Repeated(", e/data[at0001]/items[at0002, 'x']/value", 24000) + " FROM EHR e");
  EXPECT_EQ(tree.columns.size(), 24001u);
  EXPECT_THROW(Parse(std::string(1 << 20, '(')), base::Error);
  EXPECT_THROW(Parse(Repeated("a::b|", 200000)), base::Error);
  EXPECT_THROW(Parse(Repeated("a(", 500000)), base::Error);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

TEST(Parser, KeywordsAreNamesWhereNamesStand) {
  const ast::Query tree =
      Parse("SELECT order/count/value, not/null, limit/and AS select FROM EHR select");
  EXPECT_EQ(tree.columns.size(), 3u);
  EXPECT_EQ(tree.from.alias, "select");
}

}  // namespace
}  // namespace socle::aql

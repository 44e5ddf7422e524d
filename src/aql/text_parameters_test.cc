#include "aql/text_parameters.h"

#include <gtest/gtest.h>

#include <string>

#include "aql/parser.h"

namespace socle::aql {
namespace {

using Kind = ast::Literal::Kind;

/// What `text` means as $p where the query's condition is `condition`.
Kind KindIn(const std::string& condition, const std::string& text) {
  const ast::Query query = Parse("SELECT c FROM EHR e CONTAINS COMPOSITION c WHERE " + condition);
  return TextArgument(query, "p", {text}).values.at(0).kind;
}

TEST(TextParameters, AreNumbersBesideNumbers) {
  EXPECT_EQ(KindIn("c/content/data/magnitude > $p", "38.5"), Kind::kNumber);
  EXPECT_EQ(KindIn("c/content[at0001]/items[at0004]/value > $p", "5"), Kind::kNumber);
  EXPECT_EQ(KindIn("LENGTH(c/name/value) > $p", "5"), Kind::kNumber);
  EXPECT_EQ(KindIn("c/content/data/magnitude matches {$p}", "5"), Kind::kNumber);
  EXPECT_EQ(KindIn("e/ehr_status/is_queryable = $p", "true"), Kind::kBoolean);
}

TEST(TextParameters, AreTextsBesideTexts) {
  EXPECT_EQ(KindIn("c/name/value = $p", "5"), Kind::kString);
  EXPECT_EQ(KindIn("c/content/items[at0004]/value/value = $p", "5"), Kind::kString);
  EXPECT_EQ(KindIn("c/content/data/units = $p", "1"), Kind::kString);
  EXPECT_EQ(KindIn("c/name/value like $p", "1"), Kind::kString);
  EXPECT_EQ(KindIn("c/content/data/magnitude > $p", "five"), Kind::kString);
  EXPECT_EQ(KindIn("e/ehr_status/is_queryable = $p", "yes"), Kind::kString);
}

TEST(TextParameters, AreTextsWhereOneUseTakesATextOnly) {
  EXPECT_EQ(KindIn("c/content/data/magnitude > $p AND c/name/value = $p", "5"), Kind::kString);
}

TEST(TextParameters, AreNumbersInLimit) {
  const ast::Query query = Parse("SELECT c FROM COMPOSITION c LIMIT $p OFFSET $q");
  EXPECT_EQ(TextArgument(query, "p", {"5"}).values.at(0).kind, Kind::kNumber);
  EXPECT_EQ(TextArgument(query, "q", {"5"}).values.at(0).kind, Kind::kNumber);
}

TEST(TextParameters, SeveralAreAList) {
  const ast::Query query = Parse("SELECT c FROM COMPOSITION c WHERE c/name/value matches {$p}");
  const Argument argument = TextArgument(query, "p", {"a", "b"});
  EXPECT_TRUE(argument.list);
  EXPECT_EQ(argument.values.size(), 2u);
}

TEST(TextParameters, AreKnownWhereverTheyStand) {
  const ast::Query query = Parse(
      "SELECT LENGTH($a) FROM EHR e[ehr_id/value=$b] CONTAINS COMPOSITION c[$c] "
      "WHERE c/content[at0001, $d]/data/magnitude > 1 LIMIT $e");
  for (const char* name : {"a", "b", "c", "d", "e"})
    EXPECT_TRUE(UsesParameter(query, name)) << name;
  EXPECT_FALSE(UsesParameter(query, "f"));
}

}  // namespace
}  // namespace socle::aql

#include "sql/statement.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "sql/dialect.h"

namespace socle::sql {
namespace {

std::string Sqlite(Statement statement) {
  return SqliteDialect().Print(Query("test", std::move(statement)));
}

std::string Postgres(Statement statement) {
  return PostgresDialect().Print(Query("test", std::move(statement)));
}

Select One(Expr value) { return Select({std::move(value)}); }

template <class Action>
base::ErrorCode CodeOf(Action action) {
  try {
    action();
  } catch (const base::Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "no error";
  return base::ErrorCode::kUsage;
}

TEST(Select, PrintsItsClausesInOrder) {
  const Select select = Select({Col("v", "body"), {Col("v", "codec"), "c"}})
                            .From("version", "v")
                            .Join("object", "o", Col("o", "ehr") == Col("v", "ehr"))
                            .LeftJoin("codec", "d", Col("d", "id") == Col("v", "codec"))
                            .Where(Col("v", "ehr") == Param(1) && Col("o", "uid") == Param(2))
                            .Where(IsNull(Col("o", "gone")))
                            .GroupBy({Col("v", "kind")})
                            .Having(CountRows() > Int(1))
                            .OrderBy({Desc(Col("v", "number")), Asc(Col("c"))})
                            .Limit(10)
                            .Offset(Param(3));
  EXPECT_EQ(Sqlite(select),
            "SELECT \"v\".\"body\", \"v\".\"codec\" AS \"c\" FROM \"version\" AS \"v\""
            " JOIN \"object\" AS \"o\" ON \"o\".\"ehr\" = \"v\".\"ehr\""
            " LEFT JOIN \"codec\" AS \"d\" ON \"d\".\"id\" = \"v\".\"codec\""
            " WHERE (\"v\".\"ehr\" = ?1) AND (\"o\".\"uid\" = ?2) AND (\"o\".\"gone\" IS NULL)"
            " GROUP BY \"v\".\"kind\" HAVING count(*) > 1"
            " ORDER BY \"v\".\"number\" DESC, \"c\" LIMIT 10 OFFSET ?3");
}

TEST(Select, ParametersAreNumberedAsEachDialectDoes) {
  const Select select = One(Param(2) + Param(1));
  EXPECT_EQ(Sqlite(select), "SELECT ?2 + ?1");
  EXPECT_EQ(Postgres(select), "SELECT $2 + $1");
}

TEST(Select, SubqueriesAndSets) {
  const Select inner = Select({Col("id")}).From("b").Where(Col("b", "a") == Col("a", "id"));
  EXPECT_EQ(Sqlite(Select({Col("id")}).From("a").Where(Exists(inner))),
            "SELECT \"id\" FROM \"a\" WHERE EXISTS (SELECT \"id\" FROM \"b\" WHERE \"b\".\"a\" = "
            "\"a\".\"id\")");
  EXPECT_EQ(Sqlite(One(In(Param(1), {Int(1), Int(2)}))), "SELECT ?1 IN (1, 2)");
  EXPECT_EQ(Sqlite(One(In(Param(1), std::vector<Expr>{}))), "SELECT 0");
  EXPECT_EQ(Postgres(One(In(Param(1), std::vector<Expr>{}))), "SELECT FALSE");
  EXPECT_EQ(Sqlite(One(InRows({Param(1), Param(2)}, Select({Col("x"), Col("y")}).From("t")))),
            "SELECT (?1, ?2) IN (SELECT \"x\", \"y\" FROM \"t\")");
  EXPECT_EQ(Sqlite(Select({Col("n")}).From(One(Int(1)), "s")),
            "SELECT \"n\" FROM (SELECT 1) AS \"s\"");
  EXPECT_EQ(Sqlite(One(Int(1)).UnionAll(One(Int(2))).OrderBy({Asc(Int(1))}).Limit(1)),
            "SELECT 1 UNION ALL SELECT 2 ORDER BY 1 LIMIT 1");
  EXPECT_EQ(Sqlite(One(Value(One(Int(1))))), "SELECT (SELECT 1)");
}

TEST(Select, CommonTableExpressions) {
  const Select steps =
      One(Int(1)).UnionAll(Select({Col("n") + Int(1)}).From("t").Where(Col("n") < Param(1)));
  EXPECT_EQ(Sqlite(Select({Col("n")}).From("t").WithRecursive("t", {"n"}, steps)),
            "WITH RECURSIVE \"t\"(\"n\") AS (SELECT 1 UNION ALL SELECT \"n\" + 1 FROM \"t\""
            " WHERE \"n\" < ?1) SELECT \"n\" FROM \"t\"");
  EXPECT_EQ(
      Postgres(
          Select({Col("n")}).From("t").With("t", {}, One(Int(1)), WithClause::Hint::kMaterialized)),
      "WITH \"t\" AS MATERIALIZED (SELECT 1) SELECT \"n\" FROM \"t\"");
}

TEST(Expression, ParenthesesKeepTheTree) {
  EXPECT_EQ(Sqlite(One((Param(1) + Int(2)) * Int(3))), "SELECT (?1 + 2) * 3");
  EXPECT_EQ(Sqlite(One(!(Param(1) == Int(2)))), "SELECT NOT (?1 = 2)");
  EXPECT_EQ(Sqlite(One((Param(1) && Param(2)) || (Param(3) && Param(4)))),
            "SELECT (?1 AND ?2) OR (?3 AND ?4)");
  EXPECT_EQ(Sqlite(One(Param(1) && (Param(2) || Param(3)))), "SELECT ?1 AND (?2 OR ?3)");
  EXPECT_EQ(Sqlite(One(Param(1) - (Param(2) - Param(3)))), "SELECT ?1 - (?2 - ?3)");
  EXPECT_EQ(Sqlite(One(Int(5) - Int(-3))), "SELECT 5 - (-3)");
}

TEST(Expression, EveryKind) {
  EXPECT_EQ(Sqlite(One(Case({{Param(1) > Int(0), Text("it's")}}, NullValue()))),
            "SELECT CASE WHEN (?1 > 0) THEN 'it''s' ELSE NULL END");
  EXPECT_EQ(Sqlite(One(Cast(Param(1), Type::kInteger))), "SELECT CAST(?1 AS INTEGER)");
  EXPECT_EQ(Postgres(One(Cast(Param(1), Type::kInteger))), "SELECT CAST($1 AS BIGINT)");
  EXPECT_EQ(Sqlite(One(Like(Param(1), Param(2)))), "SELECT ?1 LIKE ?2 ESCAPE '\\'");
  EXPECT_EQ(Sqlite(One(Between(Param(1), Int(1), Int(9)))), "SELECT ?1 BETWEEN 1 AND 9");
  EXPECT_EQ(Sqlite(One(Is(Param(1), Param(2)))), "SELECT ?1 IS ?2");
  EXPECT_EQ(Postgres(One(Is(Param(1), Param(2)))), "SELECT $1 IS NOT DISTINCT FROM $2");
  EXPECT_EQ(Sqlite(One(Bytes("\x01\xff"))), "SELECT x'01ff'");
  EXPECT_EQ(Postgres(One(Bytes("\x01\xff"))), "SELECT '\\x01ff'::bytea");
  EXPECT_EQ(Sqlite(One(Bool(true))), "SELECT 1");
  EXPECT_EQ(Postgres(One(Bool(true))), "SELECT TRUE");
  EXPECT_EQ(Sqlite(One(Collate(Param(1), Collation::kCaseInsensitive))),
            "SELECT ?1 COLLATE NOCASE");
  EXPECT_EQ(Sqlite(One(Call(Function::kGreatest, {Param(1), Param(2)}))), "SELECT max(?1, ?2)");
  EXPECT_EQ(Postgres(One(Call(Function::kGreatest, {Param(1), Param(2)}))),
            "SELECT greatest($1, $2)");
  EXPECT_EQ(Sqlite(One(CallDistinct(Function::kCount, Col("x")))), "SELECT count(DISTINCT \"x\")");
  EXPECT_EQ(Sqlite(One(Over(Call(Function::kRowNumber), {Col("ehr")}, {Desc(Col("at"))}))),
            "SELECT row_number() OVER (PARTITION BY \"ehr\" ORDER BY \"at\" DESC)");
  EXPECT_EQ(Sqlite(One(Real(0.5))), "SELECT 5e-01");
  EXPECT_EQ(Sqlite(One(Concat(Text("a"), Param(1)))), "SELECT 'a' || ?1");
}

TEST(Expression, EmptyConditionsAreLeftOut) {
  EXPECT_EQ(Sqlite(One(Expr() && Param(1))), "SELECT ?1");
  EXPECT_EQ(Sqlite(One(AllOf({Expr(), Param(1), Expr()}))), "SELECT ?1");
  EXPECT_EQ(Sqlite(One(AllOf({}))), "SELECT 1");
  EXPECT_EQ(Sqlite(One(AnyOf({}))), "SELECT 0");
  EXPECT_EQ(Sqlite(Delete("t").Where(Expr())), "DELETE FROM \"t\"");
}

TEST(Insert, RowsQueriesAndConflicts) {
  EXPECT_EQ(Sqlite(Insert("t", {"a", "b"})), "INSERT INTO \"t\" (\"a\", \"b\") VALUES (?1, ?2)");
  EXPECT_EQ(Sqlite(Insert("t", {"a"}).Values({Param(1)}).Values({Int(2)}).OnConflictDoNothing()),
            "INSERT INTO \"t\" (\"a\") VALUES (?1), (2) ON CONFLICT DO NOTHING");
  EXPECT_EQ(
      Sqlite(Insert("t", {"a", "n"})
                 .OnConflictUpdate({"a"}, {{"n", Excluded("n")}}, Excluded("n") > Col("t", "n"))
                 .Returning({Col("n")})),
      "INSERT INTO \"t\" (\"a\", \"n\") VALUES (?1, ?2) ON CONFLICT (\"a\") DO UPDATE SET"
      " \"n\" = \"excluded\".\"n\" WHERE \"excluded\".\"n\" > \"t\".\"n\" RETURNING \"n\"");
  // SQLite would read ON as the condition of a join.
  EXPECT_EQ(
      Sqlite(Insert("t", {"a"}).From(Select({Col("a")}).From("s")).OnConflictDoNothing({"a"})),
      "INSERT INTO \"t\" (\"a\") SELECT \"a\" FROM \"s\" WHERE 1 ON CONFLICT (\"a\") DO "
      "NOTHING");
}

TEST(Change, UpdateAndDelete) {
  EXPECT_EQ(
      Sqlite(
          Update("t").Set("a", Param(1)).Set("n", Col("n") + Int(1)).Where(Col("id") == Param(2))),
      "UPDATE \"t\" SET \"a\" = ?1, \"n\" = \"n\" + 1 WHERE \"id\" = ?2");
  EXPECT_EQ(Sqlite(Delete("t").Where(Col("id") == Param(1)).Returning({Col("a")})),
            "DELETE FROM \"t\" WHERE \"id\" = ?1 RETURNING \"a\"");
}

TEST(Printer, RefusesWhatIsNoName) {
  for (const char* name : {"", "a b", "a\"b", "1a", "a;", "\xc3\xa9", "a.b"}) {
    EXPECT_EQ(CodeOf([&] { Sqlite(One(Col(name))); }), base::ErrorCode::kInternal) << name;
    EXPECT_EQ(CodeOf([&] { Sqlite(Select({Int(1)}).From(name)); }), base::ErrorCode::kInternal);
    EXPECT_EQ(CodeOf([&] { Sqlite(One(Call(name, {}))); }), base::ErrorCode::kInternal);
    EXPECT_EQ(CodeOf([&] { Sqlite(Insert(name, {"a"})); }), base::ErrorCode::kInternal);
  }
  EXPECT_EQ(CodeOf([] { Sqlite(One(Col(std::string(64, 'a')))); }), base::ErrorCode::kInternal);
  EXPECT_EQ(CodeOf([] { Sqlite(One(Text(std::string("a\0b", 3)))); }), base::ErrorCode::kInternal);
}

TEST(Printer, RefusesTreesWithoutSense) {
  EXPECT_EQ(CodeOf([] { Sqlite(Select()); }), base::ErrorCode::kInternal);
  EXPECT_EQ(CodeOf([] { Sqlite(One(Expr())); }), base::ErrorCode::kInternal);
  EXPECT_EQ(CodeOf([] { Sqlite(One(Param(0))); }), base::ErrorCode::kInternal);
  EXPECT_EQ(CodeOf([] { Sqlite(One(Case({}))); }), base::ErrorCode::kInternal);
  EXPECT_EQ(CodeOf([] { Sqlite(Update("t")); }), base::ErrorCode::kInternal);
  EXPECT_EQ(CodeOf([] {
              Sqlite(Insert("t", {"a", "b"}).Values({Param(1)}));
            }),
            base::ErrorCode::kInternal);
  EXPECT_EQ(CodeOf([] { Sqlite(One(Int(1)).UnionAll(One(Int(2)).Limit(1))); }),
            base::ErrorCode::kInternal);
  EXPECT_EQ(CodeOf([] { Postgres(One(Collate(Param(1), Collation::kCaseInsensitive))); }),
            base::ErrorCode::kNotImplemented);
  Expr deep = Param(1);
  for (int i = 0; i < 1000; ++i) deep = deep + Int(1);
  EXPECT_EQ(CodeOf([&] { Sqlite(One(deep)); }), base::ErrorCode::kInternal);
}

TEST(Printer, LongJunctionsStayFlat) {
  std::vector<Expr> many;
  for (int i = 0; i < 5000; ++i) many.push_back(Col("a") == Int(i));
  const std::string text = Sqlite(One(AnyOf(many)));
  int depth = 0, deepest = 0;
  for (char c : text) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    deepest = std::max(deepest, depth);
  }
  EXPECT_LT(deepest, 12);
  EXPECT_EQ(depth, 0);
}

TEST(Printer, LongChainsAreNotDeep) {
  Select select = Select({Int(1)}).From("t");
  for (int i = 0; i < 2000; ++i) select.Where(Col("a") != Int(i));
  EXPECT_GT(Sqlite(select).size(), 2000U * 10);
}

TEST(Query, CopiesAreOneQueryOthersAreNot) {
  const Query a("a", One(Int(1)));
  const Query copy = a;
  const Query b("a", One(Int(1)));
  EXPECT_EQ(a.id(), copy.id());
  EXPECT_NE(a.id(), b.id());
  EXPECT_EQ(a.name(), "a");
}

}  // namespace
}  // namespace socle::sql

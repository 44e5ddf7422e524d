#include "store/statement_cache.h"

#include <gtest/gtest.h>

#include "sql/dialect.h"

namespace socle::store {
namespace {

sql::Select Table(std::string_view name) {
  return sql::Select({sql::OutputColumn(sql::Int(1))}).From(name);
}

TEST(StatementCache, OneQueryForEachText) {
  const sql::SqliteDialect dialect;
  StatementCache cache(dialect);
  const auto [first, text] = cache.Of("a", Table("t"));
  const auto [again, same] = cache.Of("b", Table("t"));
  const auto [other, another] = cache.Of("a", Table("u"));
  EXPECT_EQ(text, same);
  EXPECT_NE(text, another);
  EXPECT_EQ(first.id(), again.id());
  EXPECT_NE(first.id(), other.id());
  EXPECT_EQ(again.name(), "a");
}

}  // namespace
}  // namespace socle::store

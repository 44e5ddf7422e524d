#include "sql/schema_change.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "sql/dialect.h"

namespace socle::sql {
namespace {

using Rule = ColumnDefinition::Rule;

std::string Sqlite(const SchemaChange& change) { return SqliteDialect().Print(change); }
std::string Postgres(const SchemaChange& change) { return PostgresDialect().Print(change); }

void ExpectRefused(const SchemaChange& change) {
  try {
    Sqlite(change);
    FAIL() << "it was printed";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::kInternal);
  }
}

TEST(SchemaChange, MakesATable) {
  const CreateTable create{"order",
                           {{"id", Type::kInteger, Rule::kPrimaryKey},
                            {"ehr", Type::kInteger, Rule::kNotNull},
                            {"group", Type::kReal},
                            {"name", Type::kText},
                            {"body", Type::kBlob}}};
  EXPECT_EQ(Sqlite(create),
            "CREATE TABLE \"order\" (\"id\" INTEGER PRIMARY KEY, \"ehr\" INTEGER NOT NULL, "
            "\"group\" REAL, \"name\" TEXT, \"body\" BLOB)");
  EXPECT_EQ(Postgres(create),
            "CREATE TABLE \"order\" (\"id\" BIGINT PRIMARY KEY, \"ehr\" BIGINT NOT NULL, "
            "\"group\" DOUBLE PRECISION, \"name\" TEXT, \"body\" BYTEA)");
}

TEST(SchemaChange, AddsColumnsAndIndexesAndDrops) {
  EXPECT_EQ(Sqlite(AddColumn{"t", {"a", Type::kReal}}), "ALTER TABLE \"t\" ADD COLUMN \"a\" REAL");
  EXPECT_EQ(Sqlite(CreateIndex{"t_a", "t", {"a", "b"}}),
            "CREATE INDEX \"t_a\" ON \"t\" (\"a\", \"b\")");
  EXPECT_EQ(Postgres(DropTable{"t"}), "DROP TABLE \"t\"");
}

TEST(SchemaChange, RefusesWhatMakesNoSense) {
  ExpectRefused(CreateTable{"t", {}});
  ExpectRefused(CreateTable{"t\"; DROP TABLE u; --", {{"a"}}});
  ExpectRefused(CreateTable{"t", {{""}}});
  ExpectRefused(AddColumn{"t", {"a", Type::kText, Rule::kNotNull}});
  ExpectRefused(CreateIndex{"i", "t", {}});
}

}  // namespace
}  // namespace socle::sql

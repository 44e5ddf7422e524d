#pragma once

#include <string>
#include <string_view>

#include "sql/schema_change.h"
#include "sql/statement.h"

namespace socle::sql {

/// How one kind of database writes SQL. Immutable, so safe from any thread.
class Dialect {
 public:
  virtual ~Dialect() = default;
  virtual std::string_view name() const = 0;  // "sqlite"

  /// The text of `query`, parameters as this dialect numbers them. Identifiers are checked
  /// (letters, digits and `_`, not beginning with a digit, at most 63) and quoted; constants are
  /// quoted. Errors: kInternal (a name or a tree that makes no sense), kNotImplemented (this
  /// dialect cannot say it).
  virtual std::string Print(const Query& query) const = 0;
  /// The text of a change of the schema. Errors: kInternal, as above.
  virtual std::string Print(const SchemaChange& change) const = 0;
};

/// SQLite 3.40.
class SqliteDialect : public Dialect {
 public:
  std::string_view name() const override { return "sqlite"; }
  std::string Print(const Query& query) const override;
  std::string Print(const SchemaChange& change) const override;
};

/// PostgreSQL 15.
class PostgresDialect : public Dialect {
 public:
  std::string_view name() const override { return "postgres"; }
  std::string Print(const Query& query) const override;
  std::string Print(const SchemaChange& change) const override;
};

}  // namespace socle::sql

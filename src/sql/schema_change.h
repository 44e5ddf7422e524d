#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "sql/expression.h"

namespace socle::sql {

/// A column of a table that is to be.
struct ColumnDefinition {
  std::string name;
  Type type = Type::kText;
  enum class Rule : std::uint8_t {
    kNone,
    kNotNull,
    kPrimaryKey,  // the only column of the key; an integer one is SQLite's row id
  } rule = Rule::kNone;
};

struct CreateTable {
  std::string table;
  std::vector<ColumnDefinition> columns;
};
/// Its rows have null there, so `kNone` is the only rule that it may have.
struct AddColumn {
  std::string table;
  ColumnDefinition column;
};
struct CreateIndex {
  std::string index, table;
  std::vector<std::string> columns;
};
/// With its rows and indexes. One that is not there is an error.
struct DropTable {
  std::string table;
};

/// A change of the schema that the program makes while it runs; the fixed tables stand in the
/// migrations. Dialect::Print gives its text, store::Session::Change runs it.
using SchemaChange = std::variant<CreateTable, AddColumn, CreateIndex, DropTable>;

}  // namespace socle::sql

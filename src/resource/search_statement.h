#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "sql/expression.h"
#include "store/store.h"

namespace socle::resource {

/// The values of a statement while its tree is built, and the names of its tables' aliases. One
/// thread at a time.
class Binder {
 public:
  sql::Expr Int(std::int64_t value) { return Add(value); }
  sql::Expr Real(double value) { return Add(value); }
  sql::Expr Text(std::string value) { return Add(TextValue{std::move(value)}); }
  sql::Expr Blob(std::string value) { return Add(BlobValue{std::move(value)}); }

  /// `column` = the value, or IN several: their number is rounded up by repeating the last, so that
  /// few different statements come to be.
  sql::Expr OneOf(const sql::Expr& column, const std::vector<std::int64_t>& values);
  sql::Expr OneOfTexts(const sql::Expr& column, const std::vector<std::string>& values);
  sql::Expr OneOfBlobs(const sql::Expr& column, const std::vector<std::string>& values);

  /// An alias that the statement does not have yet: "t1".
  std::string Alias() { return "t" + std::to_string(++aliases_); }

  void Bind(store::Statement& statement) const;
  /// The values as a key of caches.
  std::string Fingerprint() const;

 private:
  struct TextValue {
    std::string text;
  };
  struct BlobValue {
    std::string bytes;
  };
  using Value = std::variant<std::int64_t, double, TextValue, BlobValue>;
  sql::Expr Add(Value value);

  std::vector<Value> values_;
  int aliases_ = 0;
};

}  // namespace socle::resource

#include "resource/search_statement.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace socle::resource {
namespace {

/// Lists are filled up to a power of two as long as they are no longer.
constexpr std::size_t kMostFilled = 1024;

template <class Values, class Bind>
sql::Expr OneOfValues(const sql::Expr& column, const Values& values, const Bind& bind) {
  if (values.size() == 1) return column == bind(values.front());
  std::size_t size = values.size();
  if (size > 1 && size <= kMostFilled) size = std::bit_ceil(size);
  std::vector<sql::Expr> list;
  list.reserve(size);
  // Each has a number of its own: SQLite looks for one that comes again among all before it.
  for (std::size_t i = 0; i < size; ++i)
    list.push_back(bind(values[std::min(i, values.size() - 1)]));
  return sql::In(column, std::move(list));
}

}  // namespace

sql::Expr Binder::Add(Value value) {
  values_.push_back(std::move(value));
  return sql::Param(static_cast<int>(values_.size()));
}

sql::Expr Binder::OneOf(const sql::Expr& column, const std::vector<std::int64_t>& values) {
  return OneOfValues(column, values, [this](std::int64_t value) { return Int(value); });
}

sql::Expr Binder::OneOfTexts(const sql::Expr& column, const std::vector<std::string>& values) {
  return OneOfValues(column, values, [this](const std::string& value) { return Text(value); });
}

sql::Expr Binder::OneOfBlobs(const sql::Expr& column, const std::vector<std::string>& values) {
  return OneOfValues(column, values, [this](const std::string& value) { return Blob(value); });
}

void Binder::Bind(store::Statement& statement) const {
  int index = 0;
  for (const Value& value : values_) {
    ++index;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      statement.Bind(index, *integer);
    } else if (const auto* real = std::get_if<double>(&value)) {
      statement.Bind(index, *real);
    } else if (const auto* text = std::get_if<TextValue>(&value)) {
      statement.BindText(index, text->text);
    } else {
      statement.BindBlob(index, std::get<BlobValue>(value).bytes);
    }
  }
}

std::string Binder::Fingerprint() const {
  std::string key;
  for (const Value& value : values_) {
    key += static_cast<char>('0' + value.index());
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      key += std::to_string(*integer);
    } else if (const auto* real = std::get_if<double>(&value)) {
      char bytes[sizeof(double)];
      std::memcpy(bytes, real, sizeof(bytes));
      key.append(bytes, sizeof(bytes));
    } else {
      const auto* text = std::get_if<TextValue>(&value);
      const std::string& bytes = text != nullptr ? text->text : std::get<BlobValue>(value).bytes;
      key += std::to_string(bytes.size());
      key += ':';
      key += bytes;
    }
    key += ' ';
  }
  return key;
}

}  // namespace socle::resource

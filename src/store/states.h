#pragma once

#include <cstdint>
#include <string_view>

#include "store/store.h"

namespace socle::store {

/// What a kind of store puts behind a Statement. Same contracts. One thread at a time.
class StatementState {
 public:
  virtual ~StatementState() = default;
  virtual void BindInt(int index, std::int64_t value) = 0;
  virtual void BindReal(int index, double value) = 0;
  virtual void BindText(int index, std::string_view text) = 0;
  virtual void BindBlob(int index, std::string_view bytes) = 0;
  virtual void BindNull(int index) = 0;
  virtual bool Step() = 0;
  virtual std::int64_t Run() = 0;
  virtual void Reset() = 0;
  virtual std::int64_t Int(int column) const = 0;
  virtual double Real(int column) const = 0;
  virtual std::string_view Text(int column) const = 0;
  virtual std::string_view Blob(int column) const = 0;
  virtual bool IsNull(int column) const = 0;
  virtual int Columns() const = 0;
  /// Back to the session, reset and without values.
  virtual void Release() noexcept = 0;
};

/// What a kind of store puts behind a Reader.
class ReaderState {
 public:
  virtual ~ReaderState() = default;
  virtual Session& session() = 0;
  /// Ends the snapshot and gives the connection back.
  virtual void Release() noexcept = 0;
};

}  // namespace socle::store

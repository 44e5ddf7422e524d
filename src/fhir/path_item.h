#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fixed_decimal.h"
#include "fhir/path_temporal.h"
#include "fhir/tree.h"

namespace socle::fhir {

enum class PathKind : std::uint8_t {
  kNode,      // an element of a tree
  kTypeOnly,  // a resource of which nothing but its type is known
  kBoolean,   // from here on: values of the namespace System
  kInteger,
  kDecimal,
  kString,
  kDate,
  kDateTime,
  kTime,
  kQuantity,
  kTypeInfo,  // what type() answers: namespace and name
};

/// A quantity of the namespace System. Source: FHIRPath N1, Quantity.
struct PathQuantity {
  base::FixedDecimal value;
  std::string_view unit;  // a UCUM unit, "1" for none; of a calendar duration its word ("days")
  std::optional<PathTimeUnit> calendar;  // set for a calendar duration

  /// "1 'wk'", "1 week".
  std::string ToString() const;
};

/// One item of a collection: a node of a tree (`LocationOf` says where it stands), or a value. A
/// value of 24 bytes; what it looks at (node, text, quantity) belongs to the tree, to the
/// expression or to the result.
class PathItem {
 public:
  PathItem() : PathItem(PathKind::kBoolean) {}
  // NOLINTNEXTLINE: a node is an item.
  PathItem(const Node& node) : PathItem(PathKind::kNode) { pointer_ = &node; }
  static PathItem TypeOnly(TypeId type);
  static PathItem Boolean(bool value);
  static PathItem Integer(std::int64_t value);
  static PathItem Decimal(const base::FixedDecimal& value);
  /// `text` must live as long as the item.
  static PathItem String(std::string_view text);
  /// kDate, kDateTime or kTime.
  static PathItem Temporal(PathKind kind, const PathTemporal& value);
  static PathItem Quantity(const PathQuantity* quantity);
  /// The type of the namespace FHIR that `type` is; of System where `system` names one.
  static PathItem TypeInfo(TypeId type, std::string_view system = {});

  PathKind kind() const { return kind_; }
  bool is_node() const { return kind_ == PathKind::kNode; }
  /// Null where it is none.
  const Node* node() const {
    return kind_ == PathKind::kNode ? static_cast<const Node*>(pointer_) : nullptr;
  }

  // Each for its kind only.
  bool boolean() const { return number_ != 0; }
  std::int64_t integer() const { return number_; }
  base::FixedDecimal decimal() const;
  std::string_view text() const { return {static_cast<const char*>(pointer_), length_}; }
  PathTemporal temporal() const;
  const PathQuantity& quantity() const { return *static_cast<const PathQuantity*>(pointer_); }
  /// Of kTypeOnly and kTypeInfo; kNone where it is a type of System.
  TypeId type() const { return static_cast<TypeId>(zone_); }
  /// Of kTypeInfo: "FHIR" or "System", and the name in it.
  std::string_view type_namespace() const;
  std::string_view type_name() const;

  /// The value as text, as toString() gives it: true, 1, 1.50, 2015-02, 1 'mg'; the text of a
  /// primitive node; nothing for other nodes.
  std::string ToString() const;

 private:
  explicit PathItem(PathKind kind) : kind_(kind) {}

  PathKind kind_;
  std::uint8_t precision_ = 0;  // of times; scale of decimals
  std::uint8_t digits_ = 0;
  std::uint16_t zone_ = 0;
  union {
    std::int64_t number_ = 0;
    const void* pointer_;
    std::uint64_t low_;
  };
  union {
    std::uint64_t high_ = 0;
    std::size_t length_;
  };
};
static_assert(sizeof(PathItem) == 24);

/// Memory for texts and quantities that an evaluation makes; empty until the first. Movable; what
/// is in it stays where it is.
class PathMemory {
 public:
  std::string_view Keep(std::string_view text);
  /// `unit` is kept as it is.
  const PathQuantity* Keep(const PathQuantity& quantity);
  /// Bytes that were asked for.
  std::size_t size() const { return size_; }
  /// Forgets all that is in it.
  void Clear() {
    if (memory_) memory_->release();
    size_ = 0;
  }

 private:
  void* Allocate(std::size_t bytes, std::size_t alignment);
  std::unique_ptr<std::pmr::monotonic_buffer_resource> memory_;
  std::size_t size_ = 0;
};

/// What an expression gave: items in order, with the memory of the texts that it made. Its items
/// also look at the tree and at the expression, which must outlive it. Movable. One thread at a
/// time.
class PathResult {
 public:
  bool empty() const { return items_.empty(); }
  std::size_t size() const { return items_.size(); }
  const PathItem& operator[](std::size_t index) const { return items_[index]; }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }

 private:
  friend class PathExpression;
  std::vector<PathItem> items_;
  PathMemory memory_;
};

}  // namespace socle::fhir

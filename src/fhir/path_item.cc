#include "fhir/path_item.h"

#include <new>

namespace socle::fhir {

std::string PathQuantity::ToString() const {
  std::string text = value.ToString() + ' ';
  if (calendar) return text += unit;
  text += '\'';
  text += unit;
  return text += '\'';
}

PathItem PathItem::TypeOnly(TypeId type) {
  PathItem item(PathKind::kTypeOnly);
  item.zone_ = static_cast<std::uint16_t>(type);
  return item;
}

PathItem PathItem::Boolean(bool value) {
  PathItem item(PathKind::kBoolean);
  item.number_ = value ? 1 : 0;
  return item;
}

PathItem PathItem::Integer(std::int64_t value) {
  PathItem item(PathKind::kInteger);
  item.number_ = value;
  return item;
}

PathItem PathItem::Decimal(const base::FixedDecimal& value) {
  PathItem item(PathKind::kDecimal);
  const auto bits = static_cast<base::UInt128>(value.unscaled());
  item.low_ = static_cast<std::uint64_t>(bits);
  item.high_ = static_cast<std::uint64_t>(bits >> 64);
  item.precision_ = static_cast<std::uint8_t>(value.scale());
  return item;
}

PathItem PathItem::String(std::string_view text) {
  PathItem item(PathKind::kString);
  item.pointer_ = text.data();
  item.length_ = text.size();
  return item;
}

PathItem PathItem::Temporal(PathKind kind, const PathTemporal& value) {
  PathItem item(kind);
  item.number_ = value.micros;
  item.precision_ = static_cast<std::uint8_t>(value.precision);
  item.digits_ = value.fraction_digits;
  item.zone_ = static_cast<std::uint16_t>(value.zone_minutes);
  return item;
}

PathItem PathItem::Quantity(const PathQuantity* quantity) {
  PathItem item(PathKind::kQuantity);
  item.pointer_ = quantity;
  return item;
}

PathItem PathItem::TypeInfo(TypeId type, std::string_view system) {
  PathItem item(PathKind::kTypeInfo);
  item.zone_ = static_cast<std::uint16_t>(type);
  item.pointer_ = system.data();
  item.length_ = system.size();
  return item;
}

base::FixedDecimal PathItem::decimal() const {
  const auto bits = (static_cast<base::UInt128>(high_) << 64) | low_;
  return {static_cast<base::Int128>(bits), precision_};
}

PathTemporal PathItem::temporal() const {
  PathTemporal value;
  value.micros = number_;
  value.precision = static_cast<PathPrecision>(precision_);
  value.fraction_digits = digits_;
  value.zone_minutes = static_cast<std::int16_t>(zone_);
  return value;
}

std::string_view PathItem::type_namespace() const { return length_ > 0 ? "System" : "FHIR"; }

std::string_view PathItem::type_name() const { return length_ > 0 ? text() : Get(type()).name; }

std::string PathItem::ToString() const {
  switch (kind_) {
    case PathKind::kNode:
      return std::string(node()->text);
    case PathKind::kTypeOnly:
      return {};
    case PathKind::kBoolean:
      return boolean() ? "true" : "false";
    case PathKind::kInteger:
      return std::to_string(number_);
    case PathKind::kDecimal:
      return decimal().ToString();
    case PathKind::kString:
      return std::string(text());
    case PathKind::kDate:
      return temporal().DateText();
    case PathKind::kDateTime:
      return temporal().DateTimeText();
    case PathKind::kTime:
      return temporal().TimeText();
    case PathKind::kQuantity:
      return quantity().ToString();
    case PathKind::kTypeInfo: {
      std::string text(type_namespace());
      text += '.';
      return text += type_name();
    }
  }
  return {};
}

void* PathMemory::Allocate(std::size_t bytes, std::size_t alignment) {
  if (!memory_) memory_ = std::make_unique<std::pmr::monotonic_buffer_resource>(512);
  size_ += bytes;
  return memory_->allocate(bytes, alignment);
}

std::string_view PathMemory::Keep(std::string_view text) {
  if (text.empty()) return "";
  char* copy = static_cast<char*>(Allocate(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

const PathQuantity* PathMemory::Keep(const PathQuantity& quantity) {
  return new (Allocate(sizeof(PathQuantity), alignof(PathQuantity))) PathQuantity(quantity);
}

}  // namespace socle::fhir

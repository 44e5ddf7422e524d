#include "rm/model.h"

#include <array>
#include <cstring>
#include <iterator>
#include <type_traits>

namespace socle::rm {
namespace {

struct RawClass {
  std::string_view name;
  bool is_abstract;
  bool is_primitive;
  std::uint16_t first_attribute;
  std::uint16_t attribute_count;
  std::uint64_t ancestors[3];  // a bit for each class that it is or inherits from
};

constexpr ClassId C(unsigned number) { return static_cast<ClassId>(number); }
constexpr AttributeId A(unsigned number) { return static_cast<AttributeId>(number); }
constexpr std::size_t N(ClassId id) { return static_cast<std::size_t>(id); }
constexpr std::size_t N(AttributeId id) { return static_cast<std::size_t>(id); }

#include "rm/model_tables.inc"

static_assert(kAncestorWords <= 3);

constexpr std::size_t kClassCount = std::size(kClasses);
constexpr std::size_t kNameCount = std::size(kAttributeNames);

constexpr std::uint64_t LoadBytes(const char* from, std::size_t count) {
  std::uint64_t word = 0;
  if (std::is_constant_evaluated()) {
    for (std::size_t i = 0; i < count; ++i) {
      word |= std::uint64_t{static_cast<unsigned char>(from[i])} << (8 * i);
    }
  } else {
    std::memcpy(&word, from, count);
  }
  return word;
}

/// Of length, first and last bytes: enough to tell the model's names apart, without a loop.
constexpr std::uint64_t Hash(std::string_view name) {
  const std::size_t size = name.size();
  std::uint64_t head = 0, tail = 0;
  if (size >= 8) {
    head = LoadBytes(name.data(), 8);
    tail = LoadBytes(name.data() + size - 8, 8);
  } else if (size >= 4) {
    head = LoadBytes(name.data(), 4);
    tail = LoadBytes(name.data() + size - 4, 4);
  } else if (size > 0) {
    head = LoadBytes(name.data(), 1);
    tail = LoadBytes(name.data() + size - 1, 1) << 8 | LoadBytes(name.data() + size / 2, 1);
  }
  std::uint64_t mixed = (head ^ (tail * 0x9E3779B97F4A7C15u) ^ size) * 0xD6E8FEB86659FD93u;
  return mixed ^ (mixed >> 32);
}

/// Open addressing over the names' indices; 0xFFFF is a free slot.
template <std::size_t kSlots>
struct NameTable {
  std::array<std::uint16_t, kSlots> slots{};

  template <class NameOf>
  constexpr NameTable(std::size_t count, NameOf name_of) {
    slots.fill(0xFFFF);
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t at = Hash(name_of(i)) % kSlots;
      while (slots[at] != 0xFFFF) at = (at + 1) % kSlots;
      slots[at] = static_cast<std::uint16_t>(i);
    }
  }

  template <class NameOf>
  std::uint16_t Find(std::string_view name, NameOf name_of) const {
    for (std::size_t at = Hash(name) % kSlots;; at = (at + 1) % kSlots) {
      const std::uint16_t index = slots[at];
      if (index == 0xFFFF || name_of(index) == name) return index;
    }
  }
};

constexpr auto kNameOfAttribute = [](std::size_t i) { return kAttributeNames[i]; };
constexpr auto kNameOfClass = [](std::size_t i) { return kClasses[i].name; };
static_assert(kNameCount < 1024 && kClassCount < 512);
constexpr NameTable<2048> kAttributeTable(kNameCount, kNameOfAttribute);
constexpr NameTable<1024> kClassTable(kClassCount, kNameOfClass);

/// For each class and attribute name: 1 + the place in the class's attributes; 0 where it has none.
constexpr auto MakePlaces() {
  std::array<std::array<std::uint8_t, kNameCount>, kClassCount> places{};
  for (std::size_t c = 0; c < kClassCount; ++c) {
    for (std::size_t i = 0; i < kClasses[c].attribute_count; ++i) {
      const AttributeInfo& info = kAttributes[kClasses[c].first_attribute + i];
      places[c][N(info.id)] = static_cast<std::uint8_t>(i + 1);
    }
  }
  return places;
}
constexpr auto kPlaces = MakePlaces();

struct PublicTables {
  std::array<ClassInfo, kClassCount> classes{};
  std::array<std::uint64_t, kClassCount> mandatory{};
};

constexpr PublicTables MakePublicTables() {
  PublicTables tables;
  for (std::size_t c = 0; c < kClassCount; ++c) {
    const RawClass& raw = kClasses[c];
    const std::span<const AttributeInfo> attributes(kAttributes + raw.first_attribute,
                                                    raw.attribute_count);
    tables.classes[c] = {raw.name, raw.is_abstract, raw.is_primitive, attributes};
    for (std::size_t i = 0; i < attributes.size(); ++i) {
      if (attributes[i].mandatory) tables.mandatory[c] |= std::uint64_t{1} << i;
    }
  }
  return tables;
}
constexpr PublicTables kTables = MakePublicTables();

constexpr bool FewAttributes() {
  for (const RawClass& raw : kClasses) {
    if (raw.attribute_count > 64) return false;
  }
  return true;
}
static_assert(FewAttributes(), "a reader's set of attributes seen is one word");

constexpr char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

bool EqualAnyCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (Upper(a[i]) != Upper(b[i])) return false;
  }
  return true;
}

std::string_view WithoutParameters(std::string_view name) {
  if (name.empty() || name.back() != '>') return name;
  return name.substr(0, name.find('<'));
}

}  // namespace

const ClassInfo& Class(ClassId id) { return kTables.classes[N(id)]; }
std::size_t ClassCount() { return kClassCount; }
std::size_t AttributeNameCount() { return kNameCount; }
std::uint64_t MandatoryMask(ClassId type) { return kTables.mandatory[N(type)]; }

ClassId FindClass(std::string_view name) {
  return ClassId{kClassTable.Find(WithoutParameters(name), kNameOfClass)};
}

ClassId FindClassAnyCase(std::string_view name) {
  name = WithoutParameters(name);
  for (std::size_t i = 0; i < kClassCount; ++i) {
    if (EqualAnyCase(kClasses[i].name, name)) return C(static_cast<unsigned>(i));
  }
  return ClassId::kNone;
}

bool IsA(ClassId type, ClassId ancestor) {
  if (N(type) >= kClassCount || N(ancestor) >= kClassCount) return false;
  return kClasses[N(type)].ancestors[N(ancestor) / 64] >> (N(ancestor) % 64) & 1;
}

const AttributeInfo* FindAttribute(ClassId type, AttributeId id) {
  if (N(type) >= kClassCount || N(id) >= kNameCount) return nullptr;
  const std::uint8_t place = kPlaces[N(type)][N(id)];
  return place == 0 ? nullptr : &kAttributes[kClasses[N(type)].first_attribute + place - 1];
}

const AttributeInfo* FindAttribute(ClassId type, std::string_view name) {
  return FindAttribute(type, FindAttributeName(name));
}

AttributeId FindAttributeName(std::string_view name) {
  return AttributeId{kAttributeTable.Find(name, kNameOfAttribute)};
}

std::string_view AttributeName(AttributeId id) {
  return N(id) < kNameCount ? kAttributeNames[N(id)] : std::string_view();
}

}  // namespace socle::rm

#include "rm/model.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "rm/ids.h"

namespace socle::rm {
namespace {

TEST(Model, FindsEveryClassByItsName) {
  for (std::size_t i = 0; i < ClassCount(); ++i) {
    const ClassId id{static_cast<std::uint16_t>(i)};
    EXPECT_EQ(FindClass(Class(id).name), id) << Class(id).name;
    std::string lower(Class(id).name);
    for (char& c : lower) c = static_cast<char>(std::tolower(c));
    EXPECT_EQ(FindClassAnyCase(lower), id) << lower;
    EXPECT_TRUE(IsA(id, id));
    EXPECT_TRUE(IsA(id, type::kAny)) << Class(id).name;
  }
  EXPECT_EQ(FindClass("DV_QUANTITY"), type::kDvQuantity);
  EXPECT_EQ(FindClass("DV_INTERVAL<DV_DATE>"), type::kDvInterval);
  for (const char* unknown : {"", "dv_quantity", "DV_QUANTITYX", "DV", "<", "<>", "DV_QUANTITY<"}) {
    EXPECT_EQ(FindClass(unknown), ClassId::kNone) << unknown;
  }
}

TEST(Model, FindsEveryAttributeInEveryClassAndNoOther) {
  for (std::size_t i = 0; i < ClassCount(); ++i) {
    const ClassId id{static_cast<std::uint16_t>(i)};
    std::set<std::string_view> names;
    for (const AttributeInfo& info : Class(id).attributes) {
      EXPECT_TRUE(names.insert(info.name).second) << Class(id).name << "." << info.name;
      EXPECT_EQ(FindAttribute(id, info.name), &info);
      EXPECT_EQ(FindAttribute(id, info.id), &info);
      EXPECT_EQ(AttributeName(info.id), info.name);
      EXPECT_NE(info.type, ClassId::kNone);
    }
    for (std::size_t n = 0; n < AttributeNameCount(); ++n) {
      const AttributeId name{static_cast<std::uint16_t>(n)};
      EXPECT_EQ(FindAttribute(id, name) != nullptr, names.contains(AttributeName(name)));
    }
  }
  EXPECT_EQ(FindAttribute(type::kDvQuantity, "value"), nullptr);
  EXPECT_EQ(FindAttribute(ClassId::kNone, "value"), nullptr);
  EXPECT_EQ(FindAttributeName("valu"), AttributeId::kNone);
  EXPECT_EQ(AttributeName(AttributeId::kNone), "");
}

TEST(Model, SubclassesHaveWhatTheyInheritWithTypesThatFit) {
  for (std::size_t i = 0; i < ClassCount(); ++i) {
    for (std::size_t j = 0; j < ClassCount(); ++j) {
      const ClassId sub{static_cast<std::uint16_t>(i)}, super{static_cast<std::uint16_t>(j)};
      if (!IsA(sub, super)) continue;
      for (const AttributeInfo& inherited : Class(super).attributes) {
        const AttributeInfo* own = FindAttribute(sub, inherited.id);
        ASSERT_NE(own, nullptr) << Class(sub).name << "." << inherited.name;
        EXPECT_TRUE(IsA(own->type, inherited.type)) << Class(sub).name << "." << inherited.name;
        EXPECT_EQ(own->container, inherited.container);
      }
    }
  }
}

TEST(Model, StatesTheSpecification) {
  const AttributeInfo* items = FindAttribute(type::kCluster, "items");
  ASSERT_NE(items, nullptr);
  EXPECT_EQ(items->type, type::kItem);
  EXPECT_EQ(items->container, Container::kList);
  EXPECT_TRUE(items->mandatory);
  EXPECT_FALSE(FindAttribute(type::kSection, "items")->mandatory);
  EXPECT_FALSE(FindAttribute(type::kItemTree, "items")->mandatory);

  const AttributeInfo* range = FindAttribute(type::kDvQuantity, "normal_range");
  EXPECT_EQ(range->type, type::kDvInterval);
  EXPECT_EQ(range->type_argument, type::kDvQuantity);
  EXPECT_EQ(FindAttribute(type::kDvInterval, "lower")->parameter, ParameterUse::kType);
  EXPECT_EQ(FindAttribute(type::kDvInterval, "lower")->type, type::kDvOrdered);
  EXPECT_EQ(FindAttribute(type::kHistory, "events")->parameter, ParameterUse::kArgument);
  EXPECT_EQ(FindAttribute(type::kPointEvent, "data")->type, type::kItemStructure);
  EXPECT_EQ(FindAttribute(type::kOriginalVersion, "data")->type, type::kLocatable);
  EXPECT_EQ(FindAttribute(type::kDvMultimedia, "data")->container, Container::kSingle);
  EXPECT_EQ(FindAttribute(type::kDvMultimedia, "data")->type, type::kByte);
  EXPECT_EQ(FindAttribute(type::kDvProportion, "type")->type, type::kInteger);
  EXPECT_EQ(FindAttribute(type::kDvDateTime, "value")->type, type::kString);
  EXPECT_TRUE(FindAttribute(type::kObjectRef, "namespace")->mandatory);
  EXPECT_EQ(FindAttribute(type::kLocatableRef, "id")->type, type::kUidBasedId);
  EXPECT_EQ(FindAttribute(type::kFolder, "details")->type, type::kItemStructure);
  EXPECT_NE(FindAttribute(type::kElement, "null_reason"), nullptr);
  EXPECT_TRUE(FindAttribute(type::kPointEvent, "offset")->computed);
  EXPECT_TRUE(Class(type::kEntry).is_abstract);
  EXPECT_TRUE(Class(type::kString).is_primitive);
  EXPECT_TRUE(IsA(type::kDvCodedText, type::kDvText));
  EXPECT_TRUE(IsA(type::kDvInterval, type::kDataValue));
  EXPECT_FALSE(IsA(type::kDvText, type::kDvCodedText));
  EXPECT_FALSE(IsA(ClassId::kNone, type::kAny));
  EXPECT_TRUE(IsA(type::kVersionedComposition, type::kVersionedObject));
}

}  // namespace
}  // namespace socle::rm

#include "aql/layout_leaves.h"

#include <map>

#include "aql/layout_names.h"
#include "rm/ids.h"

namespace socle::aql {
namespace {

using rm::ClassId;
using sql::Type;
namespace attribute = rm::attribute;
namespace type = rm::type;

constexpr std::string_view kInstantSuffix = "_instant";

LeafShape Plain(rm::AttributeId value, Type column) {
  return {{{"", {value}, column}}, std::nullopt, std::nullopt};
}

LeafShape Number(rm::AttributeId value, Type column) { return {{{"", {value}, column}}, {}, 0}; }

LeafShape Quantity() {
  LeafShape shape = Number(attribute::kMagnitude, Type::kReal);
  shape.columns.push_back({"_units", {attribute::kUnits}, Type::kText});
  return shape;
}

LeafShape Ordinal(Type value) {
  LeafShape shape = Number(attribute::kValue, value);
  shape.columns.push_back({"_symbol", {attribute::kSymbol, attribute::kValue}, Type::kText});
  shape.columns.push_back({"_code",
                           {attribute::kSymbol, attribute::kDefiningCode, attribute::kCodeString},
                           Type::kText});
  return shape;
}

LeafShape Proportion() {
  return {{{"_numerator", {attribute::kNumerator}, Type::kReal},
           {"_denominator", {attribute::kDenominator}, Type::kReal},
           {"_type", {attribute::kType}, Type::kInteger}},
          std::nullopt,
          std::nullopt};
}

LeafShape Text() {
  return {{{"", {attribute::kValue}, Type::kText},
           {"_code", {attribute::kDefiningCode, attribute::kCodeString}, Type::kText},
           {"_terminology",
            {attribute::kDefiningCode, attribute::kTerminologyId, attribute::kValue},
            Type::kText}},
          std::nullopt,
          std::nullopt};
}

LeafShape Temporal(std::string_view suffix, Type measure) {
  LeafShape shape = Plain(attribute::kValue, Type::kText);
  shape.measure = LeafColumn{suffix, {}, measure};
  return shape;
}

LeafShape Identifier() {
  LeafShape shape = Plain(attribute::kId, Type::kText);
  shape.columns.push_back({"_type", {attribute::kType}, Type::kText});
  return shape;
}

std::map<ClassId, LeafShape> Shapes() {
  return {
      {type::kDvQuantity, Quantity()},
      {type::kDvCount, Number(attribute::kMagnitude, Type::kInteger)},
      {type::kDvOrdinal, Ordinal(Type::kInteger)},
      {type::kDvScale, Ordinal(Type::kReal)},
      {type::kDvProportion, Proportion()},
      {type::kDvText, Text()},
      {type::kDvBoolean, Plain(attribute::kValue, Type::kInteger)},
      {type::kDvDate, Temporal(kInstantSuffix, Type::kInteger)},
      {type::kDvDateTime, Temporal(kInstantSuffix, Type::kInteger)},
      {type::kDvTime, Temporal("_micros", Type::kInteger)},
      {type::kDvDuration, Temporal("_seconds", Type::kReal)},
      {type::kDvIdentifier, Identifier()},
      {type::kDvUri, Plain(attribute::kValue, Type::kText)},
  };
}

const std::map<ClassId, LeafShape>& AllShapes() {
  static const std::map<ClassId, LeafShape> shapes = Shapes();
  return shapes;
}

}  // namespace

ClassId LeafType(ClassId given) {
  if (given == type::kDvCodedText) return type::kDvText;
  if (given == type::kDvEhrUri) return type::kDvUri;
  return AllShapes().contains(given) ? given : ClassId::kNone;
}

const LeafShape& ShapeOf(ClassId leaf_type) { return AllShapes().at(leaf_type); }

std::string TypeSlug(ClassId leaf_type) {
  std::string_view name = rm::Class(leaf_type).name;
  if (name.starts_with("DV_")) name.remove_prefix(3);
  return Slug(name);
}

}  // namespace socle::aql

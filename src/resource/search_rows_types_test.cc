#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "fhir/ids.h"
#include "fhir/json.h"
#include "resource/row_order.h"
#include "resource/search_parameters.h"
#include "resource/search_rows.h"

// Resources of every type with all their elements: each parameter finds something, of its own kind.

namespace socle::resource {
namespace {

using fhir::Node;
using fhir::TypeId;
using testing::IsEmpty;

constexpr int kDeepest = 7;
constexpr std::size_t kVariants = 16;

/// Makes resources that have every element; choices go round from one to the next.
class Filler {
 public:
  fhir::Tree Make(TypeId type) {
    tree_ = fhir::Tree();
    tree_.SetRoot(Fill(type, 0));
    tree_.Number();
    return std::move(tree_);
  }
  void Next() { ++variant_; }

 private:
  Node* Fill(TypeId type, int depth) {
    Node* node = tree_.NewNode(type);
    const fhir::Type& definition = fhir::Get(type);
    if (definition.kind == fhir::TypeKind::kPrimitive) {
      node->has_value = true;
      node->text = Text(type);
      return node;
    }
    if (depth >= kDeepest) return node;
    for (std::size_t i = 0; i < definition.elements.size(); ++i) {
      if (!IsLeftOut(definition.elements[i])) Items(node, definition.elements[i], i, depth);
    }
    return node;
  }

  static bool IsLeftOut(const fhir::Element& element) {
    return element.name == fhir::name::kExtension ||
           element.name == fhir::name::kModifierExtension || element.name == fhir::name::kContained;
  }

  void Items(Node* parent, const fhir::Element& element, std::size_t index, int depth) {
    const TypeId type = Concrete(element.types[variant_ % element.types.size()].type);
    const std::size_t count = element.max > 1 && depth < 2 ? 2 : 1;
    for (std::size_t i = 0; i < count; ++i) {
      Node* child = Fill(type, depth + 1);
      if (element.strength == fhir::BindingStrength::kRequired &&
          child->type == fhir::type::kCode) {
        SetCode(child, element.value_set);
      }
      if (child->first_child == nullptr && !child->has_value) continue;
      child->name = element.name;
      child->element = static_cast<std::uint16_t>(index);
      child->is_choice = element.is_choice;
      tree_.Insert(parent, child);
    }
  }

  void SetCode(Node* node, fhir::ValueSetId set) {
    auto [found, added] = codes_.try_emplace(set);
    if (added) found->second = fhir::CodesOf(set);
    if (!found->second.empty()) node->text = found->second[random_() % found->second.size()].code;
  }

  TypeId Concrete(TypeId type) const {
    if (!fhir::Get(type).is_abstract) return type;
    return fhir::FindType(variant_ % 2 == 0 ? "Composition" : "MessageHeader");
  }

  std::string_view Text(TypeId type) const {
    if (type == fhir::type::kBoolean) return variant_ % 2 == 0 ? "true" : "false";
    if (fhir::IsA(type, fhir::type::kInteger)) return "7";
    if (type == fhir::type::kDecimal) return "1.5";
    if (type == fhir::type::kDate) return "2020-02";
    if (type == fhir::type::kDateTime) return "2020-02-03";
    if (type == fhir::type::kInstant) return "2020-02-03T04:05:06Z";
    if (type == fhir::type::kTime) return "04:05:06";
    if (type == fhir::type::kString) return "Patient/1";
    if (fhir::IsA(type, fhir::type::kUri)) return "http://example.org/x";
    return "kg";
  }

  fhir::Tree tree_;
  std::size_t variant_ = 0;
  std::minstd_rand random_;
  std::map<fhir::ValueSetId, std::vector<fhir::Code>> codes_;
};

/// The alternatives of SearchRow::value that a kind of parameter has; the first, unless a modifier
/// or a value of another type asks for another.
std::set<std::size_t> TablesOf(SearchType kind) {
  switch (kind) {
    case SearchType::kToken:
      return {0, 4};
    case SearchType::kReference:
      return {1, 0, 5};
    case SearchType::kDate:
      return {2};
    case SearchType::kNumber:
    case SearchType::kQuantity:
      return {3};
    case SearchType::kString:
      return {4};
    case SearchType::kUri:
      return {5};
    case SearchType::kSpecial:
      return {3};
    case SearchType::kComposite:
      break;
  }
  return {};
}

TEST(SearchRowsOfTypes, AreFoundByEveryParameter) {
  const auto parameters = BaseSearchParameters();
  std::vector<std::string> silent;
  Filler filler;
  for (const std::string_view name : fhir::ResourceTypes()) {
    const TypeId type = fhir::FindType(name);
    std::map<std::int64_t, SearchType> kinds{{kUncoveredReferences, SearchType::kReference}};
    for (const RowSource& source : parameters->Sources(type)) kinds[source.number] = source.kind;
    std::set<std::int64_t> found;
    for (std::size_t i = 0; i < kVariants; ++i, filler.Next()) {
      const fhir::Tree tree = filler.Make(type);
      const std::vector<SearchRow> rows = RowsOf(*parameters, tree.root());
      for (std::size_t row = 0; row < rows.size(); ++row) {
        ASSERT_TRUE(row == 0 || Before(rows[row - 1], rows[row])) << name;
        const std::int64_t number = std::abs(rows[row].param);
        ASSERT_TRUE(TablesOf(kinds.at(number)).contains(rows[row].value.index())) << name;
        found.insert(number);
      }
    }
    for (const SearchParameter* parameter : parameters->Of(type)) {
      for (const std::int64_t number : parameter->rows_of) {
        if (!found.contains(number)) silent.push_back(std::string(name) + "." + parameter->code);
      }
    }
  }
  EXPECT_THAT(silent, IsEmpty());
}

TEST(SearchRowsOfTypes, AreTheSameOfWhatIsWrittenAndRead) {
  const auto parameters = BaseSearchParameters();
  Filler filler;
  for (const std::string_view name : fhir::ResourceTypes()) {
    const fhir::Tree tree = filler.Make(fhir::FindType(name));
    filler.Next();
    std::string json;
    fhir::WriteJson(tree.root(), json);
    const fhir::ReadResult read = fhir::ReadJson(json);
    EXPECT_TRUE(std::ranges::equal(RowsOf(*parameters, tree.root()),
                                   RowsOf(*parameters, read.tree.root()), SameRow))
        << name;
  }
}

}  // namespace
}  // namespace socle::resource

#include "resource/search_rows.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "base/error.h"
#include "fhir/ids.h"
#include "fhir/path_environment.h"
#include "resource/paired_rows.h"
#include "resource/reference_target.h"
#include "resource/references.h"
#include "resource/row_maker.h"
#include "resource/row_order.h"
#include "resource/search_parameters.h"

namespace socle::resource {
namespace {

/// Steps of one expression; a simple path over kMostRows values takes a few for each.
constexpr std::uint64_t kMostSteps = 1'000'000;
/// Of one expression of the store's own, which anybody may have written.
constexpr std::uint64_t kMostCustomSteps = 20'000;

[[noreturn]] void RefuseRows() {
  throw base::Error(base::ErrorCode::kTooLarge, "a resource has at most " +
                                                    std::to_string(kMostRows) +
                                                    " values that are indexed for searching");
}

/// Texts that fold to the same get elements that count on.
void TellApart(std::vector<SearchRow>& rows) {
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto* text = std::get_if<StringRow>(&rows[i].value);
    const auto* before = std::get_if<StringRow>(&rows[i - 1].value);
    if (text == nullptr || before == nullptr || rows[i].param != rows[i - 1].param) continue;
    if (text->text == before->text && rows[i].element <= rows[i - 1].element) {
      rows[i].element = rows[i - 1].element + 1;
    }
  }
}

/// In the order of the tables' keys, each once.
void PutInOrder(std::vector<SearchRow>& rows) {
  std::ranges::sort(rows, Before);
  rows.erase(std::unique(rows.begin(), rows.end(), SameRow), rows.end());
  TellApart(rows);
}

/// The pre-order number of the resource's child that holds `item`, where that repeats.
std::int64_t ElementOf(const fhir::PathItem& item, const fhir::Node& resource) {
  const fhir::Node* node = item.node();
  if (node == nullptr || node->parent == nullptr) return 0;
  while (node->parent != &resource && node->parent->parent != nullptr) node = node->parent;
  const auto& elements = fhir::Get(node->parent->type).elements;
  return elements[node->element].max > 1 ? node->order : 0;
}

void AddItem(SearchType kind, const fhir::PathItem& item, RowMaker& maker) {
  switch (kind) {
    case SearchType::kToken:
      return AddTokens(item, maker);
    case SearchType::kReference:
      return AddReferences(item, maker);
    case SearchType::kDate:
      return AddDates(item, maker);
    case SearchType::kNumber:
      return AddNumbers(item, maker);
    case SearchType::kQuantity:
      return AddQuantities(item, maker);
    case SearchType::kString:
      return AddStrings(item, maker);
    case SearchType::kUri:
      return AddUris(item, maker);
    case SearchType::kSpecial:
      return AddPositions(item, maker);
    case SearchType::kComposite:
      return;
  }
}

/// What an expression finds in `input`; nothing where it cannot be evaluated (several values where
/// one is wanted).
void Evaluate(const fhir::PathExpression& expression, const fhir::PathItem& input,
              const fhir::Node& resource, std::uint64_t steps, fhir::TypeOnlyResolver& resolver,
              fhir::PathResult& result) {
  fhir::PathEnvironment environment;
  environment.resource = &resource;
  environment.resolver = &resolver;
  environment.as_function = fhir::PathAs::kFilters;
  environment.limits.steps = steps;
  try {
    expression.EvaluateInto({&input, 1}, environment, result);
  } catch (const base::Error& error) {
    if (error.code() == base::ErrorCode::kTimeout || error.code() == base::ErrorCode::kTooLarge) {
      throw base::Error(base::ErrorCode::kTooLarge,
                        "the resource has too many values to be indexed")
          .WithDetail(error.message());
    }
    result = {};
  }
}

/// Rows of the references that no parameter finds, so that what they lead to is not deleted.
void AddUncovered(const fhir::Node& resource, const std::vector<SearchRow>& rows, RowMaker& maker) {
  std::set<std::pair<std::int64_t, std::string>> covered;
  for (const SearchRow& row : rows) {
    const auto* const reference = std::get_if<ReferenceRow>(&row.value);
    if (reference != nullptr) covered.emplace(reference->type, reference->target);
  }
  maker.Begin(kUncoveredReferences, 0);
  ForEachReference(resource, [&](const fhir::Node& node) {
    auto target = TargetOf(node.text);
    if (!target || target->type == 0) return;
    if (!covered.emplace(target->type, target->target).second) return;
    maker.Add(*std::move(target));
  });
}

/// Under the negative number: no index by resource has them.
std::optional<std::vector<SearchRow>> WordRowsOf(const RowSource& source,
                                                 const fhir::Node& resource) {
  std::vector<std::string> words = WordsIn(resource, source.words);
  if (words.size() > kMostWords) return std::nullopt;
  std::vector<SearchRow> rows;
  for (std::string& word : words) {
    rows.push_back({-source.number, 0, StringRow{std::move(word), std::nullopt}});
  }
  return rows;
}

}  // namespace

void RowMaker::RequireRoom() const {
  if (rows_.size() >= kMostRows) RefuseRows();
}

namespace {

void AddRows(const SearchParameters& parameters, const fhir::Node& resource, RowMaker& maker) {
  fhir::TypeOnlyResolver resolver;
  fhir::PathResult result;
  for (const RowSource& source : parameters.Sources(resource.type)) {
    for (const fhir::PathExpression& expression : source.expressions) {
      Evaluate(expression, fhir::PathItem(resource), resource, kMostSteps, resolver, result);
      for (const fhir::PathItem& item : result) {
        maker.Begin(source.number, source.keeps_element ? ElementOf(item, resource) : 0);
        AddItem(source.kind, item, maker);
      }
    }
  }
}

}  // namespace

std::vector<ContainedRows> ContainedRowsOf(const SearchParameters& parameters,
                                           const fhir::Node& resource) {
  std::vector<ContainedRows> all;
  std::size_t count = 0;
  for (const fhir::Node* at = resource.Child(fhir::name::kContained);
       at != nullptr && at->name == fhir::name::kContained; at = at->next_sibling) {
    ContainedRows& one = all.emplace_back();
    one.type = at->type;
    one.part = static_cast<std::uint32_t>(all.size());
    RowMaker maker(one.rows, parameters.units());
    AddRows(parameters, *at, maker);
    for (SearchRow& row : one.rows) row.param = NumberOfContained(row.param);
    const std::string_view id = at->ChildText("id");
    if (!id.empty()) one.rows.push_back({kContainedId, 0, TokenRow{std::string(id), 0}});
    PutInOrder(one.rows);
    count += one.rows.size();
    if (count > kMostRows) RefuseRows();
  }
  return all;
}

std::vector<SearchRow> RowsOf(const SearchParameters& parameters, const fhir::Node& resource) {
  std::vector<SearchRow> rows;
  RowMaker maker(rows, parameters.units());
  AddRows(parameters, resource, maker);
  AddUncovered(resource, rows, maker);
  AddPairedRows(resource.type, rows);
  if (rows.size() > kMostRows) RefuseRows();
  for (const RowSource& source : parameters.CustomSources(resource.type)) {
    auto own = CustomRowsOf(parameters, source, resource);
    if (own) std::ranges::move(*own, std::back_inserter(rows));
  }
  PutInOrder(rows);
  return rows;
}

namespace {

/// The rows of a composite, each in the element that holds its value. False: too many.
bool AddParts(const RowSource& source, const fhir::Node& resource, const fhir::PathResult& elements,
              RowMaker& maker, std::vector<SearchRow>& rows) {
  constexpr std::uint64_t kFewestSteps = 100;
  const std::uint64_t shared = elements.size() * source.parts.size();
  const std::uint64_t steps =
      std::max(kMostCustomSteps / std::max(shared, std::uint64_t{1}), kFewestSteps);
  fhir::TypeOnlyResolver resolver;
  fhir::PathResult result;
  std::int64_t number = 0;
  for (const fhir::PathItem& element : elements) {
    for (const RowSource::Part& part : source.parts) {
      Evaluate(part.expression, element, resource, steps, resolver, result);
      for (const fhir::PathItem& item : result) {
        maker.Begin(part.number, number);
        AddItem(part.kind, item, maker);
        if (rows.size() > kMostCustomRows) return false;
      }
    }
    ++number;
  }
  for (SearchRow& row : rows) {
    // A composite compares texts without case and accents, and `element` must not count on.
    if (auto* const text = std::get_if<StringRow>(&row.value)) text->exact.reset();
  }
  return true;
}

}  // namespace

std::optional<std::vector<SearchRow>> CustomRowsOf(const SearchParameters& parameters,
                                                   const RowSource& source,
                                                   const fhir::Node& resource) {
  std::vector<SearchRow> rows;
  RowMaker maker(rows, parameters.units());
  fhir::TypeOnlyResolver resolver;
  fhir::PathResult result;
  if (source.words != WordsOf::kNothing) return WordRowsOf(source, resource);
  try {
    for (const fhir::PathExpression& expression : source.expressions) {
      Evaluate(expression, fhir::PathItem(resource), resource, kMostCustomSteps, resolver, result);
      if (source.kind == SearchType::kComposite) {
        if (result.size() > kMostCustomRows || !AddParts(source, resource, result, maker, rows)) {
          return std::nullopt;
        }
        continue;
      }
      for (const fhir::PathItem& item : result) {
        maker.Begin(source.number, 0);
        AddItem(source.kind, item, maker);
        if (rows.size() > kMostCustomRows) return std::nullopt;
      }
    }
  } catch (const base::Error& error) {
    if (error.code() == base::ErrorCode::kTooLarge) return std::nullopt;
    throw;
  }
  PutInOrder(rows);
  return rows;
}

}  // namespace socle::resource

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "fhir/path_item.h"
#include "resource/search_parameters.h"
#include "resource/search_rows.h"
#include "ucum/unit_cache.h"

namespace socle::resource {

/// Takes the rows of one parameter. One thread at a time.
class RowMaker {
 public:
  /// `rows` and `units` outlive it.
  RowMaker(std::vector<SearchRow>& rows, ucum::UnitCache& units) : rows_(rows), units_(units) {}

  /// What the next rows are of.
  void Begin(std::int64_t param, std::int64_t element) {
    param_ = param;
    element_ = element;
  }
  /// Errors: kTooLarge (more than kMostRows).
  template <class Row>
  void Add(Row row) {
    AddTo(param_, std::move(row));
  }
  // Rows of the negative number.
  void AddTypeOfIdentifier(TokenRow row) { AddTo(-param_, std::move(row)); }
  void AddCodedText(StringRow row) { AddTo(-param_, std::move(row)); }
  ucum::UnitCache& units() { return units_; }

 private:
  template <class Row>
  void AddTo(std::int64_t param, Row row) {
    RequireRoom();
    rows_.push_back({param, element_, std::move(row)});
  }
  void RequireRoom() const;

  std::vector<SearchRow>& rows_;
  ucum::UnitCache& units_;
  std::int64_t param_ = 0, element_ = 0;
};

/// One value into the rows of a kind of parameter; what the kind cannot index has none. Quantities
/// stand as they are written, whatever their comparator; of a Range and of SampledData both ends.
/// Of a Timing what lies between the first and the last of its events and bounds.
/// Source: FHIR R4, Search, the tables of each type of parameter.
void AddTokens(const fhir::PathItem& item, RowMaker& maker);
void AddReferences(const fhir::PathItem& item, RowMaker& maker);
void AddDates(const fhir::PathItem& item, RowMaker& maker);
void AddNumbers(const fhir::PathItem& item, RowMaker& maker);
void AddQuantities(const fhir::PathItem& item, RowMaker& maker);
void AddStrings(const fhir::PathItem& item, RowMaker& maker);
void AddUris(const fhir::PathItem& item, RowMaker& maker);
/// Of a Location.position with degrees of latitude and longitude: three rows, kAxisX to kAxisZ.
void AddPositions(const fhir::PathItem& item, RowMaker& maker);

/// The items of a repeating child, in a range-for.
class Children {
 public:
  Children(const fhir::Node& parent, fhir::NameId name) : first_(parent.Child(name)) {}
  class Iterator {
   public:
    explicit Iterator(const fhir::Node* node) : node_(node) {}
    const fhir::Node& operator*() const { return *node_; }
    Iterator& operator++() {
      const fhir::Node* next = node_->next_sibling;
      node_ = next != nullptr && next->name == node_->name ? next : nullptr;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const fhir::Node* node_;
  };
  Iterator begin() const { return Iterator(first_); }
  static Iterator end() { return Iterator(nullptr); }

 private:
  const fhir::Node* first_;
};

/// The text of a primitive child, or empty.
inline std::string_view TextOf(const fhir::Node& parent, fhir::NameId name) {
  const fhir::Node* child = parent.Child(name);
  return child == nullptr ? std::string_view{} : child->text;
}

}  // namespace socle::resource

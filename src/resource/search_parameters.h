#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fhir/model.h"
#include "fhir/path_expression.h"
#include "resource/words.h"
#include "ucum/unit_cache.h"

namespace socle::resource {

enum class SearchType : std::uint8_t {
  kNumber,
  kDate,
  kString,
  kToken,
  kReference,
  kComposite,
  kQuantity,
  kUri,
  kSpecial
};

/// "token" as the definitions write it; absent: there is no such type.
std::optional<SearchType> SearchTypeOf(std::string_view name);

/// A search parameter of one resource type. `number` names its rows in the tables: it stays the
/// same for the definitions of R4, whatever else is defined (type_number.h times 128, plus the rank
/// of its code among those of the type, from 1), and fits 16 bits. Those of the store's own come
/// behind (CustomParameter::Number).
///
/// Rows of the same number stand in several tables: of a reference its identifier in fhir_token
/// (:identifier), and values that are canonical or uri in fhir_uri. The negative number of a token
/// has its coded texts in fhir_string (:text), and in fhir_token types of identifiers (:of-type),
/// the code being the type's code, "|" and the identifier's value, the system that of the type.
struct SearchParameter {
  std::int64_t number = 0;
  fhir::TypeId type = fhir::TypeId::kNone;  // of the resources
  std::string code, url;
  SearchType kind = SearchType::kString;
  std::vector<fhir::TypeId> targets;  // of a reference
  /// Whose rows answer it, one or several: parameters with the same expression share rows, and
  /// combo-code is code or component-code. Its own number where it has rows of its own. Empty where
  /// it has no rows: _id and _lastUpdated stand in the tables of resources; a composite has
  /// components; _text and _content are not indexed.
  std::vector<std::int64_t> rows_of;
  /// Only rows whose reference is of this type (Observation.subject.where(resolve() is Patient));
  /// kNone: all.
  fhir::TypeId only_target = fhir::TypeId::kNone;
  /// Of plain codes (Patient.gender): the systems that their required binding implies. Their rows
  /// have none (0), so a search for a code of one of these asks for 0 as well.
  std::vector<std::string> code_systems;
  struct Component {
    std::vector<std::int64_t> rows_of;  // as above: those of the parameter that defines it
    SearchType kind = SearchType::kToken;
    /// It stands beside the repeating element (%resource): its `element` is not compared.
    bool outside = false;
  };
  std::vector<Component> components;  // of a composite
  bool same_element = false;          // the components' rows must agree in `element`
  bool keeps_element = false;         // rows of rows_of carry `element`
};

/// Whether it has rows to be searched, its own, others' or its components'.
bool IsIndexed(const SearchParameter& parameter);
/// Whether the values stand in the tables of resources, not in rows: _id, _lastUpdated.
bool IsOfTheResource(std::string_view code);

/// Rows that a resource type has: what is evaluated, how its values are converted. Immutable.
struct RowSource {
  std::int64_t number = 0;
  SearchType kind = SearchType::kString;
  bool keeps_element = false;         // its rows carry `element`
  WordsOf words = WordsOf::kNothing;  // in place of what expressions find
  std::vector<fhir::PathExpression> expressions;
  /// Of a composite of the store's own: evaluated in each that the expressions find, which
  /// `element` numbers. The source's `number` is the first one's.
  struct Part {
    std::int64_t number = 0;
    SearchType kind = SearchType::kToken;
    fhir::PathExpression expression;
  };
  std::vector<Part> parts;
};

/// The search parameters that are there: those of R4, and the store's own. Safe from any thread,
/// because what is asked for is made once and never changes.
class SearchParameters {
 public:
  virtual ~SearchParameters() = default;
  /// Null where the type has none of that code ("birthdate"), the parameters of Resource and
  /// DomainResource included ("_tag").
  virtual const SearchParameter* Find(fhir::TypeId type, std::string_view code) const = 0;
  /// All of a type, by code.
  virtual std::vector<const SearchParameter*> Of(fhir::TypeId type) const = 0;
  /// What RowsOf evaluates for a resource of the type, by number.
  virtual std::span<const RowSource> Sources(fhir::TypeId type) const = 0;
  /// What the parameters of the store's own have for a resource of the type, also those that are
  /// being indexed.
  virtual std::span<const RowSource> CustomSources(fhir::TypeId) const { return {}; }
  /// The SearchParameter, by its object's number, that defines one of the store's own.
  virtual std::optional<std::int64_t> CustomOwner(fhir::TypeId, std::string_view) const {
    return std::nullopt;
  }
  /// Whether Find gives none because its rows are not all there yet.
  virtual bool IsBeingIndexed(fhir::TypeId, std::string_view) const { return false; }
  /// Whether the store's own have one of that URL for the type, also one that is being indexed, to
  /// compose others of: no composite.
  virtual bool HasCustomComponent(fhir::TypeId, std::string_view) const { return false; }
  /// Which state of the store's own ones it is; 0: it has none.
  virtual std::int64_t generation() const { return 0; }
  /// The units that indexing and searching meet.
  virtual ucum::UnitCache& units() const = 0;
};

/// The parameters of the definitions. Those of a type are compiled when it is first asked for.
std::shared_ptr<const SearchParameters> BaseSearchParameters();

}  // namespace socle::resource

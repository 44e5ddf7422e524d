#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "resource/filter_syntax.h"
#include "resource/search.h"
#include "resource/search_fault.h"
#include "resource/search_query.h"

namespace socle::resource {

/// Reads the criteria of resources of one type. One thread at a time.
class CriteriaReader {
 public:
  CriteriaReader(const SearchParameters& parameters, const SearchRequest& request,
                 base::Instant now, std::size_t& nodes, std::size_t& values)
      : parameters_(parameters), request_(request), now_(now), nodes_(nodes), values_(values) {}

  /// What `name` = `value` asks of resources of `type`. Errors: as ParseSearch; Unknown.
  Criterion Top(fhir::TypeId type, const std::string& name, std::string_view value);

 private:
  Criterion Read(fhir::TypeId type, std::string_view name, std::string_view value, int depth = 0);
  const SearchParameter& Find(fhir::TypeId type, std::string_view code) const;
  const SearchParameter& Reference(fhir::TypeId type, std::string_view code) const;
  /// All of the parts, any of them, or not the only one; one alone as it is.
  Criterion Joined(Criterion::Kind kind, std::vector<Criterion> parts) const;
  /// Errors: kBadRequest, where it is one criterion too many, or too deep.
  void Count(int depth);
  /// A chain by `head`, "subject" or "subject:Patient", to resources that meet `inner` of their
  /// type.
  Criterion Follow(fhir::TypeId type, std::string_view head,
                   const std::function<Criterion(fhir::TypeId)>& inner);
  friend class WordReader;
  /// Of _text and _content.
  Criterion OfWords(fhir::TypeId type, std::string_view code, std::string_view value, int depth);
  Unknown BeingIndexed(fhir::TypeId type, std::string_view code) const;
  /// Of _list: ids of Lists, or names of functional ones ("$current-problems").
  Criterion InList(fhir::TypeId type, std::string_view value, int depth);
  Criterion InFunctionalList(fhir::TypeId type, std::string_view name);
  Criterion OfFilter(fhir::TypeId type, const Filter& filter, int depth);
  Criterion OfPath(fhir::TypeId type, const Filter& test, std::size_t step, int depth);
  Criterion OfTest(fhir::TypeId type, const std::string& name, const Filter& test);
  static std::vector<fhir::TypeId> Targets(const SearchParameter& parameter);
  /// "_has:Observation:patient:code", whose last part may be a chain, or _has again.
  Criterion Has(fhir::TypeId type, std::string_view name, std::string_view value, int depth);
  Criterion Plain(fhir::TypeId type, std::string_view name, std::string_view value);
  void CheckIndexed(const SearchParameter& parameter) const;
  Criterion Ids(Criterion criterion, std::string_view value);
  /// Sets the modifier; the type that :Patient names, else kNone.
  fhir::TypeId SetModifier(const SearchParameter& parameter, std::string_view modifier,
                           Criterion& criterion) const;
  SearchValue Value(const SearchParameter& parameter, Modifier modifier, fhir::TypeId target,
                    std::string_view text) const;
  SimpleValue Simple(SearchType kind, Modifier modifier, std::string_view text) const;
  /// Of a canonical, whose URL is the hierarchy.
  SimpleValue Hierarchy(std::string_view text) const;
  SearchValue Composite(const SearchParameter& parameter, std::string_view text) const;

  const SearchParameters& parameters_;
  const SearchRequest& request_;
  base::Instant now_;
  std::size_t& nodes_;
  std::size_t& values_;
  std::string full_;  // the name as the request has it
};

}  // namespace socle::resource

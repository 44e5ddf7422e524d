#pragma once

#include "fhir/path_evaluator.h"

/// The functions of the language, each called as its name there. A chapter a file:
/// path_functions_existence.cc, _filter, _subset, _conversion, _string, _encoding, _math, _tree,
/// _time, _fhir.
namespace socle::fhir::path_function {

// Existence.
void Empty(PathCall& call);
void Exists(PathCall& call);
void All(PathCall& call);
void AllTrue(PathCall& call);
void AnyTrue(PathCall& call);
void AllFalse(PathCall& call);
void AnyFalse(PathCall& call);
void SubsetOf(PathCall& call);
void SupersetOf(PathCall& call);
void Count(PathCall& call);
void Distinct(PathCall& call);
void IsDistinct(PathCall& call);
void Not(PathCall& call);

// Filtering, projection, aggregation, choice.
void Where(PathCall& call);
void Select(PathCall& call);
void Repeat(PathCall& call);
void OfType(PathCall& call);
void Is(PathCall& call);
void As(PathCall& call);
void Aggregate(PathCall& call);
void Iif(PathCall& call);
void Sort(PathCall& call);

// Subsetting, combining.
void Single(PathCall& call);
void First(PathCall& call);
void Last(PathCall& call);
void Tail(PathCall& call);
void Skip(PathCall& call);
void Take(PathCall& call);
void Intersect(PathCall& call);
void Exclude(PathCall& call);
void Union(PathCall& call);
void Combine(PathCall& call);

// Conversion.
void ToBoolean(PathCall& call);
void ToInteger(PathCall& call);
void ToDecimal(PathCall& call);
void ToDate(PathCall& call);
void ToDateTime(PathCall& call);
void ToTime(PathCall& call);
void ToQuantity(PathCall& call);
void ToString(PathCall& call);
void ConvertsToBoolean(PathCall& call);
void ConvertsToInteger(PathCall& call);
void ConvertsToDecimal(PathCall& call);
void ConvertsToDate(PathCall& call);
void ConvertsToDateTime(PathCall& call);
void ConvertsToTime(PathCall& call);
void ConvertsToQuantity(PathCall& call);
void ConvertsToString(PathCall& call);

// Strings.
void IndexOf(PathCall& call);
void LastIndexOf(PathCall& call);
void Substring(PathCall& call);
void StartsWith(PathCall& call);
void EndsWith(PathCall& call);
void Contains(PathCall& call);
void Upper(PathCall& call);
void Lower(PathCall& call);
void Replace(PathCall& call);
void Matches(PathCall& call);
void MatchesFull(PathCall& call);
void ReplaceMatches(PathCall& call);
void Length(PathCall& call);
void ToChars(PathCall& call);
void Trim(PathCall& call);
void Split(PathCall& call);
void Join(PathCall& call);
void Encode(PathCall& call);
void Decode(PathCall& call);
void Escape(PathCall& call);
void Unescape(PathCall& call);

// Mathematics.
void Abs(PathCall& call);
void Ceiling(PathCall& call);
void Exp(PathCall& call);
void Floor(PathCall& call);
void Ln(PathCall& call);
void Log(PathCall& call);
void Power(PathCall& call);
void Round(PathCall& call);
void Sqrt(PathCall& call);
void Truncate(PathCall& call);

// Tree navigation, utility.
void Children(PathCall& call);
void Descendants(PathCall& call);
void Trace(PathCall& call);
void Type(PathCall& call);
void Now(PathCall& call);
void Today(PathCall& call);
void TimeOfDay(PathCall& call);
void LowBoundary(PathCall& call);
void HighBoundary(PathCall& call);
void Precision(PathCall& call);
void Comparable(PathCall& call);

// What FHIR adds.
void Extension(PathCall& call);
void HasValue(PathCall& call);
void GetValue(PathCall& call);
void Resolve(PathCall& call);
void ConformsTo(PathCall& call);
void MemberOf(PathCall& call);
void Subsumes(PathCall& call);
void SubsumedBy(PathCall& call);
void HtmlChecks(PathCall& call);
void CheckModifiers(PathCall& call);
void NeedsProfiles(PathCall& call);

}  // namespace socle::fhir::path_function

#include "fhir/path_function.h"

#include <algorithm>
#include <array>

#include "fhir/path_functions.h"

namespace socle::fhir {
namespace {

namespace f = path_function;
constexpr auto kValues = PathArguments::kValues;
constexpr auto kType = PathArguments::kType;
constexpr auto kPattern = PathArguments::kPattern;

constexpr std::uint8_t kManyArguments = 32;

constexpr std::array kFunctions = {
    PathFunction{"abs", 0, 0, kValues, f::Abs},
    PathFunction{"aggregate", 1, 2, kValues, f::Aggregate},
    PathFunction{"all", 1, 1, kValues, f::All},
    PathFunction{"allFalse", 0, 0, kValues, f::AllFalse},
    PathFunction{"allTrue", 0, 0, kValues, f::AllTrue},
    PathFunction{"anyFalse", 0, 0, kValues, f::AnyFalse},
    PathFunction{"anyTrue", 0, 0, kValues, f::AnyTrue},
    PathFunction{"as", 1, 1, kType, f::As},
    PathFunction{"ceiling", 0, 0, kValues, f::Ceiling},
    PathFunction{"checkModifiers", 0, kManyArguments, kValues, f::CheckModifiers},
    PathFunction{"children", 0, 0, kValues, f::Children},
    PathFunction{"combine", 1, 1, kValues, f::Combine},
    PathFunction{"comparable", 1, 1, kValues, f::Comparable},
    PathFunction{"conformsTo", 1, 1, kValues, f::ConformsTo},
    PathFunction{"contains", 1, 1, kValues, f::Contains},
    PathFunction{"convertsToBoolean", 0, 0, kValues, f::ConvertsToBoolean},
    PathFunction{"convertsToDate", 0, 0, kValues, f::ConvertsToDate},
    PathFunction{"convertsToDateTime", 0, 0, kValues, f::ConvertsToDateTime},
    PathFunction{"convertsToDecimal", 0, 0, kValues, f::ConvertsToDecimal},
    PathFunction{"convertsToInteger", 0, 0, kValues, f::ConvertsToInteger},
    PathFunction{"convertsToQuantity", 0, 1, kValues, f::ConvertsToQuantity},
    PathFunction{"convertsToString", 0, 0, kValues, f::ConvertsToString},
    PathFunction{"convertsToTime", 0, 0, kValues, f::ConvertsToTime},
    PathFunction{"count", 0, 0, kValues, f::Count},
    PathFunction{"decode", 1, 1, kValues, f::Decode},
    PathFunction{"descendants", 0, 0, kValues, f::Descendants},
    PathFunction{"distinct", 0, 0, kValues, f::Distinct},
    PathFunction{"elementDefinition", 0, 0, kValues, f::NeedsProfiles},
    PathFunction{"empty", 0, 0, kValues, f::Empty},
    PathFunction{"encode", 1, 1, kValues, f::Encode},
    PathFunction{"endsWith", 1, 1, kValues, f::EndsWith},
    PathFunction{"escape", 1, 1, kValues, f::Escape},
    PathFunction{"exclude", 1, 1, kValues, f::Exclude},
    PathFunction{"exists", 0, 1, kValues, f::Exists},
    PathFunction{"exp", 0, 0, kValues, f::Exp},
    PathFunction{"extension", 1, 1, kValues, f::Extension},
    PathFunction{"first", 0, 0, kValues, f::First},
    PathFunction{"floor", 0, 0, kValues, f::Floor},
    PathFunction{"getValue", 0, 0, kValues, f::GetValue},
    PathFunction{"hasValue", 0, 0, kValues, f::HasValue},
    PathFunction{"highBoundary", 0, 1, kValues, f::HighBoundary},
    PathFunction{"htmlChecks", 0, 0, kValues, f::HtmlChecks},
    PathFunction{"htmlChecks2", 0, 0, kValues, f::HtmlChecks},
    PathFunction{"iif", 2, 3, kValues, f::Iif},
    PathFunction{"indexOf", 1, 1, kValues, f::IndexOf},
    PathFunction{"intersect", 1, 1, kValues, f::Intersect},
    PathFunction{"is", 1, 1, kType, f::Is},
    PathFunction{"isDistinct", 0, 0, kValues, f::IsDistinct},
    PathFunction{"join", 0, 1, kValues, f::Join},
    PathFunction{"last", 0, 0, kValues, f::Last},
    PathFunction{"lastIndexOf", 1, 1, kValues, f::LastIndexOf},
    PathFunction{"length", 0, 0, kValues, f::Length},
    PathFunction{"ln", 0, 0, kValues, f::Ln},
    PathFunction{"log", 1, 1, kValues, f::Log},
    PathFunction{"lowBoundary", 0, 1, kValues, f::LowBoundary},
    PathFunction{"lower", 0, 0, kValues, f::Lower},
    PathFunction{"matches", 1, 1, kPattern, f::Matches},
    PathFunction{"matchesFull", 1, 1, kPattern, f::MatchesFull},
    PathFunction{"memberOf", 1, 1, kValues, f::MemberOf},
    PathFunction{"not", 0, 0, kValues, f::Not},
    PathFunction{"now", 0, 0, kValues, f::Now},
    PathFunction{"ofType", 1, 1, kType, f::OfType},
    PathFunction{"power", 1, 1, kValues, f::Power},
    PathFunction{"precision", 0, 0, kValues, f::Precision},
    PathFunction{"repeat", 1, 1, kValues, f::Repeat},
    PathFunction{"replace", 2, 2, kValues, f::Replace},
    PathFunction{"replaceMatches", 2, 2, kPattern, f::ReplaceMatches},
    PathFunction{"resolve", 0, 0, kValues, f::Resolve},
    PathFunction{"round", 0, 1, kValues, f::Round},
    PathFunction{"select", 1, 1, kValues, f::Select},
    PathFunction{"single", 0, 0, kValues, f::Single},
    PathFunction{"skip", 1, 1, kValues, f::Skip},
    PathFunction{"slice", 2, 2, kValues, f::NeedsProfiles},
    PathFunction{"sort", 0, kManyArguments, kValues, f::Sort},
    PathFunction{"split", 1, 1, kValues, f::Split},
    PathFunction{"sqrt", 0, 0, kValues, f::Sqrt},
    PathFunction{"startsWith", 1, 1, kValues, f::StartsWith},
    PathFunction{"subsetOf", 1, 1, kValues, f::SubsetOf},
    PathFunction{"substring", 1, 2, kValues, f::Substring},
    PathFunction{"subsumedBy", 1, 1, kValues, f::SubsumedBy},
    PathFunction{"subsumes", 1, 1, kValues, f::Subsumes},
    PathFunction{"supersetOf", 1, 1, kValues, f::SupersetOf},
    PathFunction{"tail", 0, 0, kValues, f::Tail},
    PathFunction{"take", 1, 1, kValues, f::Take},
    PathFunction{"timeOfDay", 0, 0, kValues, f::TimeOfDay},
    PathFunction{"toBoolean", 0, 0, kValues, f::ToBoolean},
    PathFunction{"toChars", 0, 0, kValues, f::ToChars},
    PathFunction{"toDate", 0, 0, kValues, f::ToDate},
    PathFunction{"toDateTime", 0, 0, kValues, f::ToDateTime},
    PathFunction{"toDecimal", 0, 0, kValues, f::ToDecimal},
    PathFunction{"toInteger", 0, 0, kValues, f::ToInteger},
    PathFunction{"toQuantity", 0, 1, kValues, f::ToQuantity},
    PathFunction{"toString", 0, 0, kValues, f::ToString},
    PathFunction{"toTime", 0, 0, kValues, f::ToTime},
    PathFunction{"today", 0, 0, kValues, f::Today},
    PathFunction{"trace", 1, 2, kValues, f::Trace},
    PathFunction{"trim", 0, 0, kValues, f::Trim},
    PathFunction{"truncate", 0, 0, kValues, f::Truncate},
    PathFunction{"type", 0, 0, kValues, f::Type},
    PathFunction{"unescape", 1, 1, kValues, f::Unescape},
    PathFunction{"union", 1, 1, kValues, f::Union},
    PathFunction{"upper", 0, 0, kValues, f::Upper},
    PathFunction{"where", 1, 1, kValues, f::Where},
};
static_assert(std::is_sorted(kFunctions.begin(), kFunctions.end(),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));

}  // namespace

std::span<const PathFunction> PathFunctions() { return kFunctions; }

const PathFunction* FindPathFunction(std::string_view name) {
  const auto found =
      std::lower_bound(kFunctions.begin(), kFunctions.end(), name,
                       [](const PathFunction& a, std::string_view b) { return a.name < b; });
  return found != kFunctions.end() && found->name == name ? &*found : nullptr;
}

}  // namespace socle::fhir

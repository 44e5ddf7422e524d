#include "ehr/terms.h"

#include <array>

namespace socle::ehr {
namespace {

using record::ChangeType;
using record::Lifecycle;

template <class T>
struct Row {
  T value;
  Term term;
};

constexpr std::array<Row<Lifecycle>, 5> kLifecycles{{
    {Lifecycle::kComplete, {"532", "complete"}},
    {Lifecycle::kIncomplete, {"553", "incomplete"}},
    {Lifecycle::kDeleted, {"523", "deleted"}},
    {Lifecycle::kInactive, {"800", "inactive"}},
    {Lifecycle::kAbandoned, {"801", "abandoned"}},
}};

constexpr std::array<Row<ChangeType>, 9> kChangeTypes{{
    {ChangeType::kCreation, {"249", "creation"}},
    {ChangeType::kAmendment, {"250", "amendment"}},
    {ChangeType::kModification, {"251", "modification"}},
    {ChangeType::kSynthesis, {"252", "synthesis"}},
    {ChangeType::kUnknown, {"253", "unknown"}},
    {ChangeType::kDeleted, {"523", "deleted"}},
    {ChangeType::kAttestation, {"666", "attestation"}},
    {ChangeType::kRestoration, {"816", "restoration"}},
    {ChangeType::kFormatConversion, {"817", "format conversion"}},
}};

template <class T, std::size_t N>
Term TermOf(const std::array<Row<T>, N>& rows, T value) {
  for (const auto& row : rows) {
    if (row.value == value) return row.term;
  }
  return {"253", "unknown"};
}

template <class T, std::size_t N>
std::optional<T> ValueOf(const std::array<Row<T>, N>& rows, std::string_view code) {
  for (const auto& row : rows) {
    if (row.term.code == code) return row.value;
  }
  return std::nullopt;
}

}  // namespace

Term LifecycleTerm(Lifecycle lifecycle) { return TermOf(kLifecycles, lifecycle); }
Term ChangeTypeTerm(ChangeType change_type) { return TermOf(kChangeTypes, change_type); }
std::optional<Lifecycle> LifecycleOf(std::string_view code) { return ValueOf(kLifecycles, code); }
std::optional<ChangeType> ChangeTypeOf(std::string_view code) {
  return ValueOf(kChangeTypes, code);
}

}  // namespace socle::ehr

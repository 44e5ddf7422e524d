#pragma once

#include <optional>
#include <string_view>

#include "record/types.h"

namespace socle::ehr {

/// openEHR's code and rubric of a version lifecycle state or an audit change type.
/// Source: openEHR TERM, groups "version lifecycle state" and "audit change type".
struct Term {
  std::string_view code, rubric;
};

Term LifecycleTerm(record::Lifecycle lifecycle);
Term ChangeTypeTerm(record::ChangeType change_type);
std::optional<record::Lifecycle> LifecycleOf(std::string_view code);
std::optional<record::ChangeType> ChangeTypeOf(std::string_view code);

}  // namespace socle::ehr

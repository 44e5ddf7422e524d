#pragma once

#include <functional>
#include <string>
#include <vector>

#include "store/store.h"

namespace socle::store {

/// How the store runs a statement, a line a step; `bind` gives it its values, where the steps
/// depend on them. Errors: of the store.
std::vector<std::string> ExplainSteps(Session& session, const std::string& statement,
                                      const std::function<void(Statement&)>& bind = {});

}  // namespace socle::store

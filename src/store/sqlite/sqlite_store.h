#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "store/store.h"

namespace socle::store {

/// As Store::Open; `place` is what follows "sqlite:": PATH or PATH?vfs=NAME.
std::unique_ptr<Store> OpenSqliteStore(std::string_view place, const Options& options,
                                       std::span<const Migration> migrations);

}  // namespace socle::store

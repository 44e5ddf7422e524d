#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "store/sqlite/connection.h"
#include "store/store.h"

namespace socle::store {

/// Page 1 of a store says so, at offset 68: "Socl".
inline constexpr std::int32_t kApplicationId = 0x536F636C;

/// Bytes of a page of a new store; measured, see docs/formats/sqlite.md.
inline constexpr int kStorePageSize = 8192;

/// Makes the empty database behind `connection` a store: pages, application id, the table of schema
/// versions, write-ahead log. Harmless where it is one.
void CreateStore(Connection& connection, const std::string& program);

/// Refuses a database that is not a store of `program`. `path` is for the message. Errors: kUsage.
void RequireStore(Connection& connection, const std::string& program, const std::string& path);

/// Runs the steps of `migrations` that the store does not have, each in a transaction of its own.
/// Errors: kUsage (a module or version that `migrations` does not know), kInternal (a gap in the
/// numbers, a script that fails).
void Migrate(Connection& connection, std::span<const Migration> migrations);
/// As Migrate, for a store that is not written: refuses one that has not every step, or more.
void RequireSchema(Connection& connection, std::span<const Migration> migrations);

}  // namespace socle::store

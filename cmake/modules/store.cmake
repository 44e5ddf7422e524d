find_package(SQLite3 3.40 REQUIRED)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
target_link_libraries(socle_store PRIVATE SQLite::SQLite3 PkgConfig::XXHASH)

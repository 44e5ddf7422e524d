# RE2 runs the patterns of templates: linear time on any input (docs/decisions/0010-re2.md).
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
target_link_libraries(socle_template PRIVATE PkgConfig::RE2)

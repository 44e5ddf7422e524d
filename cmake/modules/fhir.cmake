# The definitions of FHIR R4 go into the binary as read-only tables. They are compiled into C++ once a
# checkout, for all presets together; tools/build_fhir_definitions ends at once where nothing has changed.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
find_program(NPM npm REQUIRED)
set(fhir_generated "${CMAKE_BINARY_DIR}/generated/fhir")
set(fhir_sources "${fhir_generated}/definitions_types.cc" "${fhir_generated}/definitions_codes.cc"
    "${fhir_generated}/definitions_search.cc")
file(GLOB fhir_inputs CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tools/fhir_definitions/*.py")
list(APPEND fhir_inputs "${CMAKE_SOURCE_DIR}/tools/fhir_definitions/package-lock.json"
     "${CMAKE_SOURCE_DIR}/tools/npm_build.py" "${CMAKE_SOURCE_DIR}/src/fhir/ids.h")
add_custom_command(
  OUTPUT ${fhir_sources}
  COMMAND Python3::Interpreter -B "${CMAKE_SOURCE_DIR}/tools/build_fhir_definitions"
          "${CMAKE_SOURCE_DIR}/build/fhir_definitions" "${fhir_generated}"
  DEPENDS ${fhir_inputs} "${CMAKE_SOURCE_DIR}/tools/build_fhir_definitions"
  COMMENT "Compiling the definitions of FHIR" VERBATIM)
target_sources(socle_fhir PRIVATE ${fhir_sources})
# clang counts the characters of a literal, which the tables' pool of codes exceeds.
set_source_files_properties(${fhir_sources} PROPERTIES SKIP_PRECOMPILE_HEADERS ON
                            COMPILE_OPTIONS -Wno-overlength-strings)

# RE2 runs matches() and its kin: linear time on any input (docs/decisions/0010-re2.md).
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
target_link_libraries(socle_fhir PRIVATE PkgConfig::RE2)

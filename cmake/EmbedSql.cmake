# socle_embed_sql(MODULE) compiles src/MODULE/migrations/NNNN-name.sql into socle_MODULE. The module declares
#   namespace socle::MODULE { std::span<const store::Migration> EmbeddedMigrations(); }
# and gets the steps in the order of their numbers, which run from 1 without a gap.
#
# Run as a script (cmake -P, with MODULE, OUTPUT and FILES) it writes that one source file.

if(CMAKE_SCRIPT_MODE_FILE)
  set(entries "")
  set(count 0)
  foreach(file IN LISTS FILES)
    math(EXPR count "${count} + 1")
    get_filename_component(base "${file}" NAME_WE)
    if(NOT base MATCHES "^([0-9][0-9][0-9][0-9])-([a-z0-9_]+)$")
      message(FATAL_ERROR "${file}: a migration's name is NNNN-name.sql")
    endif()
    set(name "${CMAKE_MATCH_2}")
    string(REGEX REPLACE "^0+" "" number "${CMAKE_MATCH_1}")
    if(NOT number EQUAL count)
      message(FATAL_ERROR "${file}: expected migration ${count} here, found ${number}")
    endif()
    file(READ "${file}" text)
    if(text MATCHES "\\)sql\"")
      message(FATAL_ERROR "${file}: holds the end of a raw string, )sql\"")
    endif()
    string(APPEND entries "    {\"${MODULE}\", ${number}, \"${name}\", R\"sql(${text})sql\"},\n")
  endforeach()
  file(WRITE "${OUTPUT}"
    "// Written by cmake/EmbedSql.cmake from src/${MODULE}/migrations.\n"
    "#include <span>\n\n#include \"store/store.h\"\n\n"
    "namespace socle::${MODULE} {\n\n"
    "std::span<const store::Migration> EmbeddedMigrations();\n"
    "std::span<const store::Migration> EmbeddedMigrations() {\n"
    "  static constexpr store::Migration kMigrations[] = {\n${entries}  };\n"
    "  return kMigrations;\n}\n\n}  // namespace socle::${MODULE}\n")
  return()
endif()

set(SOCLE_EMBED_SQL_SCRIPT "${CMAKE_CURRENT_LIST_FILE}" CACHE INTERNAL "")

function(socle_embed_sql module)
  file(GLOB files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/${module}/migrations/*.sql")
  list(SORT files)
  set(output "${CMAKE_BINARY_DIR}/generated/${module}_migrations.cc")
  add_custom_command(
    OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DMODULE=${module}" "-DOUTPUT=${output}" "-DFILES=${files}"
            -P "${SOCLE_EMBED_SQL_SCRIPT}"
    DEPENDS ${files} "${SOCLE_EMBED_SQL_SCRIPT}"
    VERBATIM)
  target_sources(socle_${module} PRIVATE "${output}")
endfunction()

# The pages of web/ go into the binary. They are built once a checkout, for all presets together;
# tools/build_web ends at once where nothing has changed.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
find_program(NPM npm REQUIRED)
set(web_out "${CMAKE_SOURCE_DIR}/build/web")
set(web_source "${CMAKE_BINARY_DIR}/generated/web_files.cc")
file(GLOB_RECURSE web_inputs CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/web/src/*" "${CMAKE_SOURCE_DIR}/web/public/*")
list(FILTER web_inputs EXCLUDE REGEX "\\.test\\.ts$")
list(APPEND web_inputs "${CMAKE_SOURCE_DIR}/web/index.html" "${CMAKE_SOURCE_DIR}/web/package.json"
     "${CMAKE_SOURCE_DIR}/web/package-lock.json" "${CMAKE_SOURCE_DIR}/web/.npmrc"
     "${CMAKE_SOURCE_DIR}/web/tsconfig.json" "${CMAKE_SOURCE_DIR}/web/vite.config.ts")
add_custom_command(
  OUTPUT "${web_source}"
  COMMAND Python3::Interpreter -B "${CMAKE_SOURCE_DIR}/tools/build_web" "${web_out}"
  COMMAND Python3::Interpreter -B "${CMAKE_SOURCE_DIR}/tools/embed_web" "${web_out}/dist" "${web_source}"
  DEPENDS ${web_inputs} "${CMAKE_SOURCE_DIR}/tools/build_web" "${CMAKE_SOURCE_DIR}/tools/npm_build.py"
          "${CMAKE_SOURCE_DIR}/tools/embed_web"
  COMMENT "Building web/" VERBATIM)
target_sources(socle_api PRIVATE "${web_source}")
set_source_files_properties("${web_source}" PROPERTIES SKIP_PRECOMPILE_HEADERS ON)

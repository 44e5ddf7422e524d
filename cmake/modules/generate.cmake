# The templates of models/templates go into the binary: one source with their texts, written anew
# when one of them changes.
file(GLOB generate_templates CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/models/templates/*.opt")
set(generate_source "${CMAKE_BINARY_DIR}/generate/templates.cc")
add_custom_command(
  OUTPUT "${generate_source}"
  COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${generate_source}" "-DTEMPLATES=${generate_templates}"
          -P "${CMAKE_SOURCE_DIR}/cmake/embed_templates.cmake"
  DEPENDS ${generate_templates} "${CMAKE_SOURCE_DIR}/cmake/embed_templates.cmake"
  COMMENT "Embedding models/templates" VERBATIM)
target_sources(socle_generate PRIVATE "${generate_source}")
set_source_files_properties("${generate_source}" PROPERTIES SKIP_PRECOMPILE_HEADERS ON)

find_package(simdjson REQUIRED)
target_link_libraries(socle_json PRIVATE simdjson::simdjson)

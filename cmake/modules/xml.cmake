find_package(pugixml REQUIRED)
target_link_libraries(socle_xml PRIVATE pugixml::pugixml)

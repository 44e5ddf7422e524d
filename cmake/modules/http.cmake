# Boost.Asio and Boost.Beast are used without their compiled parts. Only server.cc and
# request_parser.cc include them.
find_package(Boost 1.81 REQUIRED)
find_package(OpenSSL REQUIRED)
target_link_libraries(socle_http PRIVATE Boost::headers OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
if(SOCLE_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Asio's fences come on top of its locks, which the sanitizer does see.
  set_source_files_properties(src/http/server.cc PROPERTIES COMPILE_OPTIONS -Wno-tsan)
endif()

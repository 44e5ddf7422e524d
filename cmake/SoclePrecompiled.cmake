# Precompiled headers: the standard library for the modules, GoogleTest besides for their tests.
#
# Two targets own the compiled files and all others reuse them: libraries and executables cannot share one,
# because the first are compiled with -fPIC and the others with -fPIE. tools/check_headers compiles every
# header without them, so that nothing leans on them unseen.
option(SOCLE_PCH "Precompile the standard library's headers" ON)

set(SOCLE_PCH_HEADERS <algorithm> <array> <atomic> <charconv> <chrono> <compare> <cstdint> <cstring>
    <exception> <functional> <map> <memory> <mutex> <optional> <span> <string> <string_view>
    <unordered_map> <utility> <variant> <vector>)

if(SOCLE_PCH)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)                  # lets ccache see through the precompiled file
  else()
    add_compile_options("SHELL:-Xclang -fno-pch-timestamp")   # equal contents, equal file
  endif()
  set(empty "${CMAKE_BINARY_DIR}/precompiled.cc")
  file(CONFIGURE OUTPUT "${empty}" CONTENT "int main() { return 0; }\n")
  add_library(socle_pch OBJECT "${empty}")
  target_precompile_headers(socle_pch PRIVATE ${SOCLE_PCH_HEADERS})
  add_executable(socle_test_pch EXCLUDE_FROM_ALL "${empty}")
  target_link_libraries(socle_test_pch PRIVATE GTest::gtest GTest::gmock)
  target_precompile_headers(socle_test_pch PRIVATE ${SOCLE_PCH_HEADERS} <gtest/gtest.h> <gmock/gmock.h>)
endif()

# The library `target` of a module reads the standard library precompiled.
function(socle_precompile_library target)
  if(SOCLE_PCH)
    target_precompile_headers(${target} REUSE_FROM socle_pch)
  endif()
endfunction()

# The same for an executable of GoogleTest.
function(socle_precompile_test target)
  if(SOCLE_PCH)
    target_precompile_headers(${target} REUSE_FROM socle_test_pch)
  endif()
endfunction()

# Compilers, warnings, sanitizers.
find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers carry times and definitions that ccache would otherwise refuse to trust.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE}")
endif()

# lld links a sanitized test in a third of the time of the default linker. It must not link what is optimised: g++ leaves
# empty cold parts of functions, and where one stands at the address of another function's part, lld's table for unwinding
# keeps the empty one. An exception that passes through the other then ends the process.
find_program(LLD ld.lld)
if(LLD AND (SOCLE_SANITIZE OR SOCLE_FUZZ OR CMAKE_BUILD_TYPE STREQUAL "Debug"))
  add_link_options(-fuse-ld=lld)
endif()

# Everywhere alike, or a library that asks for it cannot share the precompiled headers.
add_compile_options(-pthread)
add_link_options(-pthread)
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast
                    -Wcast-qual -Wunused -Woverloaded-virtual -Wnull-dereference
                    -Wimplicit-fallthrough -Werror -fno-strict-aliasing)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False alarms of g++ 12 in its own library when it inlines std::string, std::optional and variants.
  add_compile_options(-Wno-restrict -Wno-maybe-uninitialized -Wno-null-dereference
                      -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
endif()

if(SOCLE_SANITIZE)
  add_compile_options(-fsanitize=${SOCLE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SOCLE_SANITIZE})
endif()
if(SOCLE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(SOCLE_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

# Compiler cache, linker, warnings and sanitizers: everything about how code is compiled, said once.

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# -O3 is for code that computes (planning/), the rest only takes longer to compile with it.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

# compile_quickly(): for this folder and those below it, whose code computes little itself. GCC 12 at -O1 sees std::string
# out of bounds where it is not.
macro(compile_quickly)
  string(REPLACE -O2 "-O1 -Wno-array-bounds" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
endmacro()

set(PEERCHALLENGE_SANITIZE "" CACHE STRING "Sanitizers to build with, for example address,undefined")
if(PEERCHALLENGE_SANITIZE)
  add_compile_options(-fsanitize=${PEERCHALLENGE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PEERCHALLENGE_SANITIZE})
  if(PEERCHALLENGE_SANITIZE MATCHES thread)
    # protobuf's headers give map fields another layout under this macro than Debian's library was built with.
    add_compile_options(-U__SANITIZE_THREAD__)
  endif()
endif()

# Warnings for our own code; generated code is compiled without them.
add_library(peerchallenge_warnings INTERFACE)
target_compile_options(peerchallenge_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>)  # ABSL_GUARDED_BY and its like

# peerchallenge_library(NAME SOURCES... [DEPS targets...]): a static library of this folder's sources. Headers are
# included from the repository's root: "common/storage/database.h".
function(peerchallenge_library name)
  cmake_parse_arguments(arg "" "" "DEPS" ${ARGN})
  add_library(${name} STATIC ${arg_UNPARSED_ARGUMENTS})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${arg_DEPS} PRIVATE peerchallenge_warnings)
endfunction()

# Headers of other projects that most files include, compiled once instead of a thousand times: a third of the time that
# a build takes. Every file still includes what it uses: builds with Clang, which the sanitizers use, go without.

option(PEERCHALLENGE_PRECOMPILED_HEADERS "Compile the headers of other projects once for all files" ON)
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU" OR PEERCHALLENGE_SANITIZE)
  set(PEERCHALLENGE_PRECOMPILED_HEADERS OFF)
endif()

if(PEERCHALLENGE_PRECOMPILED_HEADERS)
  # What ccache needs to be told, and the compiler to say, for that.
  if(CMAKE_CXX_COMPILER_LAUNCHER MATCHES "ccache")
    list(PREPEND CMAKE_CXX_COMPILER_LAUNCHER ${PROJECT_SOURCE_DIR}/cmake/cached_compile.sh)
  endif()
  # -pthread comes with some libraries, and changes what is defined.
  add_compile_options(-fpch-preprocess -pthread)
endif()

# precompile_headers(NAME HEADERS... [DEPS targets...] [FOLDERS ...]): for all targets of these folders and those below them.
function(precompile_headers name)
  cmake_parse_arguments(arg "" "" "DEPS;FOLDERS" ${ARGN})
  if(NOT PEERCHALLENGE_PRECOMPILED_HEADERS)
    return()
  endif()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled/${name}.cc CONTENT "")
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/precompiled/${name}.cc)
  target_precompile_headers(${name} PRIVATE ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ${arg_DEPS} peerchallenge_warnings)  # -Wpedantic changes what is defined
  foreach(folder IN LISTS arg_FOLDERS)
    use_precompiled_headers(${name} ${folder})
  endforeach()
endfunction()

function(use_precompiled_headers name folder)
  get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(type MATCHES "STATIC_LIBRARY|EXECUTABLE")
      target_precompile_headers(${target} REUSE_FROM ${name})
    endif()
  endforeach()
  get_property(below DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
  foreach(subfolder IN LISTS below)
    use_precompiled_headers(${name} ${subfolder})
  endforeach()
endfunction()

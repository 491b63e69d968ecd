# SPDX-License-Identifier: MIT
# How this project declares its targets: where sources come from, and the warnings its own sources are held to.

# ucs_sources(<out> <pattern>...): the files that match, relative patterns taken from the current source directory.
# A pattern that matches nothing is an error: a library or a test suite must not become empty in silence.
function(ucs_sources out)
  set(all "")
  foreach(pattern IN LISTS ARGN)
    file(GLOB found CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${pattern}")
    if(NOT found)
      message(FATAL_ERROR "no file matches ${CMAKE_CURRENT_SOURCE_DIR}/${pattern}")
    endif()
    list(APPEND all ${found})
  endforeach()
  set(${out} "${all}" PARENT_SCOPE)
endfunction()

# ucs_own_target(<target>): includes are written from the root of the repository, and every warning counts. Both are
# PRIVATE: nothing of it reaches a consumer. Third-party headers are SYSTEM includes and stay silent.
function(ucs_own_target target)
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(${target} PRIVATE
      -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wdouble-promotion -Wold-style-cast
      -Wcast-align -Wcast-qual -Wformat=2 -Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi -Wundef
      -Wimplicit-fallthrough)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wsuggest-override)
  elseif(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(${target} PRIVATE
      -Wcomma -Wimplicit-int-conversion -Wrange-loop-analysis -Wshadow-all -Wsuggest-override -Wunreachable-code
      -Wno-shadow-field-in-constructor)  # a constructor's parameter may be called as the member it sets
  elseif(MSVC)
    target_compile_options(${target} PRIVATE /W4 /permissive- /utf-8)
  endif()
  if(UCS_WERROR)
    if(MSVC)
      target_compile_options(${target} PRIVATE /WX)
    else()
      target_compile_options(${target} PRIVATE -Werror)
    endif()
  endif()
endfunction()

# SPDX-License-Identifier: MIT
# ucs_discover_tests(<target> <prefix> <label> [<variable>=<value>]): one CTest entry for each test case of a Catch2
# executable, run with that in its environment, listed when ctest starts. A target may be listed again, with another prefix. Catch2 v2's own catch_discover_tests takes an executable that crashes, or lists nothing, for an empty
# suite; here both are a failing test.
function(ucs_discover_tests target prefix label)
  if(Catch2_VERSION VERSION_LESS 3)
    set(list_args --list-test-names-only)
    set(run_args --warn NoTests)
  else()
    set(list_args --list-tests --verbosity quiet)
    set(run_args "")
  endif()
  string(MAKE_C_IDENTIFIER "${target}_${prefix}" name)
  set(loader "${CMAKE_CURRENT_BINARY_DIR}/${name}_load_tests.cmake")
  file(GENERATE OUTPUT "${loader}" CONTENT "
set(target [==[${target}]==])
set(executable [==[$<TARGET_FILE:${target}>]==])
set(prefix [==[${prefix}]==])
set(label [==[${label}]==])
set(environment [==[${ARGN}]==])
set(list_args [==[${list_args}]==])
set(run_args [==[${run_args}]==])
set(cmake [==[${CMAKE_COMMAND}]==])
set(working_directory [==[${CMAKE_CURRENT_BINARY_DIR}]==])
include([==[${PROJECT_SOURCE_DIR}/lib/cmake/UcsLoadTests.cmake]==])
")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${loader}")
endfunction()

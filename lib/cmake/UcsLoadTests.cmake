# SPDX-License-Identifier: MIT
# Run by ctest, not at configure time: see UcsTests.cmake. Lists the cases of one executable and adds a test for each.
# Catch2 v2 exits with the number of cases when it lists, so a status says nothing, but a signal's name is not a number.
execute_process(COMMAND "${executable}" ${list_args} OUTPUT_VARIABLE names RESULT_VARIABLE status ERROR_QUIET)
string(STRIP "${names}" names)
if(NOT status MATCHES "^[0-9]+$" OR names STREQUAL "")
  add_test("${prefix}${target} lists its test cases" "${cmake}" -E false)
else()
  # A bracket would glue list items together, and a semicolon split one; control characters stand in for them.
  string(ASCII 1 open)
  string(ASCII 2 close)
  string(ASCII 3 semicolon)
  string(REPLACE "[" "${open}" names "${names}")
  string(REPLACE "]" "${close}" names "${names}")
  string(REPLACE ";" "${semicolon}" names "${names}")
  string(REPLACE "\n" ";" names "${names}")
  foreach(name IN LISTS names)
    string(REPLACE "${open}" "[" name "${name}")
    string(REPLACE "${close}" "]" name "${name}")
    string(REPLACE "${semicolon}" ";" name "${name}")
    string(REGEX REPLACE "([][\\,])" "\\\\\\1" spec "${name}")
    string(REGEX REPLACE "^~" "\\\\~" spec "${spec}")  # else: all but this one
    add_test("${prefix}${name}" "${executable}" "${spec}" ${run_args})
    set_tests_properties("${prefix}${name}" PROPERTIES
      LABELS "${label}" ENVIRONMENT "${environment}" TIMEOUT 300 WORKING_DIRECTORY "${working_directory}")
    if(environment MATCHES "UCS_TESTS_POSTGRES=")
      set_tests_properties("${prefix}${name}" PROPERTIES FIXTURES_REQUIRED postgres)
    elseif(environment MATCHES "UCS_TESTS_JSON_SUITE=")
      set_tests_properties("${prefix}${name}" PROPERTIES FIXTURES_REQUIRED json_suite)
    endif()
  endforeach()
endif()

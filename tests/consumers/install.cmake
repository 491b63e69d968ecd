# SPDX-License-Identifier: MIT
# Installs BUILD to STAGE, then moves that to PREFIX.
file(REMOVE_RECURSE "${STAGE}" "${PREFIX}")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${STAGE}" RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the installation failed: ${status}")
endif()
file(RENAME "${STAGE}" "${PREFIX}")
foreach(file IN ITEMS include/ucs/core.h include/ucs/testing/catch2.h include/ucs/testing/googletest.h
        share/doc/ucs/seed.schema.json)
  if(NOT EXISTS "${PREFIX}/${file}")
    message(FATAL_ERROR "not installed: ${file}")
  endif()
endforeach()

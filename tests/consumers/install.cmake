# SPDX-License-Identifier: MIT
# Installs BUILD to STAGE, then moves that to PREFIX.
file(REMOVE_RECURSE "${STAGE}" "${PREFIX}")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${STAGE}" RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the installation failed: ${status}")
endif()
file(RENAME "${STAGE}" "${PREFIX}")

# SPDX-License-Identifier: MIT
# Configures and builds the consumer project SOURCE in BUILD and runs its PROGRAMS: with make, which runs them, when it
# has a Makefile, else with CMake.
file(REMOVE_RECURSE "${BUILD}")
file(MAKE_DIRECTORY "${BUILD}")

function(run)
  execute_process(COMMAND ${ARGV} WORKING_DIRECTORY "${BUILD}" RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    string(REPLACE ";" " " command "${ARGV}")
    message(FATAL_ERROR "exit ${status} of: ${command}")
  endif()
endfunction()

if(EXISTS "${SOURCE}/Makefile")
  run("${CMAKE_COMMAND}" -E env "PKG_CONFIG_PATH=${PREFIX}/${LIBDIR}/pkgconfig"
      make -s -f "${SOURCE}/Makefile" "CXX=${COMPILER}" "SOURCE=${SOURCE}" run)
else()
  run("${CMAKE_COMMAND}" -S "${SOURCE}" -B "${BUILD}" -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${COMPILER}"
      "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}" -DCMAKE_UNITY_BUILD=ON "-DCMAKE_PREFIX_PATH=${PREFIX}"
      "-DUCS_SOURCE_DIR=${UCS}" "-DFETCHCONTENT_SOURCE_DIR_UCS=${UCS}")
  run("${CMAKE_COMMAND}" --build "${BUILD}")
  foreach(program IN LISTS PROGRAMS)
    run("${BUILD}/${program}")
  endforeach()
endif()

# SPDX-License-Identifier: MIT
# Defines the target ucs_httplib: cpp-httplib, however this system has it.
#
#   1. UCS_HTTPLIB_INCLUDE_DIR, when given: a directory that holds a header-only httplib.h.
#   2. The CMake package httplib.
#   3. pkg-config cpp-httplib. Debian splits the header and compiles the rest with OpenSSL, zlib and brotli, so the
#      flags of its .pc file belong to the ABI and the header cannot be used alone.
#   4. A header-only httplib.h on the include path.
set(UCS_HTTPLIB_INCLUDE_DIR "" CACHE PATH "Directory of a header-only httplib.h to use in place of the installed one")

function(ucs_find_httplib)
  add_library(ucs_httplib INTERFACE)
  target_link_libraries(ucs_httplib INTERFACE Threads::Threads)
  if(UCS_HTTPLIB_INCLUDE_DIR)
    if(NOT EXISTS "${UCS_HTTPLIB_INCLUDE_DIR}/httplib.h")
      message(FATAL_ERROR "UCS_HTTPLIB_INCLUDE_DIR: no httplib.h in ${UCS_HTTPLIB_INCLUDE_DIR}")
    endif()
    target_include_directories(ucs_httplib SYSTEM INTERFACE "${UCS_HTTPLIB_INCLUDE_DIR}")
    message(STATUS "cpp-httplib: header-only, ${UCS_HTTPLIB_INCLUDE_DIR}")
    return()
  endif()

  find_package(httplib CONFIG QUIET)
  if(TARGET httplib::httplib)
    target_link_libraries(ucs_httplib INTERFACE httplib::httplib)
    message(STATUS "cpp-httplib: CMake package ${httplib_VERSION}")
    return()
  endif()

  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(UCS_HTTPLIB_PC QUIET IMPORTED_TARGET cpp-httplib)
  endif()
  if(TARGET PkgConfig::UCS_HTTPLIB_PC)
    target_link_libraries(ucs_httplib INTERFACE PkgConfig::UCS_HTTPLIB_PC)
    message(STATUS "cpp-httplib: pkg-config ${UCS_HTTPLIB_PC_VERSION}")
    return()
  endif()

  find_path(UCS_HTTPLIB_SYSTEM_INCLUDE_DIR httplib.h)
  mark_as_advanced(UCS_HTTPLIB_SYSTEM_INCLUDE_DIR)
  if(NOT UCS_HTTPLIB_SYSTEM_INCLUDE_DIR)
    message(FATAL_ERROR "cpp-httplib was not found: install libcpp-httplib-dev, set UCS_HTTPLIB_INCLUDE_DIR, "
                        "or build without the server (UCS_BUILD_SHIM=OFF, UCS_BUILD_TESTS=OFF)")
  endif()
  target_include_directories(ucs_httplib SYSTEM INTERFACE "${UCS_HTTPLIB_SYSTEM_INCLUDE_DIR}")
  message(STATUS "cpp-httplib: header-only, ${UCS_HTTPLIB_SYSTEM_INCLUDE_DIR}")
endfunction()
ucs_find_httplib()

# SPDX-License-Identifier: MIT
# Defines the target ucs_httplib: cpp-httplib, however this system has it; no target if it has none.
#
#   1. UCS_HTTPLIB_INCLUDE_DIR, when given: a directory that holds a header-only httplib.h.
#   2. The CMake package httplib.
#   3. pkg-config cpp-httplib. Debian splits the header and compiles the rest with OpenSSL, zlib and brotli, so the
#      flags of its .pc file belong to the ABI and the header cannot be used alone.
#   4. A header-only httplib.h on the include path.
#
# Sets UCS_HTTPLIB_LINKED to what a program links besides an installed library of ours that has it inside.
set(UCS_HTTPLIB_INCLUDE_DIR "" CACHE PATH "Directory of a header-only httplib.h to use in place of the installed one")

function(ucs_define_httplib text)
  add_library(ucs_httplib INTERFACE)
  target_link_libraries(ucs_httplib INTERFACE Threads::Threads ${ARGN})
  message(STATUS "cpp-httplib: ${text}")
endfunction()

function(ucs_find_httplib)
  set(UCS_HTTPLIB_LINKED "" PARENT_SCOPE)
  if(UCS_HTTPLIB_INCLUDE_DIR)
    if(NOT EXISTS "${UCS_HTTPLIB_INCLUDE_DIR}/httplib.h")
      message(FATAL_ERROR "UCS_HTTPLIB_INCLUDE_DIR: no httplib.h in ${UCS_HTTPLIB_INCLUDE_DIR}")
    endif()
    ucs_define_httplib("header-only, ${UCS_HTTPLIB_INCLUDE_DIR}")
    target_include_directories(ucs_httplib SYSTEM INTERFACE "${UCS_HTTPLIB_INCLUDE_DIR}")
    return()
  endif()

  find_package(httplib CONFIG QUIET)
  if(TARGET httplib::httplib)
    ucs_define_httplib("CMake package ${httplib_VERSION}" httplib::httplib)
    set(UCS_HTTPLIB_LINKED httplib::httplib PARENT_SCOPE)
    return()
  endif()

  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(UCS_HTTPLIB_PC QUIET IMPORTED_TARGET GLOBAL cpp-httplib)
  endif()
  if(TARGET PkgConfig::UCS_HTTPLIB_PC)
    ucs_define_httplib("pkg-config ${UCS_HTTPLIB_PC_VERSION}" PkgConfig::UCS_HTTPLIB_PC)
    set(UCS_HTTPLIB_LINKED ${UCS_HTTPLIB_PC_LDFLAGS} PARENT_SCOPE)
    return()
  endif()

  find_path(UCS_HTTPLIB_SYSTEM_INCLUDE_DIR httplib.h)
  mark_as_advanced(UCS_HTTPLIB_SYSTEM_INCLUDE_DIR)
  if(UCS_HTTPLIB_SYSTEM_INCLUDE_DIR)
    ucs_define_httplib("header-only, ${UCS_HTTPLIB_SYSTEM_INCLUDE_DIR}")
    target_include_directories(ucs_httplib SYSTEM INTERFACE "${UCS_HTTPLIB_SYSTEM_INCLUDE_DIR}")
  else()
    message(STATUS "cpp-httplib: not found; there will be no ucs::testing_server")
  endif()
endfunction()
ucs_find_httplib()

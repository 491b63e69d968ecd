# SPDX-License-Identifier: MIT
# Defines the target ucs_tomlplusplus, if toml++ is there: from its headers alone. They are used without exceptions, which
# a compiled copy (Debian has one, too) would not fit.
include_guard(GLOBAL)
function(ucs_find_tomlplusplus)
  find_path(UCS_TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h DOC "Directory that holds toml++/toml.h")
  mark_as_advanced(UCS_TOMLPLUSPLUS_INCLUDE_DIR)
  if(NOT UCS_TOMLPLUSPLUS_INCLUDE_DIR)
    return()
  endif()
  add_library(ucs_tomlplusplus INTERFACE)
  target_include_directories(ucs_tomlplusplus SYSTEM INTERFACE "${UCS_TOMLPLUSPLUS_INCLUDE_DIR}")
  target_compile_definitions(ucs_tomlplusplus INTERFACE TOML_HEADER_ONLY=1 TOML_EXCEPTIONS=0)
endfunction()
ucs_find_tomlplusplus()

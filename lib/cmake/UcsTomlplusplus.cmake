# SPDX-License-Identifier: MIT
# Defines the target ucs_tomlplusplus: toml++, from its headers alone. They are used without exceptions, which a compiled
# copy (Debian has one, too) would not fit.
function(ucs_find_tomlplusplus)
  find_path(UCS_TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h DOC "Directory that holds toml++/toml.h")
  mark_as_advanced(UCS_TOMLPLUSPLUS_INCLUDE_DIR)
  if(NOT UCS_TOMLPLUSPLUS_INCLUDE_DIR)
    message(FATAL_ERROR "toml++ was not found: install libtomlplusplus-dev, set UCS_TOMLPLUSPLUS_INCLUDE_DIR, "
                        "or build without the server (UCS_BUILD_SHIM=OFF, UCS_BUILD_TESTS=OFF)")
  endif()
  add_library(ucs_tomlplusplus INTERFACE)
  target_include_directories(ucs_tomlplusplus SYSTEM INTERFACE "${UCS_TOMLPLUSPLUS_INCLUDE_DIR}")
  target_compile_definitions(ucs_tomlplusplus INTERFACE TOML_HEADER_ONLY=1 TOML_EXCEPTIONS=0)
endfunction()
ucs_find_tomlplusplus()

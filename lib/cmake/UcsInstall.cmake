# SPDX-License-Identifier: MIT
# cmake --install: the headers, the libraries, ucs-shim, and what find_package(ucs) and pkg-config need. Nothing that is
# installed holds an absolute path, so the tree can be moved.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/ucs" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        FILES_MATCHING PATTERN "*.h")
set(ucs_installed_targets ucs_core ucs ucs_testing)
set(ucs_installed_pc ucs-core ucs ucs-testing)
if(TARGET ucs_testing_server)
  list(APPEND ucs_installed_targets ucs_testing_server)
  list(APPEND ucs_installed_pc ucs-testing-server)
endif()
if(TARGET ucs_sqlite)
  list(APPEND ucs_installed_targets ucs_sqlite)
  list(APPEND ucs_installed_pc ucs-sqlite)
endif()
if(TARGET ucs_postgres)
  list(APPEND ucs_installed_targets ucs_postgres)
  list(APPEND ucs_installed_pc ucs-postgres)
endif()
install(TARGETS ${ucs_installed_targets} EXPORT ucsTargets
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
        LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
        RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
if(UCS_BUILD_SHIM)
  install(TARGETS ucs-shim RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/docs/seed.schema.json" DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# find_package(ucs): ucs::core, ucs::ucs, ucs::testing; built with cpp-httplib, ucs::testing_server; with SQLite, ucs::sqlite;
# with libpq, ucs::postgres.
set(ucs_finds_sqlite OFF)
set(ucs_sqlite_libs "")
if(TARGET ucs_sqlite)
  get_target_property(ucs_library_type ucs_sqlite TYPE)
  if(ucs_library_type STREQUAL "STATIC_LIBRARY")  # which leaves it to who links it to link SQLite, too
    set(ucs_finds_sqlite ON)
    set(ucs_sqlite_libs -lsqlite3)
  endif()
endif()
set(ucs_postgres_libs "")
if(TARGET ucs_postgres)
  get_target_property(ucs_library_type ucs_postgres TYPE)
  if(ucs_library_type STREQUAL "STATIC_LIBRARY")
    set(ucs_postgres_libs -lpq)
  endif()
endif()
set(ucs_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/ucs")
install(EXPORT ucsTargets NAMESPACE ucs:: DESTINATION "${ucs_package_dir}")
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/ucsConfig.cmake.in" "${PROJECT_BINARY_DIR}/ucsConfig.cmake"
                              INSTALL_DESTINATION "${ucs_package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/ucsConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/ucsConfig.cmake" "${PROJECT_BINARY_DIR}/ucsConfigVersion.cmake"
        DESTINATION "${ucs_package_dir}")

# pkg-config: the same. The prefix is reckoned from where the .pc file lies.
set(ucs_pc_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
file(RELATIVE_PATH ucs_pc_to_prefix "/prefix/${ucs_pc_dir}" "/prefix")
string(REGEX REPLACE "/$" "" ucs_pc_to_prefix "${ucs_pc_to_prefix}")
list(JOIN UCS_HTTPLIB_LINKED " " ucs_httplib_libs)
foreach(name IN LISTS ucs_installed_pc)
  configure_file("${CMAKE_CURRENT_LIST_DIR}/${name}.pc.in" "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${ucs_pc_dir}")
endforeach()

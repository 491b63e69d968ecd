# SPDX-License-Identifier: MIT
# cmake --install: the headers, the libraries, ucs-shim, and what find_package(ucs) and pkg-config need. Nothing that is
# installed holds an absolute path, so the tree can be moved.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/ucs" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        FILES_MATCHING PATTERN "*.h")
install(TARGETS ucs_core ucs ucs_testing EXPORT ucsTargets
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
        LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
        RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
if(UCS_BUILD_SHIM)
  install(TARGETS ucs-shim RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# find_package(ucs): ucs::core, ucs::ucs and ucs::testing.
set(ucs_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/ucs")
install(EXPORT ucsTargets NAMESPACE ucs:: DESTINATION "${ucs_package_dir}")
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/ucsConfig.cmake.in" "${PROJECT_BINARY_DIR}/ucsConfig.cmake"
                              INSTALL_DESTINATION "${ucs_package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/ucsConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/ucsConfig.cmake" "${PROJECT_BINARY_DIR}/ucsConfigVersion.cmake"
        DESTINATION "${ucs_package_dir}")

# pkg-config: ucs-core, ucs and ucs-testing. The prefix is reckoned from where the .pc file lies.
set(ucs_pc_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
file(RELATIVE_PATH ucs_pc_to_prefix "/prefix/${ucs_pc_dir}" "/prefix")
string(REGEX REPLACE "/$" "" ucs_pc_to_prefix "${ucs_pc_to_prefix}")
foreach(name ucs-core ucs ucs-testing)
  configure_file("${CMAKE_CURRENT_LIST_DIR}/${name}.pc.in" "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${ucs_pc_dir}")
endforeach()

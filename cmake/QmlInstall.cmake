# `cmake --install`: qmlc, libqml, its header, the standard library, the devices and what find_package(qml) reads.
include(CMakePackageConfigHelpers)
set(packageFolder ${CMAKE_INSTALL_LIBDIR}/cmake/qml)

# A library may lie outside of the system's folders.
set_target_properties(qmlc qml PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)

install(TARGETS qmlc)
install(TARGETS qml EXPORT qmlTargets)
install(FILES ${PROJECT_SOURCE_DIR}/include/qml/qml.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/qml)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/std ${PROJECT_SOURCE_DIR}/devices DESTINATION share/qml)
install(EXPORT qmlTargets NAMESPACE qml:: DESTINATION ${packageFolder})

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/qmlConfig.cmake.in ${PROJECT_BINARY_DIR}/qmlConfig.cmake
  INSTALL_DESTINATION ${packageFolder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/qmlConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/qmlConfig.cmake ${PROJECT_BINARY_DIR}/qmlConfigVersion.cmake DESTINATION ${packageFolder})

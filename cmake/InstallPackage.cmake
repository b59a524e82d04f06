# find_package(gtest_redis) for whoever uses an installed copy: needs GoogleTest and hiredis, nothing more.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/gtest_redis)
install(TARGETS gtest_redis_core gtest_redis_fixtures gtest_redis_main EXPORT gtest_redis)
if(TARGET gtest_redis_cli)
  install(TARGETS gtest_redis_cli EXPORT gtest_redis)
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/gtest_redis TYPE INCLUDE)
install(EXPORT gtest_redis NAMESPACE gtest_redis:: DESTINATION ${package_dir})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/gtest_redisConfig.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/gtest_redisConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/gtest_redisConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/gtest_redisConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/gtest_redisConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/FindGtestRedisHiredis.cmake
  ${CMAKE_CURRENT_LIST_DIR}/GtestRedisDiscoverTests.cmake
  DESTINATION ${package_dir})

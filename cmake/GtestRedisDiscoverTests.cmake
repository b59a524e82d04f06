# gtest_redis_discover_tests(target [whatever gtest_discover_tests() takes]): finds the tests of a program as
# gtest_discover_tests() does. With the container back end (GTEST_REDIS_BACKEND=container in ctest's environment) all
# programs of the build tree share one container, which is started before the first of these tests and removed after
# the last one, also when ctest is killed. With the others each test has its own server as ever.
#
# The tests gtest_redis.share and gtest_redis.unshare, the fixture gtest_redis, do it. Where the command gtest-redis was
# not built there is nothing to do it with, and each program starts its own container.
function(gtest_redis_discover_tests target)
  include(GoogleTest)  # Here, since it sets variables that the caller's directory may not have.
  if(NOT TARGET gtest_redis::gtest-redis)
    gtest_discover_tests(${target} ${ARGN})
    return()
  endif()
  set(file ${CMAKE_BINARY_DIR}/gtest_redis_shared.json)
  get_property(has_fixture GLOBAL PROPERTY gtest_redis_has_fixture)
  if(NOT has_fixture)
    set_property(GLOBAL PROPERTY gtest_redis_has_fixture ON)
    add_test(NAME gtest_redis.share COMMAND $<TARGET_FILE:gtest_redis::gtest-redis> share ${file})
    add_test(NAME gtest_redis.unshare COMMAND $<TARGET_FILE:gtest_redis::gtest-redis> unshare ${file})
    set_tests_properties(gtest_redis.share PROPERTIES FIXTURES_SETUP gtest_redis)
    set_tests_properties(gtest_redis.unshare PROPERTIES FIXTURES_CLEANUP gtest_redis)
  endif()
  get_target_property(imported gtest_redis::gtest-redis IMPORTED)
  if(NOT imported)
    add_dependencies(${target} gtest_redis::gtest-redis)
  endif()

  # To these two properties ctest adds, where the caller gives them values, too.
  gtest_discover_tests(${target} ${ARGN}
    PROPERTIES FIXTURES_REQUIRED gtest_redis ENVIRONMENT_MODIFICATION GTEST_REDIS_SHARED=set:${file})
endfunction()

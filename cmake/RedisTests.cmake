# gtest_redis_add_test(name LABEL label SOURCES source... [LIBRARIES target...] [ONE_PROCESS]): a test program of this
# project. Every test of it becomes one of CTest's, in a process of its own (ONE_PROCESS: one for all), with a time
# limit. Whatever its environment, it runs on the process back end, unless it says otherwise itself.
function(gtest_redis_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 test "ONE_PROCESS" "LABEL" "SOURCES;LIBRARIES")
  add_executable(${name} ${test_SOURCES})
  target_link_libraries(${name} PRIVATE gtest_redis::main ${test_LIBRARIES} gtest_redis_warnings)
  if(test_ONE_PROCESS)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS ${test_LABEL} TIMEOUT 120 ENVIRONMENT GTEST_REDIS_BACKEND=process)
  else()
    # Discovered when ctest runs, not after each link: a sanitizer build's start-up is slow.
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST NO_PRETTY_VALUES
      PROPERTIES LABELS ${test_LABEL} TIMEOUT 120 ENVIRONMENT GTEST_REDIS_BACKEND=process)
  endif()
endfunction()

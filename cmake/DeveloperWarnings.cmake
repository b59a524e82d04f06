# gtest_redis_warnings: what our own targets are compiled with, and nobody else's: it is not exported.
add_library(gtest_redis_warnings INTERFACE)
target_compile_options(gtest_redis_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
  $<$<BOOL:${GTEST_REDIS_WERROR}>:-Werror>)

#!/usr/bin/env bash
# Looks at what the consumer built in directory $1 read, and at what is installed under $2.
set -euo pipefail
others='boost|nlohmann|httplib'

read=$(ninja -C "$1" -t deps)
grep -q '/gtest_redis/gtest_redis.h$' <<< "$read" || { echo "the consumer in '$1' has not read gtest_redis.h"; exit 1; }
if grep -iE "/($others|hiredis)(/|\.h)" <<< "$read"; then
  echo "the consumer has read these headers; it should need none but GoogleTest's and the standard library's"
  exit 1
fi
if grep -riE "find_dependency\(($others)|\b($others)[a-z_]*::" "$2"/lib*/cmake "$2"/lib*/*/cmake 2> /dev/null; then
  echo "the installed package asks for more than GoogleTest and hiredis"
  exit 1
fi

#!/usr/bin/env bash
# include/ shows no type or header but the standard library's and GoogleTest's, and the umbrella includes all of it.
set -euo pipefail

status=0
if grep -rnE '#include *<' include | grep -vE '<(gtest|gmock)/[a-z-]+\.h>|<[a-z_]+>'; then
  echo "include/ may include only the standard library's headers and GoogleTest's"
  status=1
fi
if grep -rniE 'hiredis|nlohmann|boost|\bredis(Context|Reply)\b' include | grep -vE ':[0-9]+: *//'; then
  echo "include/ may name nothing of hiredis, nlohmann or Boost, but in comments"
  status=1
fi
umbrella=include/gtest_redis/gtest_redis.h
for header in include/gtest_redis/*/*.h; do
  if ! grep -qF "#include \"${header#include/}\"" $umbrella; then
    echo "$umbrella does not include '${header#include/}'"
    status=1
  fi
done
exit $status

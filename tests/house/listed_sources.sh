#!/usr/bin/env bash
# Every source file is listed in a CMakeLists.txt beside or above it: one that is not is not built, and nobody notices.
set -euo pipefail

status=0
while read -r source; do
  directory=$source
  until [[ $directory == . ]]; do
    directory=$(dirname "$directory")
    if grep -qE "(^|[ (])${source#"$directory"/}($|[ )])" "$directory/CMakeLists.txt" 2> /dev/null; then continue 2; fi
  done
  echo "$source is in no CMakeLists.txt"
  status=1
done < <(find src tests examples -name '*.cc' | sort)
exit $status

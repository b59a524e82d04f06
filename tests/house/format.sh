#!/usr/bin/env bash
# The sources are formatted as clang-format 14 would: other versions differ.
set -euo pipefail

for formatter in clang-format-14 clang-format; do
  if "$formatter" --version 2> /dev/null | grep -q 'version 14\.'; then
    find include src tests examples \( -name '*.h' -o -name '*.cc' \) -exec "$formatter" --dry-run --Werror {} +
    exit
  fi
done
echo "skipped: no clang-format 14; apt-get install clang-format-14"
exit 77

#!/usr/bin/env bash
# A lower folder never includes a higher one, in include/gtest_redis and in src alike.
set -euo pipefail

declare -A may_include=(
  [redis]="redis"
  [process]="process redis/error.h"
  [engine]="engine process redis/error.h"
  [server]="server process engine redis"
  [gate]="gate server process redis"
  [state]="state gate server process redis"
  [service]="service gate server process redis"
  [verdict]="verdict service state gate server process redis"
  [report]="report verdict service state gate server process redis"
  [contract]="contract report verdict service state gate server process redis"
  [audit]="audit redis"
  [fixture]="fixture contract report verdict service state gate server process redis"
  [cli]="cli audit contract report verdict service state gate server engine process redis"
)

status=0
for directory in include/gtest_redis/*/ src/*/; do
  folder=$(basename "$directory")
  if [[ -z ${may_include[$folder]:-} ]]; then
    echo "$directory: this folder has no place in the order of tests/house/layers.sh"
    status=1
    continue
  fi
  while IFS=: read -r file line include; do
    header=${include#*\"}
    header=${header%%\"*}
    header=${header#gtest_redis/}
    for allowed in ${may_include[$folder]}; do
      [[ $header == "$allowed" || $header == "$allowed"/* ]] && continue 2
    done
    echo "$file:$line: '$folder' may not include '$header'; it may include: ${may_include[$folder]}"
    status=1
  done < <(grep -rnE '^ *# *include *"' "$directory" || true)
done
exit $status

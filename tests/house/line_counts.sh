#!/usr/bin/env bash
# No file has more than 400 lines, but those that a test compares its output with.
set -euo pipefail

status=0
while read -r lines file; do
  [[ $file == total || $lines -le 400 ]] && continue
  echo "$file has $lines lines; 400 is the limit: it holds more than one thing"
  status=1
done < <(find include src tests examples scripts cmake -type f -not -path '*/golden/*' -exec wc -l {} +)
exit $status

#!/usr/bin/env bash
# The HTML report in headless Chromium: report.sh REPORT_WRITER. Everything it leaves is in a directory that it removes.
set -euo pipefail

for python in python3 /usr/bin/python3; do
  if "$python" -c 'import selenium' 2> /dev/null; then break; fi
  python=
done
if [[ -z $python ]] || ! command -v chromium > /dev/null || ! command -v chromedriver > /dev/null; then
  echo "skipped: no browser to drive; apt-get install chromium chromium-driver python3-selenium"
  exit 77
fi
directory=$(mktemp --directory)
trap 'rm -rf "$directory"' EXIT
"$1" "$directory"
# What Chromium and its driver keep in a home or leave in /tmp is to go, too.
HOME=$directory XDG_CONFIG_HOME=$directory XDG_CACHE_HOME=$directory TMPDIR=$directory PYTHONDONTWRITEBYTECODE=1 \
  "$python" report_test.py "$directory"

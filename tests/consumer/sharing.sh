#!/usr/bin/env bash
# Runs the tests of the project built in directory $1, whose command is $2: with the process back end each has its own
# server; with the container back end one serves all, and ends with ctest, also when ctest is killed.
set -euo pipefail
cd "$1"
gtest_redis=$2

fail() { echo "$*"; exit 1; }
servers() { sort -u run_ids | wc -l; }
# await SECONDS COMMAND...: until it succeeds.
await() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.02
  done
}
closed() { ! (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

rm -f run_ids
GTEST_REDIS_BACKEND=process ctest -j4 --output-on-failure --no-tests=error
[[ $(wc -l < run_ids) == 8 && $(servers) == 8 ]] || fail "with the process back end, $(servers) servers served 8 tests"

message=$(GTEST_REDIS_BACKEND=container "$gtest_redis" share probe --for $$ 2>&1) || fail "$message"
if [[ ! -s probe ]]; then
  [[ ,${GTEST_REDIS_REQUIRE:-}, != *,container,* ]] || fail "$message"
  echo "skipped: $message"
  exit 77
fi
"$gtest_redis" unshare probe

rm -f run_ids
GTEST_REDIS_BACKEND=container ctest -j4 --output-on-failure --no-tests=error
[[ $(wc -l < run_ids) == 8 && $(servers) == 1 ]] || fail "with the container back end, $(servers) servers served 8 tests"
read -r _ port < run_ids
closed "$port" || fail "the container's redis still listens on port $port after ctest"
[[ ! -e gtest_redis_shared.json ]] || fail "gtest_redis_shared.json is still there"

rm -f run_ids
GTEST_REDIS_BACKEND=container OUTLIVE_CTEST=1 ctest -R PRE_TEST.SharingTest.OutlivesCtest > killed.log 2>&1 &
await 30 test -s run_ids || fail "the test that is to be killed has not begun: $(< killed.log)"
read -r _ port < run_ids
closed "$port" && fail "nothing listens on port $port"
kill -KILL $!
await 3 closed "$port" || fail "the container's redis still listens on port $port 3 s after ctest was killed"
await 3 test ! -e gtest_redis_shared.json || fail "gtest_redis_shared.json is still there after ctest was killed"

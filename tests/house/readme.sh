#!/usr/bin/env bash
# The README has a complete test within its first 30 lines, which is examples/010-first-test/first_test.cc: compiled and
# run like any other. The first contract of docs/contracts.md is fixtures/contracts/small.json, which is run, too.
set -euo pipefail

example=examples/010-first-test/first_test.cc
fence=$(head -n 30 README.md | awk '/^```/ { if (inside) { closed = 1; exit } inside = 1; next } inside
  END { if (!closed) exit 1 }') || { echo "README.md has no whole code fence within its first 30 lines"; exit 1; }
if ! diff <(echo "$fence") "$example"; then
  echo "README.md's first code fence (<) is not $example (>)"
  exit 1
fi
contract=fixtures/contracts/small.json
if ! diff <(awk '/^```json$/ { inside = 1; next } /^```$/ && inside { exit } inside' docs/contracts.md) "$contract"; then
  echo "the first contract of docs/contracts.md (<) is not $contract (>)"
  exit 1
fi

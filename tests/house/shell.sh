#!/usr/bin/env bash
# No script of ours has anything that shellcheck would mend.
set -euo pipefail

command -v shellcheck > /dev/null || { echo "skipped: no shellcheck; apt-get install shellcheck"; exit 77; }
shellcheck --external-sources scripts/* .ci/run docker/redis/build-local examples/other_languages/run_contract tests/*/*.sh

#!/usr/bin/env bash
# The compose file, the workflow, and the examples in docs/ci.md are YAML, and name the one image that the library pulls.
set -euo pipefail

python3 -c 'import yaml' 2> /dev/null || { echo "skipped: no YAML parser; apt-get install python3-yaml"; exit 77; }
image=$(sed -n 's/.*kDefaultImage\[\] = "\(.*\)";/\1/p' include/gtest_redis/server/server_options.h)
python3 - "$image" << 'END'
import re, sys, yaml

files = ["docker/compose.yaml", ".github/workflows/test.yml", "docs/ci.md", "docker/redis/Dockerfile"]
problems = []
for file in files:
    text = open(file).read()
    for image in re.findall(r"\bredis:(?!6379)\d[\w.-]*", text):
        if image != sys.argv[1]:
            problems.append(f"{file}: '{image}' is not the library's '{sys.argv[1]}'")
    parts = [(0, text)] if file.endswith((".yaml", ".yml")) else [
        (text.count("\n", 0, fence.start(1)), fence[1])
        for fence in re.finditer(r"^```yaml\n(.*?)^```$", text, re.M | re.S)]
    for line, part in parts:
        try:
            yaml.safe_load(part)
        except yaml.YAMLError as error:
            problems.append(f"{file}: the YAML that starts at line {line + 1}: {error}")
    if file.endswith(".md") and not parts:
        problems.append(f"{file}: has no example")
sys.exit("\n".join(problems) or None)
END

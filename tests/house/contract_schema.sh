#!/usr/bin/env bash
# The schema of contracts is one, takes every contract that the library takes, and of fixtures/invalid refuses those
# whose structure is wrong. `beyond` are the others: what is wrong with them no schema can say.
set -euo pipefail

python3 -c 'import jsonschema' 2> /dev/null || {
  echo "skipped: no validator of JSON Schema; apt-get install python3-jsonschema"
  exit 77
}
python3 - << 'END'
import glob, json, os, re, sys
import jsonschema

beyond = set("""
at_least_over_at_most bad_environment_placeholder bad_parameter_values bad_regular_expression
body_of_no_content created_is_duplicate directive_not_open_to_change duplicate_member duplicate_request
file.name healthy_expects_otherwise load_of_a_repeat missing_body_file operators_that_exclude_each_other
repeat_of_a_later_one repeat_of_a_repeat repeat_of_nothing repeat_that_creates state_timeout_under_within
too_much_data unknown_capture unknown_parameter unknown_placeholder unknown_request
unknown_service_placeholder url_with_arguments within_over_timeout
""".split())


def load(path):
    text = open(path, encoding="utf-8-sig").read()
    # A comment, or a text, which may look like one.
    return json.loads(re.sub(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', lambda m: m[1] or " ", text, flags=re.S))


schema = load("fixtures/schema/contract.schema.json")
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
problems = []
valid = glob.glob("fixtures/contracts/*.json") + glob.glob("fixtures/valid/*.json")
for path in valid:
    problems += [f"{path}: {list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(load(path))]
invalid = glob.glob("fixtures/invalid/*.json")
for path in invalid:
    name = os.path.basename(path)[:-5]
    try:
        refused = not validator.is_valid(load(path))
    except (json.JSONDecodeError, UnicodeDecodeError):
        refused = True  # It is no JSON.
    if refused == (name in beyond):
        problems.append(f"{path}: " + ("is refused, so it is not 'beyond'" if refused else "is accepted"))
if len(valid) < 3 or len(invalid) < 40:
    problems.append("there are too few fixtures")
sys.exit("\n".join(problems) or None)
END

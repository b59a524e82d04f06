#!/usr/bin/env bash
# The JUnit XML that we write is as CI systems read it, and the numbers in it are right.
set -euo pipefail

report=tests/unit/report/golden/report.xml
command -v xmllint > /dev/null || { echo "skipped: no xmllint; apt-get install libxml2-utils"; exit 77; }
xmllint --noout --schema tests/unit/report/junit.xsd "$report"
python3 - "$report" << 'END'
import sys, xml.etree.ElementTree as etree

suites = etree.parse(sys.argv[1]).getroot().findall("testsuite")
problems = [] if suites else ["no test suite in it"]
for suite in suites:
    for number, path in {"tests": "", "failures": "/failure", "errors": "/error", "skipped": "/skipped"}.items():
        count = len(suite.findall("testcase" + path))
        if int(suite.get(number)) != count:
            problems.append(f"{suite.get('name')}: {number} is {suite.get(number)}, and there are {count}")
hostile = next(suite for suite in suites if suite.get("name").endswith("garbage-reply"))
text = "<script>alert('1')</script> ]]> \"&amp;\" \U0001f4a5 \ufffd[31mred \ufffd\ufffd\ufffd(\ufffd\r\n\ttail"
for place, found in {"attribute": hostile.find("testcase/failure").get("message"),
                     "text": hostile.find("testcase/failure").text}.items():
    if text not in found:
        problems.append(f"not read again as it was written, in an {place}: {text!r}")
sys.exit("\n".join(problems) or None)
END

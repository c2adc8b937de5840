"""Reads the kept reports with parsers that are not ours: csv and xml of Python, junitparser and html5lib (strict).

    pip install junitparser html5lib && python3 tests/oracle/read_reports.py
"""

import csv
import json
import pathlib
import xml.etree.ElementTree

import html5lib
import junitparser

FOLDER = pathlib.Path(__file__).parent.parent / "it/data/reports"


def read_table(name):
    with open(FOLDER / name, newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert rows and all(None not in row and None not in row.values() for row in rows), name
    assert rows[-1]["record"] == "run", name
    cells = [cell for row in rows for cell in row.values()]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells), name
    return rows


def read_tests(name):
    xml.etree.ElementTree.parse(FOLDER / name)
    suites = junitparser.JUnitXml.fromfile(str(FOLDER / name))
    (suite,) = list(suites)
    cases = list(suite)
    assert suites.tests == suite.tests == len(cases), name
    failures = sum(isinstance(case.result[0], junitparser.Failure) for case in cases if case.result)
    assert suites.failures == suite.failures == failures, name
    return cases


def read_page(name):
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page = parser.parse((FOLDER / name).read_text())
    assert len(page.findall(".//script")) == 1, name
    for element in page.iter():
        assert not any(str(key).startswith("on") or key in ("style", "src") for key in element.attrib), name
    return page


for kept in ("findings", "hostile"):
    rows, cases, page = read_table(f"{kept}.csv"), read_tests(f"{kept}.junit.xml"), read_page(f"{kept}.html")
    findings = [row for row in rows if row["record"] == "finding"]
    assert len(cases) == len(rows) - 1
    print(kept, len(findings), "findings,", len(page.findall(".//article")), "cards,", len(cases), "test cases")

document = json.loads((FOLDER / "findings.json").read_text())
assert document["run"]["schema"] == "sealant/json/1" and document["summary"]["shown"] == len(document["findings"])

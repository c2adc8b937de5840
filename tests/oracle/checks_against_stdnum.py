"""Compares the verdicts of sealant's checks with those of python-stdnum.

A development tool, not run by the tests: it needs another program's judgement.

    pip install python-stdnum
    cargo run --example check_table -- 20000 | python tests/oracle/checks_against_stdnum.py

Reads a table (check, value, verdict, mark) from standard input. Prints one line a check with how many values were
compared and how many of them valid, then the first differences. Exits with 1 when the two disagree where they should
not. Known dummies (marked `test`) and numbers of one digit repeated are counted apart: the two programs treat them
differently on purpose.
"""

import collections
import sys

from stdnum import iban, luhn
from stdnum.gb import nhs
from stdnum.us import rtn, ssn

try:
    from stdnum.us import npi
except ImportError:  # Older releases: the rule is short enough to say with their Luhn.
    npi = None


def is_valid_npi(value):
    if npi is not None:
        return npi.is_valid(value)
    return len(value) == 10 and value[0] in "12" and luhn.is_valid("80840" + value)


def is_district(value):
    """The prefixes of the American Bankers Association, which python-stdnum does not look at."""
    head = int(value[:2])
    return head <= 12 or 21 <= head <= 32 or 61 <= head <= 72 or head == 80


JUDGES = {
    "aba-routing": lambda value: rtn.is_valid(value) and is_district(value),
    "iban": lambda value: iban.is_valid(value, check_country=False),
    "luhn": luhn.is_valid,
    "uk-nhs": nhs.is_valid,
    "us-npi": is_valid_npi,
    "us-ssn": ssn.is_valid,
}


def main():
    compared = collections.Counter()
    valid = collections.Counter()
    apart = collections.Counter()
    differences = []
    for line in sys.stdin:
        check, value, verdict, mark = line.rstrip("\n").split("\t")
        theirs = JUDGES[check](value)
        if mark == "test" or len(set(value) - set(" -")) == 1:
            apart[check] += 1
            continue
        compared[check] += 1
        valid[check] += theirs
        if theirs != (verdict == "pass"):
            differences.append((check, value, verdict, theirs))
    for check in sorted(compared):
        print(f"{check}: {compared[check]} compared, {valid[check]} valid, {apart[check]} dummies apart")
    for check, value, verdict, theirs in differences[:40]:
        print(f"differs: {check} {value}: {verdict} here, {'valid' if theirs else 'invalid'} there")
    print(f"{len(differences)} differences")
    return 1 if differences or not compared else 0


if __name__ == "__main__":
    sys.exit(main())

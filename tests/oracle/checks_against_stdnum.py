"""Compares the verdicts of sealant's checks with those of python-stdnum.

A development tool, not run by the tests: it needs another program's judgement.

    pip install python-stdnum
    judge=tests/oracle/checks_against_stdnum.py
    cargo run --example check_table -- 2000 $(python $judge --names) | python $judge

`--names` prints the checks that python-stdnum has a judgement on. Otherwise reads a table (check, value, verdict, mark)
from standard input. Prints one line a check with how many values were
compared and how many of them valid, then the first differences. Exits with 1 when the two disagree where they should
not. Known dummies (marked `test`) and numbers of one digit repeated are counted apart: the two programs treat them
differently on purpose.
"""

import collections
import datetime
import sys

from stdnum import iban, luhn
from stdnum.at import vnr
from stdnum.bg import egn
from stdnum.cz import rc
from stdnum.de import idnr
from stdnum.dk import cpr
from stdnum.exceptions import InvalidComponent
from stdnum.fi import hetu
from stdnum.gb import nhs
from stdnum.gr import amka
from stdnum.no import fodselsnummer
from stdnum.pl import pesel
from stdnum.pt import nif
from stdnum.ro import cnp
from stdnum.se import orgnr
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


def is_valid_at_any_time(module):
    """Their judgement without a clock: people who will be born later are people."""

    def judge(value):
        try:
            module.validate(value)
        except InvalidComponent as error:
            return "not been born yet" in str(error)
        except ValueError:
            return False
        return True

    return judge


def is_insured_in_austria(value):
    """python-stdnum looks at the check digit alone; the last six digits are a day, or one of the months 13 to 15."""
    digits = value.replace(" ", "")
    day, month, year = int(digits[4:6]), int(digits[6:8]), int(digits[8:])
    return vnr.is_valid(value) and (is_day(2000 + year, month, day) or 13 <= month <= 15 and 1 <= day <= 31)


def is_day(year, month, day):
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def is_birth_number(value):
    """python-stdnum takes the month modulo 20, and so the months 41 to 49, 90 to 99 and the like, which nobody has."""
    return rc.is_valid(value) and int(value[2:4]) % 50 <= 32


def is_organisation(value):
    """python-stdnum looks at the Luhn digit alone; a third digit below 2 is that of a person's month."""
    return orgnr.is_valid(value) and value[0] != "0" and value[2] >= "2"


JUDGES = {
    "aba-routing": lambda value: rtn.is_valid(value) and is_district(value),
    "at-svnr": is_insured_in_austria,
    "bg-egn": egn.is_valid,
    "cz-rodne-cislo": is_birth_number,
    "de-tax-id": idnr.is_valid,
    "dk-cpr": lambda value: is_valid_at_any_time(cpr)(value) and cpr.checksum(cpr.compact(value)) == 0,
    "fi-hetu": lambda value: hetu.is_valid(value, allow_temporary=True),
    "gr-amka": amka.is_valid,
    "iban": lambda value: iban.is_valid(value, check_country=False),
    "luhn": luhn.is_valid,
    "no-fodselsnummer": is_valid_at_any_time(fodselsnummer),
    "pl-pesel": is_valid_at_any_time(pesel),
    "pt-nif": nif.is_valid,
    "ro-cnp": cnp.is_valid,
    "se-organisation": is_organisation,
    "uk-nhs": nhs.is_valid,
    "us-npi": is_valid_npi,
    "us-ssn": ssn.is_valid,
}


def main():
    if sys.argv[1:] == ["--names"]:
        print(" ".join(JUDGES))
        return 0
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

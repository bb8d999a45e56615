"""Every row of the security checklist names what shows it, and what it names is there."""

import csv
import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT

ROWS = list(csv.DictReader((ROOT / "docs" / "assurance.csv").open(encoding="utf-8")))
NEEDS = {"holds": "evidence", "deviation": "reason", "absent": "reason"}


def is_there(evidence: str) -> bool:
    """`file::test`, `page#heading`, or a file or folder."""
    path, test, name = evidence.partition("::")
    page, heading, words = evidence.partition("#")
    if test:
        return bool(re.search(rf"^ *def {name}\(", _text(path), re.MULTILINE))
    if heading:
        return bool(re.search(rf"^#+ {re.escape(words)}$", _text(page), re.MULTILINE))
    return (ROOT / evidence).exists()


def _text(path: str) -> str:
    file = Path(ROOT / path)
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def test_what_is_named_as_evidence_exists():
    named = [(row["row"], one) for row in ROWS for one in row["evidence"].split("; ") if one]
    assert [pair for pair in named if not is_there(pair[1])] == []


def test_each_row_stands_once_with_a_verdict_and_what_the_verdict_needs():
    assert len({row["row"] for row in ROWS}) == len(ROWS) == 218
    assert [row["row"] for row in ROWS if not row.get(NEEDS.get(row["verdict"], ""), "")] == []


@pytest.mark.parametrize(
    "invented", ["tests/house/test_assurance.py::test_nothing", "docs/security.md#没有的", "no/file"]
)
def test_invented_evidence_is_found(invented):
    assert not is_there(invented)

"""What fuzzing found: each of these files once broke a reader, and must now be read or refused (kept as base64)."""

import base64
from pathlib import Path

import pytest

from tests.fuzz.item_files import look

FINDS = sorted((Path(__file__).parent / "finds").iterdir())


@pytest.mark.parametrize("path", FINDS, ids=[path.stem for path in FINDS])
def test_a_file_that_once_broke_a_reader_is_read_or_refused(path):
    assert look(base64.b64decode(path.read_text())) in ("read", "refused")

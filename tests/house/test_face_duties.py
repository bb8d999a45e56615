"""Every duty of the face checklist, F01 to F30, is named by a test or stands in docs/privacy.md as an organisational one."""

import re
from pathlib import Path

from tests.house.tree import files, text

DUTIES = {f"F{number:02}" for number in range(1, 31)}
# Duties of people and papers; the page says who does what, and where it is kept.
ORGANISATIONAL = {"F29"}


def test_every_duty_is_named_by_a_test_or_by_the_privacy_page():
    named = {
        duty
        for path in files(".py", under=("tests",))
        for name in re.findall(r"^def (test_\w+)", text(path), re.MULTILINE)
        for duty in re.findall(r"(?<=_)F\d\d", name)
    }
    page = text(Path("docs/privacy.md"))
    assert sorted(DUTIES - named - ORGANISATIONAL) == []
    assert sorted(duty for duty in ORGANISATIONAL if duty not in page) == []

"""Reasons that are printed have signs that print, and are told when they are too long instead of being cut."""

import pytest

from examapp.domain.errors import DomainError
from examapp.domain.reasons import MOST_REASON_SIGNS, checked_reason


def test_a_reason_is_one_visible_line():
    assert checked_reason(" 临时\u200b停电\n 了 ") == "临时停电 了"
    assert checked_reason("\u3000") == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [("没😀带", "reason_odd_signs"), ("停" * (MOST_REASON_SIGNS + 1), "reason_too_long")],
)
def test_emoji_and_floods_are_refused(text, code):
    with pytest.raises(DomainError, match=code):
        checked_reason(text)

"""Figures as people read them."""

import pytest

from examapp.web.filters import percent


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (41, 47, "87 %（41/47）"),
        (2035, 2037, "99 %（2035/2037）"),
        (1, 2037, "1 %（1/2037）"),
        (2037, 2037, "100 %（2037/2037）"),
        (0, 2037, "0 %（0/2037）"),
        (0, 0, "—"),
    ],
)
def test_a_share_says_all_or_none_only_when_it_is(part, whole, said):
    assert percent(part, whole) == said

"""Figures as people read them."""

import pytest

from examapp.web.filters import article_words, percent


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


@pytest.mark.parametrize(
    ("article", "said"),
    [
        ("32", "第 32 条"),
        ("5.1.5", "第 5.1.5 条"),
        ("5.9.1 a", "第 5.9.1 条 a)"),
        ("B.2 (表B.1)", "附录 B.2（表 B.1）"),
        ("第999条", "第 999 条"),
    ],
)
def test_a_place_in_a_law_is_said_as_people_say_it(article, said):
    assert article_words(article) == said

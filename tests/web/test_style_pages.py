"""The style pages draw every part with the longest and the emptiest content."""

import re

import pytest
from flask import render_template

from tests.pages import check_markup
from tests.style_sample import LONG_NAME, WORDS, sample


@pytest.fixture
def draw(app):
    """draw("admin") gives the page's markup."""

    def render(name: str) -> str:
        with app.test_request_context():
            return render_template(f"styleguide/{name}.html", **sample())

    return render


@pytest.mark.parametrize("name", ["admin", "tablet", "phone", "public"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_part_keeps_the_rules_of_pages(draw, name):
    check_markup(draw(name))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_navigation_shows_eight_words_and_keeps_the_others_behind_one(draw):
    page = draw("admin")
    nav = page[
        page.index('<nav aria-label="主导航"') : page.index("</nav>", page.index('aria-label="主导航"'))
    ]
    assert len(re.findall('class="side__link"', nav[: nav.index("<details")])) + 1 == 8
    assert len(re.findall('class="side__link"', nav)) == len(WORDS)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_board_shows_all_twelve_people_and_the_whole_name_of_the_enterprise(draw):
    page = draw("tablet")
    assert page.count('class="person-row"') == 12
    assert LONG_NAME in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_bar_says_its_fraction_in_words_and_knows_when_there_is_nothing_to_divide_by(draw):
    page = draw("admin")
    assert "10 / 11 家" in page
    assert "0 / 0 家" in page

"""The style keeps its promises: contrast, size, names that exist, no request besides one sheet a layout."""

import re

import pytest

from examapp.adapters.assets import assets_of
from examapp.paths import STATIC
from tests.house.tree import files, text
from tests.sheets import in_shape

SHEETS = ("admin", "tablet", "phone")
# Ink on its ground, each pair as the components put them together.
PAIRS = [
    ("ink", "paper"), ("ink", "ground"), ("ink-soft", "paper"), ("ink-soft", "ground"), ("blue", "paper"),
    ("blue", "blue-soft"), ("on-blue", "blue"), ("on-blue", "blue-hover"), ("on-deep", "blue-deep"),
    ("on-blue", "blue-mid"), ("blue-deep", "blue-soft"), ("green", "green-soft"), ("green", "paper"),
    ("red", "red-soft"), ("red", "paper"), ("amber", "amber-soft"), ("orange", "orange-soft"),
    ("ink", "green-soft"), ("ink", "orange-soft"), ("off-ink", "off-ground"),
]  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 to 21."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def colours(selector: str) -> dict[str, str]:
    """The tokens of one block of tokens.css over those of :root."""
    page = (STATIC / "css/tokens.css").read_text(encoding="utf-8")
    found = {}
    for wanted in (":root {", selector):
        block = page[page.index(wanted) :]
        found.update(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})", block[: block.index("}")]))
    return found


def sheet(name: str) -> str:
    return assets_of(STATIC).find(f"css/{name}.css").body.decode()


@pytest.mark.parametrize("selector", [":root {", ':root[data-contrast="high"] {'])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_stands_out_from_its_ground_by_4_5_to_1(selector, ink, ground):
    named = colours(selector)
    assert contrast(named[ink], named[ground]) >= 4.5


def test_edges_of_controls_stand_out_by_3_to_1():
    named = colours(":root {")
    assert contrast(named["line-strong"], named["paper"]) >= 3
    assert contrast(named["edge"], named["paper"]) >= 3


def test_the_sheet_of_the_phone_stays_below_25_kilobytes():
    assert len(sheet("phone").encode()) < 25_000


@pytest.mark.parametrize("name", SHEETS)
def test_every_token_that_a_sheet_uses_is_named_in_it(name):
    page = sheet(name)
    used = set(re.findall(r"var\((--[\w-]+)\)", page))
    assert used - set(re.findall(r"(--[\w-]+)\s*:", page)) == set()


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_one_file_without_further_requests(name):
    assert "@import" not in sheet(name)


def test_every_sheet_has_one_declaration_a_line():
    assert [str(path) for path in files(".css") if in_shape(text(path)) != text(path)] == []


def test_every_behaviour_that_a_template_names_is_a_script():
    named = set()
    for path in files(".html", under=("templates",)):
        for words in re.findall(r'data-behaviour="([\w -]+)"', text(path)):
            named.update(words.split())
    written = {path.stem for path in (STATIC / "js/behaviours").glob("*.js")}
    assert named - written == set()

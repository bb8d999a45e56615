"""Numbers that no column can hold, and things that only look like numbers, break no route and no field."""

import re

import pytest

from examapp.paths import PACKAGE, TEMPLATES
from tests.stories import open_quiz

HOSTILE = ("²", "9" * 40, "-1")
LOGINS = ("administrator", "bureau", "officer", "inspector", "bank_admin", "auditor")
SOURCES = "".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "web").rglob("*.py"))
FIELDS = sorted(
    set(re.findall(r'(?:form|args)\.(?:get|getlist)\(\s*"(\w+)"', SOURCES))
    | {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'\bname="(\w+)"', path.read_text(encoding="utf-8"))
    }
    - {"csrf_token"}
)


def addresses(app, method: str, number: str) -> list[str]:
    """Each route of the method with the number in every place of a whole number and a word in the others."""
    rules = [rule for rule in app.url_map.iter_rules() if method in rule.methods]
    return sorted({re.sub(r"<(?:\w+:)?\w+>", "x", re.sub(r"<int:\w+>", number, rule.rule)) for rule in rules})


def worst(sign_in, world, paths: list[str], send) -> list[tuple[str, int]]:
    """Addresses that broke, each asked by the staff in turn until somebody may."""
    broken, left = [], paths
    for browser in [sign_in(login) for login in LOGINS]:
        statuses = {path: send(browser, path).status_code for path in left}
        broken += [(path, status) for path, status in statuses.items() if status >= 500]
        left = [path for path, status in statuses.items() if status == 403]
    return broken


@pytest.fixture
def quiz(world, ports):
    return open_quiz(world, ports)


@pytest.mark.parametrize("number", ["2147483647", "2147483648", "9223372036854775808"])
def test_an_address_with_a_number_too_large_does_not_exist(app, world, quiz, sign_in, number):
    paths = [path for path in addresses(app, "GET", number) if number in path]
    assert worst(sign_in, world, paths, lambda browser, path: browser.client.get(path)) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_number_in_any_query_breaks_no_page(app, world, quiz, sign_in, text):
    queries = dict.fromkeys(FIELDS, text)
    send = lambda browser, path: browser.client.get(path, query_string=queries)  # noqa: E731
    assert worst(sign_in, world, addresses(app, "GET", "1"), send) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_number_in_any_field_breaks_no_form(app, world, quiz, sign_in, text):
    fields = dict.fromkeys(FIELDS, text)
    paths = [path for path in addresses(app, "POST", "1") if not path.startswith("/sign-out")]
    assert worst(sign_in, world, paths, lambda browser, path: browser.post(path, fields)) == []

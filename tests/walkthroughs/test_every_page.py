"""Every page of every role, fetched with the demonstration city: no error, page invariants hold, no English leftovers."""

import re

import pytest

from examapp.services.demo import demo_city
from examapp.services.demo.demo_city import build_demo_city, issue_demo_links
from tests.pages import Browser

PAGES = {
    "inspector": [
        "/tablet/",
        "/tablet/enterprises",
        "/tablet/enterprises?q=yl",
        "/inspections",
        "/rectifications",
        "/coverage",
        "/enterprises",
        "/people",
        "/blueprints",
        "/regions",
        "/inspectors",
    ],
    "bureau": [
        "/coverage",
        "/coverage?only=missing",
        "/coverage/coverage.xlsx",
        "/inspections?q=澜",
        "/enterprises?industry=gongmao",
        "/enterprises/new",
        "/people?q=w",
        "/bank",
        "/blueprints",
        "/inspectors",
    ],
    "officer": ["/people", "/enterprises", "/inspections", "/rectifications", "/rosters/template.xlsx"],
    "administrator": ["/accounts", "/regions", "/bank?q=动火", "/accounts/password"],
    "auditor": ["/audit", "/audit?check=1", "/coverage", "/inspections"],
    "bank_admin": [
        "/bank",
        "/bank?topic=fire&type=single",
        "/blueprints",
        "/blueprints/1",
        "/laws",
        "/laws/work-safety-law-2021",
        "/laws/work-safety-law-2021/announce?version=2099&effective=2099-01-01",
        "/laws/gb-30871-2022",
        "/statistics",
        "/statistics/exams",
        "/statistics/blueprints/1",
        "/bank-imports",
        "/bank-imports/new",
        "/items/filling",
        "/items/filling?suggest=1",
        "/bank-exports",
        "/bank-exports?format=aiken&topic=fire",
    ],
    "reviewer": ["/laws", "/laws/reviews", "/statistics"],
}
ENGLISH = re.compile(r">[^<]*\b(None|True|False|undefined|null|error|state|open|closed)\b[^<]*<")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_page_of_every_role_shows_something_real(app, ports):
    assert build_demo_city(ports=ports)
    assert not build_demo_city(ports=ports)
    links = issue_demo_links("", now=ports.clock.now())
    for role, paths in PAGES.items():
        browser = Browser(app, None)
        browser.post(links[role])
        for path in paths:
            answer = browser.get(path)
            assert answer.status_code == 200, (role, path)
            if answer.content_type.startswith("text/html"):
                # The audit log shows its raw facts to the auditor.
                assert path.startswith("/audit") or not ENGLISH.search(answer.text), (
                    role,
                    path,
                    ENGLISH.search(answer.text).group(0),
                )
                links_on_page = set(
                    re.findall(
                        r'href="(/(?:inspections|records|people|enterprises|bank)/[\w-]+)"', answer.text
                    )
                )
                for link in sorted(links_on_page)[:4]:
                    assert browser.get(link).status_code in (200, 403), (role, link)


def test_the_demonstration_city_is_as_large_as_promised():
    assert demo_city.PEOPLE >= 1500
    assert sum(demo_city.INDUSTRY_COUNTS.values()) >= 60

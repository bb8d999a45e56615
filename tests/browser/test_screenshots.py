"""Every page that each role reaches by links from its first page: drawn, photographed, without a fault."""

import re
from urllib.parse import urldefrag, urlsplit

import pytest

from tests.browser.devices import assert_no_axe_findings, take_screenshot

ROLES = {
    "inspector": "tablet",
    "officer": "desktop",
    "bureau": "desktop",
    "county": "desktop",
    "bank_admin": "desktop",
    "reviewer": "desktop",
    "administrator": "desktop",
    "auditor": "desktop",
}
DEEPEST = 2
# Beside the role's own screen: a phone, the other big screen, and an office screen at 200 % zoom (half as many CSS pixels).
SIZES = {"phone": (390, 844), "tablet": (1180, 820), "desktop": (1440, 900), "zoomed": (720, 450)}
# Numbers, uuids and other keys: pages of one kind are looked at once.
KEY = re.compile(r"(?<=/)(?=[^/]*\d)[^/]+")
# Kinds that a role before had at every size: for the next role they are looked at on its own screen.
AT_EVERY_SIZE: set[str] = set()


def kind_of(address: str) -> str:
    """The page's kind: its path with keys left out."""
    return KEY.sub("-", urlsplit(address).path).strip("/").replace("/", "_") or "home"


def links_of(page, base: str) -> list[str]:
    """Addresses of our own pages that stand on this page, without downloads."""
    found = page.eval_on_selector_all("a[href]:not([download])", "all => all.map(one => one.href)")
    return [urldefrag(one).url for one in found if one.startswith(base + "/")]


def walk(page, base: str, first: str):
    """Open pages breadth first, one of each kind; gives (kind, depth) with the page standing there."""
    seen, queue = {kind_of(first)}, [(first, 0)]
    while queue:
        address, depth = queue.pop(0)
        answer = page.request.get(address)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        assert page.goto(address).status == 200, address
        yield kind_of(address)
        for link in links_of(page, base) if depth < DEEPEST else []:
            if kind_of(link) not in seen:
                seen.add(kind_of(link))
                queue.append((link, depth + 1))


def look_at_the_sizes(page, role: str, kind: str, device: str) -> list[str]:
    """Photograph the page at each size, the role's own last so that the walk goes on there; gives where it is too wide."""
    found, name = [], f"{role}/{kind}"
    sizes = [device] if kind in AT_EVERY_SIZE else sorted(SIZES, key=lambda one: one == device)
    AT_EVERY_SIZE.add(kind)
    for size in sizes:
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        take_screenshot(page, f"{size}/{name}")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{page.url} is wider than a window of {width} pixels")
    return found


@pytest.mark.parametrize(("role", "device"), ROLES.items())
def test_every_page_a_role_can_reach_fits_its_window_and_has_no_axe_finding(
    demo_server, open_page, enter_as, role, device
):
    page = enter_as(open_page(device), role)
    faults, kinds = [], []
    for kind in walk(page, demo_server.url, page.url):
        kinds.append(kind)
        try:
            assert_no_axe_findings(page)
        except AssertionError as finding:
            faults.append(str(finding))
        faults += look_at_the_sizes(page, role, kind, device)
    assert not faults, "\n".join(faults)
    assert len(kinds) >= 2

"""How far people have to walk: pages that open, fields that they fill in, and presses, counted by person."""

import re
from collections import Counter
from dataclasses import dataclass, field

from playwright.sync_api import Page


@dataclass
class Walker:
    """One person at one browser; what goes through these functions is counted."""

    page: Page
    counts: Counter = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Every page that opens in the window counts, redirects as one."""
        self.page.on("domcontentloaded", lambda _: self.counts.update(pages=1))

    def fill(self, selector: str, value: str) -> None:
        """Type into a field."""
        self.counts["fields"] += 1
        self.page.fill(selector, value)

    def choose(self, selector: str, **what) -> None:
        """Pick from a list."""
        self.counts["fields"] += 1
        self.page.select_option(selector, **what)

    def upload(self, selector: str, name: str, content: bytes) -> None:
        """Choose a file."""
        self.counts["fields"] += 1
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        self.page.set_input_files(selector, {"name": name, "mimeType": kind, "buffer": content})

    def press(self, name: str | re.Pattern, *, role: str = "button", first: bool = False) -> None:
        """Press a button or follow a link, by its words."""
        self.counts["presses"] += 1
        target = self.page.get_by_role(role, name=name, exact=True)
        (target.first if first else target).click()

    def follow(self, name: str) -> None:
        """Follow a link by its words."""
        self.press(name, role="link", first=True)

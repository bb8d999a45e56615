"""The browsers on the road: a window per person, closed after its story, photographed when the story fails."""

import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page, Playwright

from tests.browser.devices import CHROMIUM_ARGUMENTS, DEVICES, watch_page, write_fontconfig
from tests.programs import explain, find_chromium

# Outcomes are awaited; on a busy machine they take their time.
PATIENCE_MS = 60_000


def launch(driver: Playwright, folder: Path) -> Browser:
    """One Chromium for all stories. Raises SystemExit with what to install."""
    program = find_chromium()
    if program is None:
        raise SystemExit(explain("chromium", "EXAMAPP_CHROMIUM"))
    environment = {**os.environ, "FONTCONFIG_FILE": str(write_fontconfig(folder))}
    arguments = [*CHROMIUM_ARGUMENTS, "--no-proxy-server"]
    return driver.chromium.launch(executable_path=program, args=arguments, env=environment)


class Windows:
    """The windows of one story; `faults` are script errors, refusals of the content policy, requests to other machines."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list = []
        self.faults: list[str] = []

    def open(self, device: str, url: str, *, state: dict | None = None) -> Page:
        """A fresh window of that size in front of the site; `state`: signed in before, on the same device."""
        options = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", **DEVICES[device]}
        context = self.browser.new_context(**options, storage_state=state, accept_downloads=True)
        context.set_default_timeout(PATIENCE_MS)
        context.set_default_navigation_timeout(PATIENCE_MS)
        own = (urlsplit(url).hostname,)
        context.on("page", lambda page: watch_page(page, self.faults, own=own))
        self.contexts.append(context)
        return context.new_page()

    def photograph(self, folder: Path) -> list[Path]:
        """Every open window as it stands; one that cannot be photographed is left out."""
        folder.mkdir(parents=True, exist_ok=True)
        pictures = []
        for page in [page for context in self.contexts for page in context.pages]:
            path = folder / f"window-{len(pictures) + 1}.png"
            with suppress(Error):
                page.screenshot(path=path, full_page=True, timeout=10_000)
                pictures.append(path)
        return pictures

    def close(self) -> None:
        """All of them."""
        for context in self.contexts:
            with suppress(Error):
                context.close()

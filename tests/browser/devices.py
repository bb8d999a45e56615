"""The windows that the stories look through: a phone, an inspector's tablet, an office screen."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pylopdf_fonts_zh_cn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
TABLET = {"viewport": {"width": 1180, "height": 820}, "device_scale_factor": 1, "has_touch": True}
DESKTOP = {"viewport": {"width": 1440, "height": 900}, "device_scale_factor": 1}
DEVICES = {"phone": PHONE, "tablet": TABLET, "desktop": DESKTOP}

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--font-render-hinting=none",
]
SCREENSHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir><cachedir>{cache}</cachedir>
  <alias binding="same"><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias binding="same"><family>serif</family><prefer><family>Noto Serif SC</family></prefer></alias>
  <alias binding="same"><family>monospace</family><prefer><family>Noto Sans SC</family></prefer></alias>
</fontconfig>
"""


def write_fontconfig(folder: Path) -> Path:
    """The same Chinese font on every machine: the one from the locked package, whatever the system has."""
    fonts = Path(pylopdf_fonts_zh_cn.sans_path()).parent
    path = folder / "fonts.conf"
    path.write_text(FONTCONFIG.format(fonts=fonts, cache=folder / "fontcache"), encoding="utf-8")
    return path


OWN_MACHINE = ("127.0.0.1", "localhost")


def watch_page(page, faults: list[str], *, own: tuple[str, ...] = OWN_MACHINE) -> None:
    """Collect what must never happen on a page: script errors, things the content policy refused, requests to others than `own`."""
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("console", lambda message: _note(faults, page.url, message.text))
    page.on("request", lambda request: _note_foreign(faults, page.url, request.url, own))


def _note(faults: list[str], address: str, text: str) -> None:
    if "Content Security Policy" in text:
        faults.append(f"{address}: {text}")


def _note_foreign(faults: list[str], address: str, wanted: str, own: tuple[str, ...]) -> None:
    parts = urlsplit(wanted)
    if parts.scheme in ("http", "https") and parts.hostname not in own:
        faults.append(f"{address} asks another machine: {wanted}")


def _run_axe(page):
    """Of a page that stands still: a link may have been followed a moment ago, and axe was in the page before."""
    for _ in range(3):
        page.wait_for_load_state()
        try:
            return Axe().run(page)
        except Error:
            page.wait_for_timeout(200)
    return Axe().run(page)


def assert_no_axe_findings(page, *, allowed: tuple[str, ...] = ()) -> None:
    """No rule of axe-core is broken on the page as it stands; `allowed` names rules, each with a reason beside it."""
    found = [one for one in _run_axe(page).response["violations"] if one["id"] not in allowed]
    told = [
        f"{one['id']} ({one['help']}): {node['html'][:160]}" for one in found for node in one["nodes"][:5]
    ]
    assert not told, f"{page.url}\n" + "\n".join(told)


def take_screenshot(page, name: str, *, whole: bool = True) -> Path:
    """Write build/screenshots/NAME.png, of the whole page or of the window."""
    path = SCREENSHOTS / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=path, full_page=whole, animations="disabled")
    return path


OpenPage = Callable[..., object]

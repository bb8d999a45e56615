"""What is sent to candidates and inspectors on site runs on Chrome and WebView 79 and on iOS 13.4.

KNOWN lists what such a browser still misses and how the page stands without it; the list may only become shorter.
"""

import re
from pathlib import Path

import pytest

from examapp.adapters.assets import assets_of
from examapp.paths import STATIC
from tests.house.tree import files, text

SHEETS = ("phone", "tablet", "admin", "item-types", "practice", "camera")
SCRIPTS = (
    "answering-worker.js", "check-browser.js", "restore-display.js", "start.js",
    "attempt/page.js", "attempt/left-copy.js", "face/camera.js", "face/pictures.js", "face/words.js",
    *(f"behaviours/{name}.js" for name in (
        "announce-handover", "answer-practice", "await-network", "await-nod", "change-contrast", "change-type-size",
        "check-phone",
        "confirm-in-page", "copy-link", "count-down", "draw-signature", "follow-handover", "follow-progress",
        "forget-page", "poll-region", "preview-document", "print-page",
        "show-afresh", "show-online", "step-number", "toggle-menu", "use-passkey", "warn-storage", "watch-face",
        "watch-moments",
    )),
)  # fmt: skip
# What came after the oldest browsers, by the sign that shows it in a sheet.
IN_SHEETS = {
    "@layer": r"@layer",
    "@container": r"@container",
    "nesting": r"[{;}]\s*&",
    ":has": r":has\(",
    ":where": r":where\(",
    ":focus-visible": r":focus-visible",
    "inset": r"[;{]inset(?:-inline|-block)?:",
    "aspect-ratio": r"[;{]aspect-ratio:",
    "accent-color": r"[;{]accent-color:",
    "color-mix": r"color-mix\(",
    "overflow: clip": r"overflow(?:-[xy])?:clip",
    "ranges of media": r"@media[^{]*[<>]",
    "scripting": r"\(scripting:",
    "text-wrap": r"[;{]text-wrap:",
    "shorthands of logical sides": r"[;{](?:margin|padding|border)-(?:inline|block):",
    "dvh, nothing before it": r"\{(?![^{}]*\dvh)[^{}]*\d[dsl]vh",
    "underlines": r"[;{]text-(?:underline-offset|decoration-thickness):",
}
IN_SCRIPTS = {
    "?.": r"\?\.(?!\d)",
    "??": r"\?\?",
    "logical assignment": r"(?:\|\||&&)=",
    "replaceAll": r"\.replaceAll\(",
    "replaceChildren": r"\.replaceChildren\(",
    "structuredClone": r"\bstructuredClone\(",
    "at": r"\.at\(",
    "hasOwn": r"\bhasOwn\(",
    "findLast": r"\.findLast",
    "copies of arrays": r"\.to(?:Sorted|Reversed|Spliced)\(",
    "fields of classes": r"\bclass \w+[^{]*\{\s*(?:static )?#?\w+\s*[=;]",
    "private names": r"this\.#",
    "AbortSignal.timeout": r"AbortSignal\.(?:timeout|any)\(",
    "Promise.any": r"Promise\.any\(",
    "lookbehind": r"\(\?<[=!]",
    "await outside of functions": r"^(?:const .*= )?await ",
    "static blocks": r"\bstatic \{",
    "in of private names": r"#\w+ in ",
    "randomUUID": r"\brandomUUID\(",
    "requestIdleCallback": r"\brequestIdleCallback\b",
    "import maps": r"importmap",
}
# What ES3 does not know: check-browser.js speaks to browsers that read nothing newer.
AFTER_ES3 = (
    r"\b(?:let|const|class|async|await|import|export|of)\b|=>|`|\.\.\.|,\s*[}\])]|\*\*"
    r"|\.(?:forEach|map|remove|append|dataset)\b"
)
FOCUS = "the browser draws its own ring"
LOOKS = "the look is a little plainer"
KNOWN = {
    "phone": {":has": "a chosen card has no blue ground, its letter has", ":focus-visible": FOCUS,
              "accent-color": LOOKS, "text-wrap": LOOKS, "underlines": LOOKS},
    "tablet": {":has": "as on the phone; a row with a link is no target", ":focus-visible": FOCUS,
               "accent-color": LOOKS, "text-wrap": LOOKS, "underlines": LOOKS},
    "admin": {":has": "public pages do not stretch to the foot of the window", ":focus-visible": FOCUS,
              "accent-color": LOOKS, "text-wrap": LOOKS, "underlines": LOOKS,
              "scripting": "the menu of staff stays open"},
    "item-types": {":has": "picture and answers stand below each other on a wide tablet", ":focus-visible": FOCUS,
                   "text-wrap": LOOKS},
    "camera": {"aspect-ratio": "@supports gives the height"},
}  # fmt: skip


def signs(page: str, table: dict[str, str]) -> set[str]:
    return {name for name, sign in table.items() if re.search(sign, page, re.MULTILINE)}


def sent(name: str) -> str:
    return assets_of(STATIC).find(name).body.decode()


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_holds_nothing_newer_than_what_is_known(name):
    assert signs(sent(f"css/{name}.css"), IN_SHEETS) == set(KNOWN.get(name, {}))


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_holds_nothing_newer_than_the_oldest_browsers(name):
    code = re.sub(r"^\s*//.*", "", sent(f"js/{name}"), flags=re.MULTILINE)
    assert signs(code, IN_SCRIPTS) == set()


def test_what_tells_older_browsers_so_is_written_for_them():
    code = re.sub(r"/\*.*?\*/", "", sent("js/check-browser.js"), flags=re.DOTALL)
    assert re.findall(AFTER_ES3, re.sub(r'"[^"]*"', '""', code)) == []


def test_pages_of_people_who_answer_say_it_before_any_other_script():
    layout = text(Path("templates/layouts/phone.html"))
    assert "js/check-browser.js" in layout
    base = text(Path("templates/layouts/base.html"))
    assert base.index("block floor") < base.index("<script")


def test_every_behaviour_of_pages_for_candidates_is_among_the_scripts():
    named = set()
    for path in files(".html", under=("templates",)):
        page = text(path)
        if "layouts/admin.html" not in page and "staff" not in path.name:
            for words in re.findall(r'data-behaviour="([\w -]+)"', page):
                named.update(f"behaviours/{word}.js" for word in words.split())
    staff = {
        f"behaviours/{name}.js"
        for name in (
            "pick-by-key",
            "search-list",
            "send-pictures",
            "show-preview",
            "submit-filter",
            "watch-board",
        )
    }
    assert named - set(SCRIPTS) - staff == set()

"""Has pictures of answer cards read in a process of its own; the parts for it may be missing."""

import base64
import importlib.util
import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from examapp.adapters.children import talking_child
from examapp.domain.answer_cards.layout import CardItem

_MODULE = "examapp.adapters.answer_cards.card_child"
_PARTS = ("cv2", "numpy", "zxingcpp")
# 300 pages of a scanner on a slow machine.
MOST_WAITING = 400
Inks = list[list[list[float | None]]]


@dataclass(frozen=True, slots=True)
class Form:
    """What a card must be laid out by: its slots and the size of print."""

    items: tuple[CardItem, ...]
    size: str


@dataclass(frozen=True, slots=True)
class PageReading:
    """One picture. `refused`: why nothing was read of it, "" when it was.

    `inks`: per row of the page its boxes and those of 改, 0 to 1, None = not seen; `flat`: the page laid flat, JPEG.
    """

    refused: str = ""
    form: str = ""
    page: int = 0
    inks: Inks | None = None
    flat: bytes = b""


class CardReader:
    """Reads answer cards where OpenCV and zxing-cpp are installed (extra "cards")."""

    def is_installed(self) -> bool:
        """Whether the parts are there; nothing of them is loaded into this process."""
        return all(importlib.util.find_spec(part) is not None for part in _PARTS)

    def read(
        self, content: bytes, forms: Mapping[str, Form], progress: Callable[[int], None] | None = None
    ) -> list[PageReading]:
        """Every picture of a file, in its order; `forms` are those that may come, `progress` gets how many are read.

        What the child does not come to (a limit, a fault) is one refused picture at the end: "unreadable".
        """
        head = {
            code: {
                "size": form.size,
                "items": [[item.kind, item.choices, item.lefts] for item in form.items],
            }
            for code, form in forms.items()
        }
        with talking_child(_MODULE, seconds=MOST_WAITING) as child:
            return _talk(child, json.dumps(head).encode() + b"\n" + content, progress)


def _talk(
    child: subprocess.Popen, question: bytes, progress: Callable[[int], None] | None
) -> list[PageReading]:
    pages: list[PageReading] = []
    try:
        child.stdin.write(question)
        child.stdin.close()
        for line in child.stdout:
            said = json.loads(line)
            if "end" in said:
                return pages
            pages.append(_reading(said))
            if progress:
                progress(len(pages))
    except (OSError, ValueError, KeyError):
        pass
    return [*pages, PageReading(refused="unreadable")]


def _reading(said: Mapping) -> PageReading:
    if "refused" in said:
        return PageReading(refused=said["refused"])
    flat = base64.b64decode(said["flat"])
    return PageReading("", said["form"], said["page"], said["inks"], flat)

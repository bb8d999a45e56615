"""Reads pictures of answer cards in a process of its own, within limits of time and memory.

Run as `python -m examapp.adapters.answer_cards.card_child`: one line of JSON (the forms that may come, as in
reader.CardReader), then the bytes of the file. Lines of JSON go out, one for each picture of the file.
"""

import base64
import json
import sys
from collections.abc import Mapping

import cv2
import numpy
from numpy.typing import NDArray

from examapp.adapters.answer_cards.files import pictures_of
from examapp.adapters.answer_cards.pixels import PageRefusedError, find_page, measure_page
from examapp.adapters.children import limit_this_process
from examapp.domain.answer_cards.layout import PRINTS, CardItem, lay_out

MOST_MEMORY = 3 * 1024**3
MOST_SECONDS = 300
JPEG_QUALITY = 75


def main() -> None:
    """Limits first, then the file."""
    limit_this_process(MOST_MEMORY, MOST_SECONDS)
    cv2.setNumThreads(1)
    line, _, content = sys.stdin.buffer.read().partition(b"\n")
    forms = json.loads(line)
    try:
        for picture in pictures_of(content):
            _say(_read(picture, forms))
    except PageRefusedError as error:
        _say({"refused": error.code})
    _say({"end": True})


def _read(picture: NDArray[numpy.uint8], forms: Mapping[str, Mapping]) -> dict:
    try:
        found = find_page(picture)
        form = forms.get(found.form)
        if form is None:
            raise PageRefusedError("other_quiz")
        size = PRINTS[form["size"]]
        items = [CardItem(kind, tuple(choices), tuple(lefts)) for kind, choices, lefts in form["items"]]
        pages = lay_out(items, size)
        if found.page > len(pages):
            raise PageRefusedError("other_quiz")
        rows = measure_page(found.flat, pages[found.page - 1], size.side)
    except PageRefusedError as error:
        return {"refused": error.code}
    _, packed = cv2.imencode(".jpg", found.flat, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return {
        "form": found.form,
        "page": found.page,
        "inks": [[_rounded(row.inks), _rounded(row.changes)] for row in rows],
        "flat": base64.b64encode(packed.tobytes()).decode("ascii"),
    }


def _rounded(inks: tuple[float | None, ...]) -> list[float | None]:
    return [None if ink is None else round(ink, 4) for ink in inks]


def _say(words: Mapping) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

"""Counts what the reader makes of many generated cards: `python -m tests.answer_cards.trial --pages 200 --seed 7`."""

import argparse
import random
import time
from collections import Counter

from examapp.adapters.answer_cards.pixels import PageRefusedError, find_page, measure_page
from examapp.domain.answer_cards.layout import PRINTS
from examapp.domain.answer_cards.readings import Mark, mark_of, read_row
from tests.answer_cards.hands import MIXED, PHOTO, POOR, SCAN, SHADOW, fill_page, printed, take_picture

CAMERAS = {"scan": SCAN, "photo": PHOTO, "shadow": SHADOW, "poor": POOR}
FORMS = ("7KQ2M9XTA4WZ", "0123456789AB", "ZYXWVTSRQPNM")


def try_pages(camera: str, pages: int, seed: str) -> Counter:
    """Counts: pages, refused:<why>, other (page of another), boxes, wrong, asked, rows, row_wrong, row_asked, cpu."""
    counts: Counter = Counter()
    for number in range(pages):
        dice = random.Random(f"{seed}/{camera}/{number}")
        form, size = dice.choice(FORMS), dice.choice(("normal", "normal", "large"))
        page, print_ = dice.choice(printed(form, size))
        filled = fill_page(page, print_, MIXED, dice, PRINTS[size].side)
        picture = take_picture(filled.picture, CAMERAS[camera], dice)
        counts["pages"] += 1
        began = time.process_time()
        try:
            found = find_page(picture)
            inks = measure_page(found.flat, page, PRINTS[size].side)
        except PageRefusedError as error:
            counts[f"refused:{error.code}"] += 1
            continue
        if (found.form, found.page) != (form, page.number):
            counts["other"] += 1
            continue
        counts["cpu"] += time.process_time() - began
        _compare(counts, page, filled, inks)
    return counts


def _compare(counts: Counter, page, filled, inks) -> None:
    for number, (row, row_inks) in enumerate(zip(page.rows, inks, strict=True)):
        for is_change, values in ((False, row_inks.inks), (True, row_inks.changes)):
            for place, ink in enumerate(values):
                mark, meant = mark_of(ink), filled.marks[number, is_change, place]
                counts["boxes"] += 1
                counts["asked"] += mark is Mark.doubtful
                counts["wrong"] += mark is not Mark.doubtful and (mark is Mark.marked) is not meant
        kind = MIXED[row.slot].kind
        reading = read_row(row, row_inks.inks, row_inks.changes, several=kind == "multiple")
        counts["rows"] += 1
        counts["row_asked"] += bool(reading.doubt)
        counts["row_wrong"] += not reading.doubt and reading.values != filled.meant[row.slot, row.part]


def main() -> None:
    """Print one line a camera."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--seed", default="7")
    parser.add_argument("--cameras", default=",".join(CAMERAS))
    given = parser.parse_args()
    for camera in given.cameras.split(","):
        counts = try_pages(camera, given.pages, given.seed)
        print(camera, {name: round(count, 1) for name, count in sorted(counts.items())}, flush=True)


if __name__ == "__main__":
    main()

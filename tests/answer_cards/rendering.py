"""Renders a card as pictures in a process of its own, as the product prints: no test process ever loads typst.

Run as `python -m tests.answer_cards.rendering`: JSON of template, data and dots an inch comes in, a line a page goes
out, a picture in base 64.
"""

import base64
import json
import sys

import typst

from examapp.adapters.documents.fonts import Glyphs, covered_characters, font_folder
from examapp.adapters.documents.print_child import TEMPLATES, with_glyphs


def main() -> None:
    """One document, one line a page."""
    order = json.loads(sys.stdin.buffer.read())
    folder = font_folder("")
    data = with_glyphs(order["data"], Glyphs(covered_characters(folder)))
    made = typst.compile(
        str(TEMPLATES / order["template"]),
        font_paths=[str(folder)],
        ignore_system_fonts=True,
        format="png",
        ppi=order["ppi"],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    for page in made if isinstance(made, list) else [made]:
        sys.stdout.write(base64.b64encode(page).decode("ascii") + "\n")


if __name__ == "__main__":
    main()

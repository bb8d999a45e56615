"""Prints one document in a process of its own: typst and the fonts hold threads and native state that no server should.

Run as `python -m examapp.adapters.documents.print_child`; JSON comes in (see Printer), the PDF goes out.
Exits with NO_FONT when the folder holds no font.
"""

import json
import sys
from pathlib import Path

import typst

from examapp.adapters.children import limit_this_process
from examapp.adapters.documents.fonts import Glyphs, covered_characters, extra_characters, font_folder
from examapp.adapters.documents.printing import NO_FONT

TEMPLATES = Path(__file__).resolve().parent / "typst"
MOST_MEMORY = 4 * 1024**3
MOST_SECONDS = 150
# Pictures, which no font draws.
_DRAWN = frozenset({"qr", "ink", "inks", "svg"})


def main() -> None:
    """Limits first, then the document."""
    limit_this_process(MOST_MEMORY, MOST_SECONDS)
    order = json.loads(sys.stdin.buffer.read())
    folder, extra = font_folder(order["font_dir"]), order["extra_font_dir"]
    try:
        covered = covered_characters(folder)
    except FileNotFoundError:
        sys.exit(NO_FONT)
    folders = [folder]
    if extra:
        # Only what typst itself takes for a font counts: what it passes over would print as an empty box.
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[extra])
        taken = {Path(font.path) for font in fonts.fonts() if font.path}
        covered, folders = covered | extra_characters(taken), [folder, Path(extra)]
    sys.stdout.buffer.write(_compile(order, folders, with_glyphs(order["data"], Glyphs(covered))))


def with_glyphs(data: dict, glyphs: Glyphs) -> dict:
    """The same data as the fonts can draw it, with a note of what stands for what, and signs to be set small."""
    drawable = {name: value if name in _DRAWN else _drawable(value, glyphs) for name, value in data.items()}
    return {**drawable, "note": data.get("note", "") + glyphs.note(), "set_signs": glyphs.set_signs}


def _drawable(value: object, glyphs: Glyphs) -> object:
    if isinstance(value, str):
        return glyphs.drawable(value)
    if isinstance(value, list):
        return [_drawable(part, glyphs) for part in value]
    if isinstance(value, dict):
        return {name: part if name in _DRAWN else _drawable(part, glyphs) for name, part in value.items()}
    return value


def _compile(order: dict, folders: list[Path], data: dict) -> bytes:
    attached = {"record": order["attachment"]} if order["attachment"] else {}
    return typst.compile(
        str(TEMPLATES / order["template"]),
        font_paths=[str(folder) for folder in folders],
        ignore_system_fonts=True,
        # An archive has no date of its own that two exports would share, and PDF/A asks for one.
        pdf_standards="a-3b" if attached else "1.7",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), **attached},
    )


if __name__ == "__main__":
    main()

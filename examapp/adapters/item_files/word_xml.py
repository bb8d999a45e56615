"""Word 2003 XML: paragraphs and tables of one XML file, read as typed text."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from examapp.adapters.item_files.safe_xml import name_of
from examapp.adapters.item_files.stories import Block, Table

_SKIPPED = (
    "pPr",
    "rPr",
    "binData",
    "instrText",
    "delText",
    "hdr",
    "ftr",
    "footnote",
    "endnote",
    "annotation",
)


def blocks_of_word_xml(root: Element) -> tuple[list[Block], list[tuple[str, str]]]:
    """Blocks of the body, and what is left out: (hidden_text, struck_text or picture, words)."""
    left_out: list[tuple[str, str]] = []
    body = next((one for one in root.iter() if name_of(one) == "body"), root)
    return list(_blocks(body, left_out)), left_out


def _blocks(parent: Element, left_out: list[tuple[str, str]]) -> Iterator[Block]:
    for child in parent:
        kind = name_of(child)
        if kind == "p":
            yield _text(child, left_out)
        elif kind == "tbl":
            yield _table(child, left_out)
        elif kind not in ("sectPr", *_SKIPPED):
            yield from _blocks(child, left_out)


def _table(table: Element, left_out: list[tuple[str, str]]) -> Table:
    rows = []
    for row in (one for one in table if name_of(one) == "tr"):
        cells = (one for one in row if name_of(one) == "tc")
        rows.append(
            ["\n".join(_text(one, left_out) for one in cell.iter() if name_of(one) == "p") for cell in cells]
        )
    return Table(rows)


def _text(paragraph: Element, left_out: list[tuple[str, str]]) -> str:
    pieces = []
    for run in (one for one in paragraph.iter() if name_of(one) == "r"):
        words = "".join(map(_piece, run))
        if any(name_of(one) == "pict" for one in run):
            left_out.append(("picture", ""))
        if reason := _unseen(run):
            left_out.append((reason, words[:200]))
        else:
            pieces.append(words)
    return "".join(pieces)


def _piece(element: Element) -> str:
    kind = name_of(element)
    return {"t": element.text or "", "br": "\n", "tab": " "}.get(kind, "")


def _unseen(run: Element) -> str:
    facts = [name_of(one) for part in run if name_of(part) == "rPr" for one in part if not _is_off(one)]
    if "vanish" in facts:
        return "hidden_text"
    return "struck_text" if "strike" in facts or "dstrike" in facts else ""


def _is_off(fact: Element) -> bool:
    return any(name.endswith("val") and value in ("off", "0", "false") for name, value in fact.attrib.items())

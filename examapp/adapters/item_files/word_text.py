"""The words of a Word paragraph as a reader sees them: soft line ends, ticks drawn by fonts, low and high digits, accepted changes."""

from collections.abc import Iterator

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from examapp.adapters.item_files.markup import HIGH, LOW

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
# Ticks and crosses that Word keeps as a place in a picture font, with or without its private 0xF000.
_SYMBOLS = {
    ("wingdings", 0xFC): "√", ("wingdings", 0xFB): "×", ("wingdings", 0xFE): "√", ("wingdings", 0xFD): "×",
    ("wingdings 2", 0x50): "√", ("wingdings 2", 0x4F): "×", ("wingdings 2", 0x52): "√", ("wingdings 2", 0x51): "×",
    ("symbol", 0xD6): "√", ("symbol", 0xB4): "×", ("symbol", 0xB0): "°", ("symbol", 0xB1): "±", ("symbol", 0xA3): "≤",
    ("symbol", 0xB3): "≥", ("symbol", 0x6D): "μ", ("symbol", 0xAE): "→",
}  # fmt: skip
# Struck by an editor, a fallback of what is read already, or a paragraph of its own.
_SKIPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:pPr"), qn("w:rPr"), _MC + "Fallback", qn("w:txbxContent"),
            qn("w:footnoteReference"), qn("w:commentReference"), qn("w:rt")}  # fmt: skip


def paragraph_text(paragraph: BaseOxmlElement) -> str:
    """All words of one w:p, without those of text boxes in it."""
    return "".join(_pieces(paragraph))


def _pieces(element: BaseOxmlElement) -> Iterator[str]:
    for child in element.iterchildren():
        tag = child.tag
        if tag in _SKIPPED:
            continue
        if tag == qn("w:t"):
            yield _shifted(child.getparent(), child.text or "")
        elif tag == _M + "t":
            yield child.text or ""
        elif tag in _BREAKS:
            yield _BREAKS[tag]
        elif tag == qn("w:sym"):
            yield _symbol(child)
        else:
            yield from _pieces(child)


def _symbol(sign: BaseOxmlElement) -> str:
    try:
        code = int(sign.get(qn("w:char"), ""), 16) & 0xFF
    except ValueError:
        return ""
    return _SYMBOLS.get((sign.get(qn("w:font"), "").casefold(), code), "")


def _shifted(run: BaseOxmlElement, text: str) -> str:
    place = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    signs = {"subscript": LOW, "superscript": HIGH}.get(
        place.get(qn("w:val"), "") if place is not None else ""
    )
    return text.translate(signs) if signs and all(ord(one) in signs for one in text) else text


def boxes_of(paragraph: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """The contents of text boxes that hang on a paragraph, each once."""
    for box in paragraph.iter(qn("w:txbxContent")):
        outer = [one.tag for one in box.iterancestors()]
        # An old program's copy of the same box, or a box that its outer box gives already.
        if (
            _MC + "Fallback" not in outer
            and qn("w:txbxContent") not in outer[: outer.index(paragraph.tag) + 1]
        ):
            yield box

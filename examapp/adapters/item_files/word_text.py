"""The words of a Word paragraph as a reader sees them: soft line ends, ticks drawn by fonts, low and high digits,
accepted changes.
"""

import re
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
    """All words of one w:p that a reader sees, without those of text boxes in it."""
    return "".join(_pieces(paragraph))


def _words(run: BaseOxmlElement) -> str:
    return "".join(one.text or "" for one in run.iter(qn("w:t")))


def unseen_texts(paragraph: BaseOxmlElement) -> Iterator[tuple[str, str]]:
    """Words that are hidden or struck through, each with the reason."""
    for run in paragraph.iter(qn("w:r")):
        if (reason := _unseen(run)) and _words(run).strip():
            yield reason, _words(run)


def is_marked(paragraph: BaseOxmlElement) -> bool:
    """Whether all words of a paragraph are red, as people mark the right choice."""
    runs = [run for run in paragraph.iter(qn("w:r")) if _words(run).strip()]
    return bool(runs) and all(map(_is_red, runs))


def _is_red(run: BaseOxmlElement) -> bool:
    colour = run.find(f"{qn('w:rPr')}/{qn('w:color')}")
    value = colour.get(qn("w:val"), "") if colour is not None else ""
    try:
        red, green, blue = (int(value[at : at + 2], 16) for at in (0, 2, 4))
    except ValueError:
        return False
    return red >= 0xB0 and green <= 0x50 and blue <= 0x50


def _unseen(run: BaseOxmlElement) -> str:
    """Why a run is not seen as said: hidden_text, struck_text, or ""."""
    properties = run.find(qn("w:rPr"))
    if properties is None:
        return ""
    for name, reason in (
        ("w:vanish", "hidden_text"),
        ("w:strike", "struck_text"),
        ("w:dstrike", "struck_text"),
    ):
        sign = properties.find(qn(name))
        if sign is not None and sign.get(qn("w:val"), "1") not in ("0", "false", "off"):
            return reason
    return ""


def _pieces(element: BaseOxmlElement) -> Iterator[str]:
    for child in element.iterchildren():
        tag = child.tag
        if tag in _SKIPPED or (tag == qn("w:r") and _unseen(child)):
            continue
        if tag == qn("w:t"):
            yield _shifted(child.getparent(), child.text or "")
        elif tag == _M + "t":
            yield child.text or ""
        elif tag in _FORMULAS:
            yield _FORMULAS[tag](child)
        elif tag in _BREAKS:
            yield _BREAKS[tag]
        elif tag == qn("w:sym"):
            yield _symbol(child)
        else:
            yield from _pieces(child)


def _part(formula: BaseOxmlElement, name: str) -> str:
    part = formula.find(_M + name)
    return "".join(_pieces(part)) if part is not None else ""


def _bracketed(text: str) -> str:
    """A part of several terms in brackets, so that 1/(a+b) stays what it is."""
    return text if re.fullmatch(r"[\w.%°²³]*|[(（].*[)）]", text) else f"({text})"


def _fraction(formula: BaseOxmlElement) -> str:
    return f"{_bracketed(_part(formula, 'num'))}/{_bracketed(_part(formula, 'den'))}"


def _raised(formula: BaseOxmlElement) -> str:
    text = _part(formula, "sup")
    signs = text.translate(HIGH) if all(ord(one) in HIGH for one in text) else f"^{_bracketed(text)}"
    return _bracketed(_part(formula, "e")) + signs


def _lowered(formula: BaseOxmlElement) -> str:
    text = _part(formula, "sub")
    signs = text.translate(LOW) if all(ord(one) in LOW for one in text) else f"_{_bracketed(text)}"
    return _part(formula, "e") + signs


def _root(formula: BaseOxmlElement) -> str:
    degree = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(_part(formula, "deg").strip())
    inner = _bracketed(_part(formula, "e"))
    return f"{degree}{inner}" if degree else f"{inner}^(1/{_part(formula, 'deg')})"


# Formulas of Word as a person would type them.
_FORMULAS = {_M + "f": _fraction, _M + "sSup": _raised, _M + "sSub": _lowered, _M + "rad": _root}


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

"""Numbers that Word draws and does not store: counted again from the numbering part, as Word counts them."""

from dataclasses import dataclass

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

_DIGITS = "〇一二三四五六七八九"
_MOST_STYLES = 20


@dataclass(frozen=True, slots=True)
class Level:
    """One depth of a list: the kind of its numbers, how they are shown (%1.), where they start."""

    kind: str
    shown: str
    start: int


class Counts:
    """How far each list has counted at each depth; a number of a lower depth lets the deeper ones begin again."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[str, int]] = {}

    def drawn(self, owner: str, depth: str, level: Level, start: int | None) -> str:
        """The next number as it is shown, with a blank behind; `start` lets the count begin anew."""
        counts = self._counts.setdefault(owner, {})
        if start is not None or depth not in counts:
            counts[depth] = (level.start if start is None else start) - 1
        counts[depth] += 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        return _drawn(level, depth, counts[depth])


class Numbering:
    """Counts along the document; lists of one abstract numbering share their count, unless a list says that it starts anew."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[tuple[str, str], Level] = {}
        self._owners: dict[str, str] = {}
        self._fresh: dict[tuple[str, str], int] = {}
        self._counts = Counts()
        self._styles: dict[str, tuple[str, str] | None] = {}
        self._document = document
        part = next((one.target_part for one in document.part.rels.values()
                     if not one.is_external and one.reltype.endswith("/numbering")), None)  # fmt: skip
        if part is not None and hasattr(part, "element"):
            self._read(part.element)

    def _read(self, root: BaseOxmlElement) -> None:
        for abstract in root.iter(qn("w:abstractNum")):
            owner = abstract.get(qn("w:abstractNumId"), "")
            for level in abstract.iter(qn("w:lvl")):
                found = Level(
                    _value(level, "w:numFmt"),
                    _value(level, "w:lvlText"),
                    _number(_value(level, "w:start"), 1),
                )
                self._levels[(owner, level.get(qn("w:ilvl"), "0"))] = found
        for number in root.iter(qn("w:num")):
            ident = number.get(qn("w:numId"), "")
            self._owners[ident] = _value(number, "w:abstractNumId")
            for change in number.iter(qn("w:lvlOverride")):
                if start := _value(change, "w:startOverride"):
                    self._fresh[(ident, change.get(qn("w:ilvl"), "0"))] = _number(start, 1)

    def of(self, paragraph: BaseOxmlElement) -> str:
        """What stands before the paragraph's words, e.g. "1." or "（A）"; empty when nothing is counted."""
        ident, depth = self._list_of(paragraph)
        owner = self._owners.get(ident, "")
        level = self._levels.get((owner, depth))
        if level is None or level.kind in ("", "bullet", "none"):
            return ""
        return self._counts.drawn(owner, depth, level, self._fresh.pop((ident, depth), None))

    def _list_of(self, paragraph: BaseOxmlElement) -> tuple[str, str]:
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if own is not None and own.find(qn("w:numId")) is not None:
            return _value(own, "w:numId"), _value(own, "w:ilvl") or "0"
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        held = self._of_style(style.get(qn("w:val"), "")) if style is not None else None
        return held or ("", "0")

    def _of_style(self, name: str) -> tuple[str, str] | None:
        if name not in self._styles:
            self._styles[name] = self._look_up(name)
        return self._styles[name]

    def _look_up(self, name: str) -> tuple[str, str] | None:
        styles = {
            one.get(qn("w:styleId"), ""): one for one in self._document.styles.element.iter(qn("w:style"))
        }
        for _ in range(_MOST_STYLES):
            style = styles.get(name)
            if style is None:
                return None
            held = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if held is not None and held.find(qn("w:numId")) is not None:
                return _value(held, "w:numId"), _value(held, "w:ilvl") or "0"
            name = _value(style, "w:basedOn")
        return None


def _drawn(level: Level, depth: str, count: int) -> str:
    sign = _counted(level.kind, count)
    own = f"%{_number(depth, 0) + 1}"
    # A sign of several levels (1.2.3) is drawn as its own level only: the rest is the question above.
    shown = level.shown if level.shown.count("%") == 1 and own in level.shown else f"{own}."
    drawn = shown.replace(own, sign)
    return (drawn if drawn != sign else f"{sign}.") + " " if sign else ""


def _counted(kind: str, count: int) -> str:
    if kind in ("upperLetter", "lowerLetter"):
        return chr(64 + count) if 1 <= count <= 26 else ""
    if "chinese" in kind.lower() or "ideograph" in kind.lower() or "taiwanese" in kind.lower():
        return _chinese(count)
    return str(count)


def _chinese(count: int) -> str:
    if not 1 <= count <= 99:
        return str(count)
    tens, ones = divmod(count, 10)
    head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def _number(text: str, default: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else default


def _value(parent: BaseOxmlElement, name: str) -> str:
    element = parent.find(qn(name))
    return element.get(qn("w:val"), "") if element is not None else ""

"""Web pages, also saved as .xls, .doc or .mht: what a reader sees, without scripts and what is hidden."""

import email
import email.policy
import re
from collections.abc import Mapping
from email.message import EmailMessage

from lxml import etree

from examapp.adapters.item_files.stories import Block, Table
from examapp.adapters.item_files.texts import decode
from examapp.adapters.tables.refusals import FileRefusedError

MOST_TAGS = 2_000_000
_UNSEEN = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "select", "svg", "object", "iframe"}
)
_STRUCK = frozenset({"s", "del", "strike"})
_BREAKS = frozenset({
    "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre",
    "section", "article", "dd", "dt", "dl",
    "form", "fieldset", "label", "hr", "center", "main",
})  # fmt: skip
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n]+")
_SUBS = str.maketrans("0123456789+-n", "₀₁₂₃₄₅₆₇₈₉₊₋ₙ")
_SUPS = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_UNCOUNTED = re.compile(r"list-style(?:-type)?\s*:[^;]{0,60}\bnone", re.IGNORECASE)
_OWN_NUMBER = re.compile(r"\s*[（(\[【]?(?:\d{1,4}|[A-Za-zＡ-Ｚ])\s*[.．、:：)）】\]]")
_MOST_SPAN = 60
_MOST_LEFT_OUT = 2_000


def is_mht(content: bytes) -> bool:
    """Whether a file is a saved page of a browser or of Word with all its parts."""
    head = content[:4_000].lower()
    return (
        head.lstrip(b"\xef\xbb\xbf \r\n").startswith((b"mime-version:", b"from:", b"message-id:"))
        and b"multipart/related" in head
    )


def page_of_mht(content: bytes) -> bytes:
    """The first page of such a file. Raises FileRefusedError(format_unknown)."""
    message = email.message_from_bytes(content, EmailMessage, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part.get_payload(decode=True) or b""
            named = part.get_content_charset()
            return (
                page
                if not named or _CHARSET.search(page[:2_000])
                else f'<meta charset="{named}">'.encode() + page
            )
    raise FileRefusedError("format_unknown")


def blocks_of_page(content: bytes) -> tuple[list[Block], list[tuple[str, str]]]:
    """Lines and tables of a page in their order, and what is left out: (hidden_text, struck_text or picture, words).

    Raises FileRefusedError(encoding, not_text, xml_too_deep).
    """
    page = _Page()
    # The parser closes what people leave open; it fetches nothing and knows no outer entities.
    parser = etree.HTMLParser(
        target=page, encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        etree.fromstring(_decoded(content).encode("utf-8"), parser)
    except etree.LxmlError:
        # Past a depth that no page of people has: what was read so far is told.
        page.close()
    return page.blocks, page.left_out


def _decoded(content: bytes) -> str:
    found = _CHARSET.search(content[:4_000])
    name = found[1].decode().lower() if found else ""
    if name in ("gb2312", "gbk", "x-gbk", "gb18030"):
        try:
            return content.decode("gb18030")
        except UnicodeDecodeError:
            pass
    return decode(content)


class _Page:
    """Only the outermost table with rows counts; a table in a cell gives its words to that cell."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._words: list[str] = []
        self.left_out: list[tuple[str, str]] = []
        self._hidden: list[str] = []
        self._why = ""
        self._tables: list[Table] = []
        self._cell: list[str] | None = None
        self._spans: tuple[int, int] = (1, 1)
        self._shift: list[str] = []
        self._count = 0
        # Lists around, each with its last number and its way of counting (None: none); what counts the open entry.
        self._lists: list[tuple[int, str] | None] = []
        self._lead = ""

    def start(self, tag: str, facts: Mapping[str, str]) -> None:
        """Open: a break, a row, a cell, or something nobody sees."""
        self._count += 1
        if self._count > MOST_TAGS:
            raise FileRefusedError("xml_too_deep")
        if self._hidden:
            self._hidden.append(tag)
            return
        self._why = "hidden_text" if "hidden" in facts or _HIDDEN.search(facts.get("style") or "") else ""
        self._why = "struck_text" if tag in _STRUCK else "unseen" if tag in _UNSEEN else self._why
        if self._why:
            self._hidden.append(tag)
            return
        if tag == "img":
            self._leave_out("picture", facts.get("alt") or "")
        if tag in ("sub", "sup"):
            self._shift.append(tag)
        elif tag == "br":
            self._words.append("\n")
        elif tag == "table":
            self._open_table()
        elif tag == "tr" and len(self._tables) == 1:
            self._end_cell()
            self._tables[0].rows.append([])
        elif tag in ("td", "th") and len(self._tables) == 1:
            self._end_cell()
            self._cell, self._words = [], []
            self._spans = (_span(facts.get("colspan")), _span(facts.get("rowspan")))
        elif tag in _BREAKS or tag in ("tr", "td", "th"):
            self._break()
            self._count_entry(tag, facts)

    def end(self, tag: str) -> None:
        """Close what was opened; a tag that closes nothing is nothing."""
        if self._hidden:
            self._hidden.pop()
            return
        if tag in ("sub", "sup") and self._shift:
            self._shift.pop()
        elif tag == "table" and self._tables:
            self._close_table()
        elif tag in ("td", "th") and len(self._tables) == 1:
            self._end_cell()
        elif tag in _BREAKS or tag == "tr":
            self._break()
            if tag in ("ol", "ul") and self._lists:
                self._lists.pop()

    def _count_entry(self, tag: str, facts: Mapping[str, str]) -> None:
        """Remember a list, or the number that a browser shows in front of its entry."""
        if tag in ("ol", "ul"):
            plain = tag == "ul" or _UNCOUNTED.search(facts.get("style") or "")
            first = facts.get("start") or "1"
            start = int(first) if first.isdecimal() and len(first) < 6 else 1
            self._lists.append(None if plain else (start - 1, facts.get("type") or "1"))
        elif tag == "li" and self._lists and (counted := self._lists[-1]):
            value = facts.get("value") or ""
            number = int(value) if value.isdecimal() and len(value) < 6 else counted[0] + 1
            self._lists[-1] = number, counted[1]
            self._lead = _counted(number, counted[1])

    def data(self, data: str) -> None:
        """Words; blanks are one blank, as a browser shows them."""
        if self._hidden:
            if data.strip() and self._why != "unseen" and self._hidden[-1] not in _UNSEEN:
                self._leave_out(self._why, data)
            return
        if self._tables and self._cell is None:
            return
        text = _BLANKS.sub(" ", data)
        if self._shift:
            text = text.translate(_SUBS if self._shift[-1] == "sub" else _SUPS)
        self._words.append(text)

    def close(self) -> None:
        """The end of the page: the words so far are a line of their own."""
        while self._tables:
            self._close_table()
        self._break()

    def _leave_out(self, reason: str, words: str) -> None:
        if len(self.left_out) < _MOST_LEFT_OUT:
            self.left_out.append((reason, _BLANKS.sub(" ", words[:400]).strip()[:200]))

    def _break(self) -> None:
        if self._cell is not None:
            self._words.append("\n")
            return
        text = "".join(self._words)
        self._words = []
        if self._lead and text.strip():
            # People who type their numbers themselves hide those of the list.
            text = text if _OWN_NUMBER.match(text) else self._lead + text.lstrip()
            self._lead = ""
        if text.strip() or "\n" in text:
            self.blocks.append(text)

    def _open_table(self) -> None:
        if not self._tables:
            self._break()
        self._tables.append(Table())

    def _close_table(self) -> None:
        if len(self._tables) == 1:
            self._end_cell()
            _spread(self._tables[0])
            self.blocks.append(self._tables[0])
        self._tables.pop()

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        lines = [line.strip() for line in "".join(self._words).split("\n")]
        table = self._tables[0]
        if not table.rows:
            table.rows.append([])
        row = table.rows[-1]
        wide, high = self._spans
        at = (len(table.rows) - 1, len(row))
        row += ["\n".join(line for line in lines if line), *[""] * (wide - 1)]
        if high > 1:
            table.merged.append((at, (at[0] + high - 1, at[1] + wide - 1)))
        self._cell, self._words = None, []


def _counted(number: int, way: str) -> str:
    if way in ("A", "a") and number <= 26:
        return f"{chr(ord(way) + number - 1)}. "
    return f"{number}. " if way == "1" else ""


def _span(value: str | None) -> int:
    return min(int(value), _MOST_SPAN) if value and value.isdecimal() and len(value) < 4 else 1


def _spread(table: Table) -> None:
    """Cells below one that reaches over several rows move to the right, so that columns stay below their heading."""
    for (top, left), (bottom, right) in sorted(table.merged):
        for row in table.rows[top + 1 : bottom + 1]:
            if left <= len(row):
                row[left:left] = [""] * (right - left + 1)

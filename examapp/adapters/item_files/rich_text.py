"""RTF: the words of paragraphs and table rows, without pictures, commands of fields, and what is hidden or struck."""

import re
from dataclasses import dataclass, replace

from examapp.adapters.item_files.stories import Block, Table
from examapp.adapters.tables.refusals import FileRefusedError

MOST_PARTS = 5_000_000
MOST_DEPTH = 2_000
_PART = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
# Groups whose words are no part of the text.
_ASIDE = frozenset({
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"headerl", b"headerr", b"headerf",
    b"footer", b"footerl", b"footerr", b"footerf", b"footnote", b"annotation",
    b"fldinst", b"listtable", b"listoverridetable", b"rsidtbl",
    b"generator", b"themedata", b"datastore", b"latentstyles", b"xmlnstbl", b"nonshppict", b"bkmkstart",
    b"bkmkend",
})  # fmt: skip
_SIGNS = {b"tab": " ", b"line": "\n", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
          b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " "}  # fmt: skip
_PAGES = {936: "gb18030", 950: "big5", 65001: "utf-8", 1252: "cp1252"}


@dataclass(slots=True)
class _State:
    """What holds in a group; `skip` signs follow one outside the code page, `unseen` says why words are left out."""

    aside: bool = False
    unseen: str = ""
    skip: int = 1


class _Text:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.left_out: list[tuple[str, str]] = []
        self._bytes = bytearray()
        self._words: list[str] = []
        self._cells: list[str] = []
        self._table: Table | None = None
        self._in_table = False
        self._stack: list[_State] = []
        self._state = _State()
        self._page = "gb18030"
        self._skips = 0
        self._starred = False

    def read(self, content: bytes) -> None:
        for count, part in enumerate(_PART.finditer(content)):
            if count > MOST_PARTS:
                raise FileRefusedError("xml_too_deep")
            word, number, code, sign, brace, plain = part.groups()
            if word is not None:
                self._word(word, int(number) if number else None)
            elif code is not None:
                self._byte(bytes.fromhex(code.decode()))
            elif sign is not None:
                self._sign(sign)
            elif brace is not None:
                self._group(brace)
            elif plain is not None:
                self._byte(plain)
        self._end_paragraph()
        self._end_table()

    def _group(self, brace: bytes) -> None:
        self._flush()
        if brace == b"{":
            if len(self._stack) > MOST_DEPTH:
                raise FileRefusedError("xml_too_deep")
            self._stack.append(self._state)
            self._state = replace(self._state)
        elif self._stack:
            self._state = self._stack.pop()
        self._starred = False

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._starred = True
        elif sign in (b"\\", b"{", b"}"):
            self._byte(sign)
        elif sign in (b"~", b"_", b"\n", b"\r"):
            self._say({b"~": " ", b"_": "-"}.get(sign, "\n"))

    def _byte(self, plain: bytes) -> None:
        if self._skips:
            gone = min(self._skips, len(plain))
            self._skips, plain = self._skips - gone, plain[gone:]
        self._bytes += plain

    def _flush(self) -> None:
        if self._bytes:
            words = self._bytes.decode(self._page, "replace")
            self._bytes.clear()
            self._say(words)

    def _say(self, words: str) -> None:
        if self._bytes:
            self._flush()
        if self._state.aside:
            return
        if self._state.unseen:
            if words.strip():
                self.left_out.append((self._state.unseen, words.strip()[:200]))
            return
        self._words.append(words)

    def _word(self, word: bytes, number: int | None) -> None:
        self._flush()
        state = self._state
        if word in _ASIDE or (self._starred and word != b"shppict"):
            if word == b"pict":
                self.left_out.append(("picture", ""))
            state.aside = True
        elif word == b"u" and number is not None:
            self._say(chr(number % 0x10000) if not 0xD800 <= number % 0x10000 < 0xE000 else "")
            self._skips = state.skip
        elif word in (b"par", b"row", b"cell", b"pard", b"intbl", b"trowd", b"sect", b"page"):
            self._layout(word)
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        elif word == b"uc":
            state.skip = max(0, min(number or 0, 8))
        elif word == b"ansicpg":
            self._page = _PAGES.get(number or 0, self._page)
        elif word in (b"v", b"strike", b"striked"):
            state.unseen = "" if number == 0 else "hidden_text" if word == b"v" else "struck_text"
        elif word == b"plain":
            state.unseen = ""
        self._starred = False

    def _layout(self, word: bytes) -> None:
        if self._state.aside:
            return
        if word in (b"intbl", b"trowd"):
            self._in_table = True
        elif word == b"pard":
            self._in_table = False
        elif word == b"cell":
            self._cells.append("".join(self._words).strip())
            self._words = []
        elif word == b"row":
            self._table = self._table or Table()
            self._table.rows.append(self._cells)
            self._cells, self._in_table = [], False
        elif self._in_table and word == b"par":
            self._words.append("\n")
        else:
            self._end_paragraph()

    def _end_paragraph(self) -> None:
        self._flush()
        text = "".join(self._words)
        self._words = []
        if text.strip() and not self._cells:
            self._end_table()
            self.blocks.append(text)

    def _end_table(self) -> None:
        if self._table is not None:
            self.blocks.append(self._table)
            self._table = None


def is_rich_text(content: bytes) -> bool:
    """Whether the first signs are those of RTF."""
    return content[:5] == b"{\\rtf"


def blocks_of_rich_text(content: bytes) -> tuple[list[Block], list[tuple[str, str]]]:
    """Paragraphs and tables in their order, and what is left out. Raises FileRefusedError(xml_too_deep)."""
    text = _Text()
    text.read(content)
    return text.blocks, text.left_out

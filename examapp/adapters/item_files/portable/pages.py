"""The pages of a PDF as pieces of text and pictures with their places; what nobody sees or can read is told apart."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from unicodedata import east_asian_width

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, NameObject

from examapp.adapters.item_files.texts import without_radicals
from examapp.adapters.tables.refusals import FileRefusedError

MOST_PAGES = 600
MOST_SIGNS = 3_000_000
# What draws a page takes 25 to 50 bytes a sign, its steps are 2 to 5 a sign, all of it two or three times the file.
# What is far beyond is no text, and reads longer than anybody waits.
_MOST_OF_PAGE = 800_000
_MOST_STEPS, _MOST_STEPS_OF_PAGE, _MOST_PLACED = 1_500_000, 60_000, 2_000
_IDLE, _IDLE_A_SIGN = 300_000, 150
_LEAST_PICTURE = 16
# Widths of a sign between two pieces that follow one another.
_BESIDE = 0.3
_BROKEN = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
_UNSEEN_MODES = (3, 7)
_MOVES = frozenset((b"Td", b"TD", b"Tm", b"T*", b"'", b'"', b"Tr"))
_SHOWING = (b"Tj", b"TJ", b"'", b'"')
Matrix = Sequence[float]


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that was drawn at once, or blanks: `x` to `end` on the base line `y`, in points."""

    x: float
    y: float
    end: float
    size: float
    text: str


@dataclass(slots=True)
class Page:
    """What one page shows; `pictures`: name, left and upper edge; `aside`: what is no line (reason, words)."""

    pieces: list[Piece] = field(default_factory=list)
    pictures: list[tuple[str, float, float]] = field(default_factory=list)
    aside: list[tuple[str, str]] = field(default_factory=list)
    width: float = 0
    height: float = 0
    strange: int = 0


def pages_of(content: bytes) -> list[Page]:
    """All pages. Raises FileRefusedError(zip_locked, pdf_too_long, pdf_broken)."""
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileRefusedError("zip_locked")
        return list(_read(reader, 8 * len(content)))
    except _BROKEN as error:
        if isinstance(error, FileRefusedError):
            raise
        raise FileRefusedError("pdf_broken") from error


def _read(reader: PdfReader, most_drawn: int) -> Iterator[Page]:
    _allow(len(reader.pages) <= MOST_PAGES)
    signs = drawn = steps = 0
    for page in reader.pages:
        if "/Contents" not in page:
            yield Page()
            continue
        # As the library itself opens it: texts stay bytes until their font is known.
        contents = ContentStream(page["/Contents"].get_object(), reader, "bytes")
        size = len(contents.get_data())
        drawn += size
        _allow(size <= _MOST_OF_PAGE and drawn <= max(_IDLE, most_drawn))
        contents.operations = _parted(contents.operations)
        page[NameObject("/Contents")] = contents
        looker = _Looker(page)
        made = looker.page()
        signs += sum(len(piece.text) for piece in made.pieces)
        steps += looker.steps
        _allow(signs <= MOST_SIGNS and steps <= _MOST_STEPS and drawn <= _IDLE + _IDLE_A_SIGN * signs)
        yield made


def _parted(operations: Sequence[tuple]) -> list[tuple]:
    """The same steps; at each move within a line the library ends what it has gathered, and tells its place."""
    parted: list[tuple] = []
    for operands, operator in operations:
        if operator in _MOVES:
            parted.append(([], b"ET"))
        parted.append((operands, operator))
    return parted


def _allow(fits: bool) -> None:
    if not fits:
        raise FileRefusedError("pdf_too_long", most=MOST_PAGES)


class _Looker:
    """Listens while the library goes over one page."""

    def __init__(self, page: PageObject) -> None:
        self._source = page
        self._page = Page()
        self._turn = int(page.get("/Rotate") or 0) % 360
        box = page.mediabox
        self._wide, self._high = float(box.width), float(box.height)
        self._left, self._low = float(box.left), float(box.bottom)
        self._mode = 0
        self._unseen = False
        self._modes: list[int] = []
        self.steps = self._drawings = 0

    def page(self) -> Page:
        """The page, read to its end."""
        sides = (self._wide, self._high)
        self._page.width, self._page.height = sides[::-1] if self._turn in (90, 270) else sides
        self._source.extract_text(visitor_text=self._text, visitor_operand_before=self._operator)
        self._page.aside += [("comment_word", words) for words in _notes(self._source)]
        return self._page

    def _operator(self, operator: bytes, operands: Sequence, around: Matrix, _: Matrix) -> None:
        self.steps += 1
        _allow(self.steps <= _MOST_STEPS_OF_PAGE and self._drawings <= _MOST_PLACED)
        if operator == b"Tr" and operands:
            self._mode = int(operands[0])
        elif operator == b"q":
            self._modes.append(self._mode)
        elif operator == b"Q" and self._modes:
            self._mode = self._modes.pop()
        elif operator in _SHOWING:
            # What is shown now arrives later, when the library has gone on to another place.
            self._unseen = self._unseen or self._mode in _UNSEEN_MODES
        elif operator == b"Do" and operands:
            self._drawings += 1
            self._picture(str(operands[0]), around)
        elif operator == b"BI":
            self._picture("", around)

    def _picture(self, name: str, around: Matrix) -> None:
        shapes = (self._source.get("/Resources") or {}).get("/XObject") or {}
        if name and name in shapes and shapes[name].get("/Subtype") != "/Image":
            return
        corners = [
            self._placed(x * around[0] + y * around[2] + around[4], x * around[1] + y * around[3] + around[5])
            for x, y in ((0, 0), (1, 1))
        ]
        (left, low), (right, high) = corners
        if min(abs(right - left), abs(high - low)) >= _LEAST_PICTURE:
            self._page.pictures.append((name, min(left, right), max(low, high)))

    def _placed(self, x: float, y: float) -> tuple[float, float]:
        """A place as the page is looked at, which may be turned."""
        x, y = x - self._left, y - self._low
        if self._turn == 90:
            return y, self._wide - x
        if self._turn == 180:
            return self._wide - x, self._high - y
        return (self._high - y, x) if self._turn == 270 else (x, y)

    def _text(self, text: str, around: Matrix, own: Matrix, font: Mapping | None, size: float) -> None:
        words = without_radicals(text.replace("\n", ""))
        if not words:
            return
        along, across = _product(own, around)
        angle = (math.degrees(math.atan2(along[1], along[0])) - self._turn) % 360
        unseen, self._unseen = self._unseen, False
        if unseen:
            self._leave("hidden_text", words)
        elif min(angle, 360 - angle) > 5:
            # A watermark, or words along the edge.
            self._leave("turned_text", words)
        elif _is_strange(words, font):
            self._page.strange += len(words.strip())
        else:
            self._add(words, around, own, size, math.hypot(*along), math.hypot(*across))

    def _leave(self, reason: str, words: str) -> None:
        if words.strip():
            self._page.aside.append((reason, words.strip()))

    def _add(self, words: str, around: Matrix, own: Matrix, size: float, along: float, across: float) -> None:
        x, y = self._placed(
            own[4] * around[0] + own[5] * around[2] + around[4],
            own[4] * around[1] + own[5] * around[3] + around[5],
        )
        em, before = size * along, self._page.pieces[-1:]
        beside = before and before[0].y == y and abs(x - before[0].end) < _BESIDE * em
        if not beside:
            # The library put a blank in front for the way to this place.
            words = words.lstrip() or words
        self._page.pieces.append(Piece(x, y, x + em * sum(map(_width, words)), size * across, words))


@lru_cache(maxsize=4_096)
def _width(sign: str) -> float:
    """About how wide a sign is, in widths of a Chinese one."""
    if east_asian_width(sign) in "WFA":
        return 1
    return 0.9 if sign in "mwMW@%" else 0.27 if sign in " il.,:;'|!" else 0.6 if sign.isupper() else 0.53


def _product(own: Matrix, around: Matrix) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where the ways to the right and upwards of a text lead on the page."""
    return (
        (own[0] * around[0] + own[1] * around[2], own[0] * around[1] + own[1] * around[3]),
        (own[2] * around[0] + own[3] * around[2], own[2] * around[1] + own[3] * around[3]),
    )


def _is_strange(words: str, font: Mapping | None) -> bool:
    """Whether nothing says which characters a font's signs are."""
    if any(sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" or sign < " " for sign in words):
        return True
    if font is None or "/ToUnicode" in font:
        return False
    kind, coding = font.get("/Subtype"), font.get("/Encoding")
    return kind == "/Type3" or (kind == "/Type0" and (not isinstance(coding, str) or "Identity" in coding))


def _notes(page: PageObject) -> Iterator[str]:
    for note in page.get("/Annots") or ():
        words = note.get_object().get("/Contents")
        if isinstance(words, str) and words.strip():
            yield words.strip()[:200]

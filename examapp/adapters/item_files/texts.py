"""Bytes to text and text to clean text: the author's words and punctuation stay, what nobody can see goes."""

import re
import unicodedata

from examapp.adapters.tables.refusals import FileRefusedError

# Controls, surrogates, direction overrides (they can show an answer that is not the one stored), zero-width signs.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff\ue000-\ue10f]"
)
_BLANKS = " \t\u3000"
# No-break, thin and wide blanks of Latin type.
_USUAL_BLANKS = dict.fromkeys([*map(ord, "\xa0\t\u202f\u205f"), *range(0x2000, 0x200B)], " ")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(data: bytes) -> str:
    """Text by BOM, else strict UTF-8, else GB18030; line ends become one kind.
    Raises FileRefusedError(encoding, not_text).
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    if b"\0" in data[:4000]:
        return _decode_bare_utf16(data)
    try:
        return _one_line_end(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _decoded(data, "gb18030")


def _decode_bare_utf16(data: bytes) -> str:
    # Latin letters, digits and line ends have a zero byte on one side only: that side tells the order.
    even, odd = data[:4000:2].count(0), data[1:4000:2].count(0)
    if min(even, odd) or len(data) % 2:
        raise FileRefusedError("not_text")
    return _decoded(data, "utf-16-le" if odd else "utf-16-be")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return _one_line_end(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise FileRefusedError("encoding", at=error.start) from error


def _one_line_end(text: str) -> str:
    return re.sub("\r\n?|\u2028|\u2029|\x85|\x0b|\x0c", "\n", text)


# Programs that make a PDF write 火 as the radical ⽕, which looks alike and is found by no search.
_RADICALS = re.compile("[\u2e80-\u2fdf]")


def without_radicals(text: str) -> str:
    """A text whose radicals are the usual characters; of typed text and PDF, not of formats that keep every sign."""
    return _RADICALS.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), text)


def clean(value: object) -> str:
    """A text without outer blanks and unseen signs; lines inside stay, blank lines at both ends go."""
    if type(value) is str and value.isprintable():
        # Nothing unseen and no line end: by far the most cells. (No-break and wide blanks are not printable.)
        return value.strip(" ")
    text = _UNSEEN.sub("", _one_line_end("" if value is None else str(value))).translate(_USUAL_BLANKS)
    return "\n".join(line.strip(_BLANKS) for line in text.split("\n")).strip("\n" + _BLANKS)


_RUN = re.compile(r"([ \u3000])[ \u3000]{40,}")
MOST_BLANKS = 40


def folded_blanks(text: str) -> str:
    """A text in which no run of blanks is longer than 41: no pattern goes over it again and again."""
    return _RUN.sub(lambda found: found[1] * (MOST_BLANKS + 1), text) if len(text) > MOST_BLANKS else text


def words_of(text: str) -> tuple[str, ...]:
    """The entries of a list that somebody wrote in one cell: 、 , ; / and line ends divide."""
    return tuple(filter(None, (clean(one) for one in re.split(r"[、,，;；/|\n]", text))))

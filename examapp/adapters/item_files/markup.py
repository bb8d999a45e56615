"""HTML of other programs to plain text: a small safe part is turned into text, all else is shown as the text it is."""

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser

import nh3

from examapp.adapters.item_files.texts import clean

_BLOCKS = {
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "section",
}
_DROPPED = {"b", "strong", "i", "em", "u", "span", "font", "small", "big", "a", "code", "tbody", "thead", "td", "th", "label", "html",
            "body", "img", "center", "s", "mark", "tt", "object", "prompt", "nobr"}  # fmt: skip
# Tags that could run or fetch something: told to the author, shown as text.
_ACTIVE = {
    "script",
    "iframe",
    "embed",
    "applet",
    "form",
    "style",
    "link",
    "meta",
    "base",
    "svg",
    "math",
    "video",
    "audio",
}
_DATA = re.compile(r"data:[\w.+/-]{1,60};base64,[A-Za-z0-9+/=]*")
# A tag of an office program with all its styles is shorter.
LONGEST_TAG = 2_000
LOW = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
HIGH = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")


def to_plain(markup: str) -> tuple[str, bool]:
    """The text, and whether something active (a script, a frame, an on...
    attribute, a javascript: address) had to be defused.
    """
    if not nh3.is_html(markup) and "&" not in markup and "<" not in markup:
        return clean(markup), False
    reader = _Reader()
    reader.feed(_tamed(markup))
    reader.close()
    return clean("".join(reader.parts)), reader.active


def _tamed(markup: str) -> str:
    """Markup that the standard library's reader goes through once: whole tags are left, the rest is text.

    That reader looks for the end of every < in all that follows, and stops at a strange <![.
    """
    text = _DATA.sub("", markup) if "data:" in markup else markup
    text = _without(_without(text, "<!--", "-->", lambda _: ""), "<![CDATA[", "]]>", html.escape)
    pieces = text.split("<")
    made = [pieces[0]]
    for piece in pieces[1:]:
        end = piece.find(">")
        whole = 0 < end <= LONGEST_TAG and not piece.startswith("![")
        made.append(("<" if whole else "&lt;") + piece)
    return "".join(made)


def _without(text: str, opening: str, closing: str, instead: Callable[[str], str]) -> str:
    """A text with everything from one sign to the next other one replaced; an opening without its end stays."""
    parts, start = [], 0
    while (at := text.find(opening, start)) >= 0 and (end := text.find(closing, at + len(opening))) >= 0:
        parts += [text[start:at], instead(text[at + len(opening) : end])]
        start = end + len(closing)
    return "".join([*parts, text[start:]])


def to_markup(text: str) -> str:
    """Plain text as HTML that shows the same."""
    return "<br/>".join(html.escape(keep_blanks(line), quote=False) for line in text.split("\n"))


def keep_blanks(text: str) -> str:
    """Two blanks and more as no-break spaces, which HTML does not draw together."""
    return re.sub(r" {2,}", lambda run: "\xa0" * len(run[0]), text)


class _Reader(HTMLParser):
    """Collects text; known tags vanish or become line ends, unknown ones stay visible."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.active = False
        self._shift: list[dict[int, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        runs = any(name.startswith("on") or "javascript:" in (value or "").lower() for name, value in attrs)
        if runs or tag in _ACTIVE:
            self.active = True
        if tag in ("sub", "sup"):
            self._shift.append(LOW if tag == "sub" else HIGH)
        elif tag == "br":
            self.parts.append("\n")
        elif tag in _BLOCKS:
            self._end_line()
        elif tag not in _DROPPED:
            self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if tag in ("sub", "sup"):
            if self._shift:
                self._shift.pop()
        elif tag in _BLOCKS:
            self._end_line()
        elif tag not in _DROPPED and tag != "br":
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Text between tags; line ends in the source mean a blank."""
        text = re.sub(r"[ \t\r\n]+", " ", data).replace("\xa0", " ")
        if not text.strip(" ") and (not self.parts or self.parts[-1].endswith("\n")):
            return
        if self._shift and all(ord(one) in self._shift[-1] for one in text):
            text = text.translate(self._shift[-1])
        self.parts.append(text)

    def _end_line(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")

    def handle_decl(self, decl: str) -> None:
        """<!...> that is no comment: shown."""
        self.parts.append(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        """CDATA: its text."""
        self.parts.append(data.removeprefix("CDATA["))

"""Tables of a web page, also where a program saved one under the name of an Excel file."""

import re

from lxml import etree, html

MOST_SPAN = 200
MOST_CELLS = 500_000
_BEGINS = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|meta|body|table|\?xml[^>]*>\s*<html)", re.I
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.I)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030"}


def is_web_page(data: bytes) -> bool:
    """Whether the first bytes are those of HTML with a table."""
    return bool(_BEGINS.match(data[:2000])) and b"<table" in data.lower()


def read_web_tables(data: bytes) -> list[list[list[object]]]:
    """The rows of each table that holds no other; a cell over several rows or columns stands in each of them."""
    declared = _CHARSET.search(data[:4000])
    named = declared[1].decode("ascii").lower() if declared else "utf-8"
    try:
        text = data.decode(_CHINESE.get(named, named))
    except (UnicodeDecodeError, LookupError):
        text = data.decode("gb18030", errors="replace")
    # A declaration inside a text that is decoded already is an error to the parser.
    text = re.sub(r"^\s*<\?xml[^>]*>", "", text.lstrip("\ufeff"))
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
    tables = [table for table in root.iter("table") if table.find(".//table") is None]
    return [_rows(table) for table in tables]


def _rows(table: html.HtmlElement) -> list[list[object]]:
    rows: list[list[object]] = []
    hanging: dict[int, tuple[int, str]] = {}
    count = 0
    for line in table.iter("tr"):
        row: list[object] = []
        for cell in line.iterchildren("td", "th"):
            _let_hang(row, hanging)
            words = " ".join(cell.text_content().split())
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for _ in range(across):
                if down > 1:
                    hanging[len(row)] = (down - 1, words)
                row.append(words)
        _let_hang(row, hanging)
        count += len(row)
        if count > MOST_CELLS:
            break
        rows.append(row)
    return rows


def _let_hang(row: list[object], hanging: dict[int, tuple[int, str]]) -> None:
    """Put in what reaches down from the rows above."""
    while len(row) in hanging:
        left, words = hanging.pop(len(row))
        if left > 1:
            hanging[len(row)] = (left - 1, words)
        row.append(words)


def _span(cell: html.HtmlElement, name: str) -> int:
    text = cell.get(name, "1").strip()
    return min(int(text), MOST_SPAN) if text.isascii() and text.isdigit() and int(text) else 1

"""Which rows of an .xlsx its author hid (or filtered away): the library gives them like all others."""

import posixpath
import re
from collections.abc import Mapping
from html import unescape

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^<>]{0,2000}>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]{0,2000}>")
_ROW = re.compile(rb"<(?:\w+:)?row(?:\s[^<>]{0,2000})?>")
_FACT = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def hidden_rows_of(parts: Mapping[str, bytes]) -> dict[str, frozenset[int]]:
    """Names of sheets and the numbers (from 0) of their hidden rows; only sheets that have some."""
    if not any(b"hidden=" in content for path, content in parts.items() if path.startswith("xl/worksheets/")):
        return {}
    hidden = {name: _hidden(parts.get(path, b"")) for name, path in sheet_parts(parts)}
    return {name: rows for name, rows in hidden.items() if rows}


def sheet_parts(parts: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Names of the sheets, and the part of the package that holds each."""
    relations = [facts_of(one) for one in _RELATION.findall(parts.get("xl/_rels/workbook.xml.rels", b""))]
    paths = {one.get("Id", ""): _path(one.get("Target", "")) for one in relations}
    found = []
    for tag in _SHEET.findall(parts.get("xl/workbook.xml", b"")):
        facts = facts_of(tag)
        ident = next((value for name, value in facts.items() if name.endswith(":id")), "")
        found.append((facts.get("name", ""), paths.get(ident, "")))
    return found


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def facts_of(tag: bytes) -> dict[str, str]:
    """The attributes of a tag."""
    return {
        name.decode(): unescape((one or two).decode("utf-8", "replace"))
        for name, one, two in _FACT.findall(tag)
    }


def _hidden(content: bytes) -> frozenset[int]:
    """Rows that say hidden; a row without a number of its own stands behind the one before it."""
    if b"hidden=" not in content:
        return frozenset()
    rows, last = set(), 0
    for tag in _ROW.findall(content):
        facts = (
            facts_of(tag)
            if b"hidden" in tag or b" r=" not in tag
            else {"r": tag.split(b' r="')[-1].split(b'"')[0].decode()}
        )
        last = int(facts["r"]) if facts.get("r", "").isdecimal() else last + 1
        if facts.get("hidden") in ("1", "true"):
            rows.add(last - 1)
    return frozenset(rows)

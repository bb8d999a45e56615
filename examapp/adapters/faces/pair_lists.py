"""PAIRS.csv of an evaluation: file_x,file_y,Yes|No and perhaps a group; every fault with its line."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from examapp.adapters.item_files.texts import decode

ANSWERS = {"yes": True, "no": False, "是": True, "否": False}
HEADS = {"file_x", "x", "文件一"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two pictures of the folder, and whether they show one person."""

    first: str
    second: str
    same: bool
    group: str


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong in which line; `code` has its sentence in the command."""

    line: int
    code: str
    value: str = ""


def read_pairs(path: Path, folder: Path) -> tuple[list[Pair], list[LineFault]]:
    """Every pair that can be used, and every line that cannot; empty lines and a head are passed over."""
    pairs: list[Pair] = []
    faults: list[LineFault] = []
    seen: set[frozenset[str]] = set()
    rows = csv.reader(io.StringIO(decode(path.read_bytes())))
    for row in rows:
        cells = [one.strip() for one in row]
        if not any(cells) or (rows.line_num == 1 and cells[0].lower() in HEADS):
            continue
        fault = _find_fault(cells, folder, seen)
        if fault is not None:
            faults.append(LineFault(rows.line_num, *fault))
            continue
        seen.add(frozenset(cells[:2]))
        pairs.append(Pair(cells[0], cells[1], ANSWERS[cells[2].lower()], cells[3] if len(cells) > 3 else ""))
    return pairs, faults


def _find_fault(cells: list[str], folder: Path, seen: set[frozenset[str]]) -> tuple[str, str] | None:
    if len(cells) not in (3, 4):
        return "columns", str(len(cells))
    if cells[2].lower() not in ANSWERS:
        return "answer", cells[2]
    for name in cells[:2]:
        if not _inside(folder, name):
            return "outside", name
        if not (folder / name).is_file():
            return "missing", name
    if cells[0] == cells[1]:
        return "itself", cells[0]
    if frozenset(cells[:2]) in seen:
        return "twice", f"{cells[0]}, {cells[1]}"
    return None


def _inside(folder: Path, name: str) -> bool:
    return (folder / name).resolve().is_relative_to(folder.resolve())

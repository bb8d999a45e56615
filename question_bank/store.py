"""Read the bank's TOML files into items."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from question_bank.model import Item, Picture, canonical_json, item_digest, item_from_dict
from question_bank.types import rules_of

ROOT = Path(__file__).resolve().parent
DATA = ROOT / "data"
LAWS = ROOT / "laws.toml"
PICTURES = ROOT / "pictures"


@dataclass(frozen=True)
class Bank:
    """All items by id, all laws by slug, the files of the pictures by digest, and one digest over the items."""

    items: Mapping[str, Item]
    laws: Mapping[str, Mapping]
    digest: str
    pictures: Mapping[str, Path] = field(default_factory=dict)


def load_laws(path: Path = LAWS) -> dict[str, dict]:
    """Laws by slug."""
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def load_bank(root: Path = DATA, laws: Path = LAWS, pictures: Path = PICTURES) -> Bank:
    """The bank of a folder; raises on the first fault (run `python -m question_bank check` for all of them)."""
    known = load_laws(laws)
    items: dict[str, Item] = {}
    files: dict[str, Path] = {}
    for path in sorted(root.rglob("*.toml")):
        for entry in read_entries(path):
            item = item_from_entry(entry, known, pictures)
            if item.id in items:
                raise ValueError(f"{path}: {item.id} stands twice")
            items[item.id] = item
            if item.picture is not None:
                files[item.picture.digest] = pictures / entry["picture"]["file"]
    lines = "\n".join(f"{item.id}@{item.revision}:{item_digest(item)}" for _, item in sorted(items.items()))
    return Bank(items, known, hashlib.sha256(lines.encode("utf-8")).hexdigest(), files)


def read_entries(path: Path) -> list[dict]:
    """The item entries of one file; an entry of a case carries the case's text, its place and the number of its items."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    texts = {case["id"]: case["text"] for case in content.get("cases", [])}
    entries = content.get("items", [])
    for case_id, text in texts.items():
        members = [entry for entry in entries if entry.get("case") == case_id]
        for place, entry in enumerate(members, 1):
            entry["case"] = {"id": case_id, "text": text, "place": place, "size": len(members)}
    return entries


def item_from_entry(entry: Mapping, laws: Mapping[str, Mapping], pictures: Path = PICTURES) -> Item:
    """An item of one TOML entry: judgement choices, versions of the laws and the picture's digest are filled in."""
    data = dict(entry)
    data.setdefault("choices", [])
    if "picture" in data:
        data["picture"] = asdict(read_picture(pictures / data["picture"]["file"], data["picture"]["alt"]))
    rules = rules_of(data["type"])
    if rules.keeps_order:
        data["shuffle"] = False
    if rules.fixed:
        data["choices"] = [{"id": choice.id, "text": choice.text} for choice in rules.fixed]
    data.setdefault("industries", [])
    data.setdefault("posts", [])
    data["citations"] = [
        {
            **one,
            "version": laws.get(one["law"], {}).get("version", ""),
            "law_name": laws.get(one["law"], {}).get("name", one["law"]),
        }
        for one in data["citations"]
    ]
    return item_from_dict(data)


def read_picture(path: Path, alt: str) -> Picture:
    """The picture of an SVG file, with the size of its viewBox. Raises ValueError when there is none."""
    content = path.read_bytes()
    box = re.search(rb'viewBox="0 0 (\d+) (\d+)"', content[:2000])
    if box is None:
        raise ValueError(f'{path}: the first tag needs viewBox="0 0 WIDTH HEIGHT"')
    digest = hashlib.sha256(content).hexdigest()
    return Picture(digest, "image/svg+xml", alt, int(box[1]), int(box[2]))


__all__ = [
    "DATA",
    "LAWS",
    "PICTURES",
    "Bank",
    "canonical_json",
    "item_from_entry",
    "load_bank",
    "load_laws",
    "read_entries",
    "read_picture",
]

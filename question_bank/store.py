"""Read the bank's TOML files into items."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from question_bank.model import JUDGEMENT_CHOICES, Item, canonical_json, item_digest, item_from_dict

ROOT = Path(__file__).resolve().parent
DATA = ROOT / "data"
LAWS = ROOT / "laws.toml"


@dataclass(frozen=True)
class Bank:
    """All items by id, all laws by slug, and one digest over the items."""

    items: Mapping[str, Item]
    laws: Mapping[str, Mapping]
    digest: str


def load_laws(path: Path = LAWS) -> dict[str, dict]:
    """Laws by slug."""
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def load_bank(root: Path = DATA, laws: Path = LAWS) -> Bank:
    """The bank of a folder; raises on the first fault (run `python -m question_bank check` for all of them)."""
    known = load_laws(laws)
    items: dict[str, Item] = {}
    for path in sorted(root.rglob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("items", []):
            item = item_from_entry(entry, known)
            if item.id in items:
                raise ValueError(f"{path}: {item.id} stands twice")
            items[item.id] = item
    lines = "\n".join(f"{item.id}@{item.revision}:{item_digest(item)}" for _, item in sorted(items.items()))
    return Bank(items, known, hashlib.sha256(lines.encode("utf-8")).hexdigest())


def item_from_entry(entry: Mapping, laws: Mapping[str, Mapping]) -> Item:
    """An item of one TOML entry: judgement choices and the versions of the laws are filled in."""
    data = dict(entry)
    if data["type"] == "judgement":
        data["choices"] = [{"id": choice.id, "text": choice.text} for choice in JUDGEMENT_CHOICES]
        data["shuffle"] = False
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


__all__ = ["DATA", "LAWS", "Bank", "canonical_json", "item_from_entry", "load_bank", "load_laws"]

"""The list of items as its address asks for it: which filters, what they are called, where each can be taken off."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from werkzeug.datastructures import MultiDict

from examapp.services.core.law_register import current_laws
from examapp.services.items.item_search import ItemFilter
from question_bank.model import Industry, ItemType, Post, Role, Topic

STATES = {"published": "已发布", "on_hold": "暂停使用", "retired": "已退役"}
ORIGINS = {"shipped": "随附题库", "own": "本地写的或改过的"}
DIFFICULTIES = {"1": "1 很容易", "2": "2 较容易", "3": "3 中等", "4": "4 较难", "5": "5 难"}
PICTURES = {"1": "有图", "0": "没有图"}
# The first ones stand open; the others behind “更多条件”, which opens by itself when one of them is set.
OPEN = ("topic", "type", "state")
MORE = ("role", "post", "industry", "difficulty", "law", "origin", "picture")


@dataclass(frozen=True, slots=True)
class FilterField:
    """One choice of the form: its name in the address, what it is called, and its values with their labels."""

    name: str
    label: str
    options: dict[str, str]


def filter_fields() -> dict[str, FilterField]:
    """All choices by name."""
    fields = (
        FilterField("topic", "主题", _labels(Topic)),
        FilterField("type", "题型", _labels(ItemType)),
        FilterField("state", "状态", STATES),
        FilterField("role", "适用人员", _labels(Role)),
        FilterField("post", "适用岗位", {"all": "不分岗位"} | _labels(Post)),
        FilterField("industry", "适用行业", {"all": "不分行业"} | _labels(Industry)),
        FilterField("difficulty", "难度", DIFFICULTIES),
        FilterField("law", "依据", {slug: law.name for slug, law in current_laws().items()}),
        FilterField("origin", "来源", ORIGINS),
        FilterField("picture", "图", PICTURES),
    )
    return {one.name: one for one in fields}


def read_filter(args: MultiDict, fields: dict[str, FilterField]) -> tuple[ItemFilter, dict[str, str]]:
    """The filter, and what is really set; a value that no choice has is left out."""
    held = {name: args[name] for name, field in fields.items() if args.get(name) in field.options}
    words = args.get("q", "").strip()[:200]
    wanted = {name: value for name, value in held.items() if name not in ("difficulty", "picture")}
    difficulty = int(held["difficulty"]) if "difficulty" in held else None
    picture = held["picture"] == "1" if "picture" in held else None
    found = ItemFilter(words=words, difficulty=difficulty, picture=picture, **wanted)
    return found, ({"q": words} if words else {}) | held


def chips(held: dict[str, str], fields: dict[str, FilterField]) -> list[dict[str, str]]:
    """What is set, each with the address of the list without it."""
    return [
        {
            "text": f"“{value}”" if name == "q" else f"{fields[name].label}：{fields[name].options[value]}",
            "url": list_url(held, leave_out=name),
        }
        for name, value in held.items()
    ]


def list_url(held: dict[str, str], *, leave_out: str = "", page: int = 1) -> str:
    """The address of the list with these filters."""
    kept = {name: value for name, value in held.items() if name != leave_out}
    return url_for("bank.index", **kept, **({"page": page} if page > 1 else {}))


def _labels(kinds: Iterable) -> dict[str, str]:
    return {one.value: one.label for one in kinds}

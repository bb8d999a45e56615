"""The content of a draft: only the fields that an item has, in the shapes that an item has; fields may be missing."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from examapp.domain.articles import read_article
from examapp.domain.errors import DomainError
from examapp.domain.numbers import read_whole
from question_bank.model import Item, item_from_dict, item_to_dict
from question_bank.types import OWN_FIELDS, rules_of

MOST_TEXT = 4_000
_MOST_LIST = 40
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_TEXTS = ("type", "topic", "stem", "rationale", "twin_group", "read_aloud", "policy", "unit", "tolerance")
_LISTS = ("roles", "industries", "posts", "answer_key")
_PARTS: dict[str, Mapping[str, type]] = {
    "picture": {"digest": str, "media_type": str, "alt": str, "width": int, "height": int},
    "case": {"id": str, "text": str, "place": int, "size": int},
}


def clean_content(content: Mapping) -> dict:
    """The known fields without control characters; empty ones left out, unknown ones dropped.

    Raises draft_malformed with the field when a value has the wrong shape or is far too long.
    """
    clean: dict[str, Any] = {name: _text(name, content.get(name)) for name in _TEXTS}
    clean |= {name: _texts(name, content.get(name)) for name in _LISTS}
    for name in ("choices", *OWN_FIELDS):
        clean[name] = [_choice(one) for one in _list(name, content.get(name))]
    clean["citations"] = [_citation(one) for one in _list("citations", content.get("citations"))]
    clean |= {name: _part(name, content.get(name)) for name in _PARTS}
    clean["difficulty"] = _difficulty(content.get("difficulty"))
    unread = content.get("unread")
    if isinstance(unread, Mapping):
        clean["unread"] = {_text("unread", key): _texts("unread", words) for key, words in unread.items()}
    clean = {name: value for name, value in clean.items() if value not in ("", [], None, {})}
    if isinstance(content.get("shuffle"), bool):
        clean["shuffle"] = content["shuffle"]
    return clean


def content_of(item: Item) -> dict:
    """An item as a draft has it: no id, no revision, no versions of laws."""
    plain = {key: value for key, value in item_to_dict(item).items() if key not in ("id", "revision")}
    return clean_content(plain)


def same_words(one: Item, other: Item) -> bool:
    """Whether two items say the same, whatever their revision and the versions of their laws."""
    return content_of(one) == content_of(other)


def build_item(content: Mapping, item_id: str, revision: int, laws: Mapping[str, Mapping]) -> Item:
    """The item of a faultless draft, citing the laws' versions of today. Raises KeyError or ValueError on a faulty one."""
    data: dict[str, Any] = {
        "industries": [],
        "posts": [],
        "choices": [],
        "rationale": "",
        "citations": [],
        **content,
    }
    rules = rules_of(data["type"])
    if rules.fixed is not None:
        data["choices"] = [{"id": one.id, "text": one.text} for one in rules.fixed]
    if not rules.shuffles:
        data["shuffle"] = False
    data["answer_key"] = rules.sorted_key(data["answer_key"])
    data["citations"] = [
        {**one, "version": laws[one["law"]]["version"], "law_name": laws[one["law"]]["name"]}
        for one in data["citations"]
    ]
    return item_from_dict({**data, "id": item_id, "revision": revision})


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > MOST_TEXT:
        raise DomainError("draft_malformed", field=name)
    return _CONTROLS.sub("", value.replace("\r\n", "\n")).strip()


def _list(name: str, value: object) -> list:
    if value is None:
        return []
    if not isinstance(value, (list, tuple)) or len(value) > _MOST_LIST:
        raise DomainError("draft_malformed", field=name)
    return list(value)


def _texts(name: str, value: object) -> list[str]:
    return [text for one in _list(name, value) if (text := _text(name, one))]


def _choice(one: object) -> dict:
    read = _mapping("choices", one)
    plain = {"id": _text("choices", read.get("id")), "text": _text("choices", read.get("text"))}
    area = _text("choices", read.get("area"))
    return {**plain, "area": area} if area else plain


def _citation(one: object) -> dict:
    read = _mapping("citations", one)
    law, article = (_text("citations", read.get(key)) for key in ("law", "article"))
    return {"law": law, "article": read_article(article)}


def _part(name: str, value: object) -> dict:
    if not value:
        return {}
    read = _mapping(name, value)
    readers: dict[type, Callable[[str, object], object]] = {str: _text, int: _whole}
    return {key: readers[kind](name, read.get(key)) for key, kind in _PARTS[name].items()}


def _mapping(name: str, value: object) -> Mapping:
    if not isinstance(value, Mapping):
        raise DomainError("draft_malformed", field=name)
    return value


def _whole(name: str, value: object) -> int:
    if type(value) is not int or not 0 < value <= 100_000:
        raise DomainError("draft_malformed", field=name)
    return value


def _difficulty(value: object) -> int | None:
    if isinstance(value, str) and (number := read_whole(value)) is not None:
        value = number
    if value in (None, ""):
        return None
    if type(value) is not int or not 1 <= value <= 5:
        raise DomainError("draft_malformed", field="difficulty")
    return value

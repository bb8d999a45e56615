"""The editor's form read into a draft's content, and a content laid out for the form; the script and the plain page send the same fields."""

from collections.abc import Mapping
from itertools import zip_longest

from question_bank.model import JUDGEMENT_CHOICES, ItemType

WITH_CHOICES = ("single", "multiple", "ordering", "hotspot")
# How many empty rows a new item starts with; further ones are added by a button.
FIRST_ROWS = {"single": 4, "multiple": 4, "ordering": 4, "hotspot": 0}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TEXTS = ("stem", "rationale", "topic", "twin_group", "read_aloud")
# What the form does not show and must not lose.
_KEPT = ("case",)


def read_content(form, kept: Mapping) -> dict:
    """The whole content as the form says it; `kept` is the draft's content, for what the form does not show."""
    kind = form.get("type", "")
    content: dict = {"type": kind if kind in set(ItemType) else ""}
    content |= {name: form.get(name, "") for name in _TEXTS}
    content |= {name: form.getlist(name) for name in ("roles", "industries", "posts")}
    content["difficulty"] = form.get("difficulty", "")
    content["choices"] = _choices(form)
    content["answer_key"] = _answer(form, kind, [one["id"] for one in content["choices"]])
    content["citations"] = _citations(form)
    content |= _extras(form, kind, kept)
    content["picture"] = _picture(form)
    content |= {name: kept[name] for name in _KEPT if name in kept}
    content["unread"] = {
        name: words for name, words in (kept.get("unread") or {}).items() if not content.get(name)
    }
    return content


def _choices(form) -> list[dict]:
    kind = form.get("type")
    if kind == "judgement":
        return [{"id": one.id, "text": one.text} for one in JUDGEMENT_CHOICES]
    if kind not in WITH_CHOICES:
        return []
    ids, texts = form.getlist("choice_id"), form.getlist("choice_text")
    areas = form.getlist("choice_area") if kind == "hotspot" else []
    rows = [
        {"id": key, "text": text.strip(), "area": " ".join(area.split())}
        for key, text, area in zip_longest(ids, texts, areas, fillvalue="")
    ]
    return [one for one in rows if one["text"] or one["area"]]


def _answer(form, kind: str, ids: list[str]) -> list[str]:
    if kind == "ordering":
        return ids
    if kind == "judgement":
        return form.getlist("judged")[:1]
    if kind == "numeric":
        return [form.get("number", "").strip()]
    if kind == "blank":
        return form.get("wordings", "").splitlines()
    right = set(form.getlist("right"))
    return [one for one in ids if one in right]


def _citations(form) -> list[dict]:
    rows = zip_longest(form.getlist("law"), form.getlist("article"), fillvalue="")
    return [{"law": law, "article": article.strip()} for law, article in rows if law or article.strip()]


def _extras(form, kind: str, kept: Mapping) -> dict:
    # Where nothing is mixed the value says nothing: it stays as it was, so that no change is shown where none was made.
    mixed = kept.get("shuffle", kind == "ordering")
    found: dict = {"policy": "all_or_nothing", "shuffle": mixed}
    if kind in ("multiple", "hotspot", "ordering") and form.get("policy") == "partial":
        found["policy"] = "partial"
    if kind in ("single", "multiple"):
        found["shuffle"] = "shuffle" in form
    if kind == "numeric":
        found |= {name: form.get(name, "").strip() for name in ("unit", "tolerance")}
    return found


def _picture(form) -> dict | None:
    width, height = form.get("picture_width", 0, int), form.get("picture_height", 0, int)
    digest = form.get("picture_digest", "")
    if not digest or width < 1 or height < 1:
        return None
    facts = {"media_type": form.get("picture_media_type", ""), "alt": form.get("picture_alt", "")}
    return {"digest": digest, "width": width, "height": height, **facts}


def choice_rows(content: Mapping, *, more: int = 0) -> list[dict]:
    """The choices for the form, each with `right`; an ordering item's in their right order; empty rows behind."""
    kind, key = content.get("type") or "single", list(content.get("answer_key") or ())
    rows = [dict(one) for one in content.get("choices") or ()] if kind != "judgement" else []
    if kind == "ordering":
        rows.sort(key=lambda one: key.index(one["id"]) if one["id"] in key else len(key))
    wanted = max(FIRST_ROWS.get(kind, 4), len(rows) + more)
    free = [letter for letter in LETTERS if letter not in {one["id"] for one in rows}]
    rows += [{"id": free[place], "text": ""} for place in range(max(wanted - len(rows), 0))]
    return [{**one, "right": one["id"] in key} for one in rows]

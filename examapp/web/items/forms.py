"""The editor's form read into a draft's content, and a content laid out for the form; the script and the plain page send the same fields."""

from collections.abc import Mapping
from itertools import zip_longest

from examapp.web.items.types import TYPE_FORMS, form_of
from examapp.web.items.types.base import RowWords, TypeForm
from examapp.web.numbers import whole
from question_bank.model import ItemType

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
    type_form = TYPE_FORMS[ItemType(kind)] if content["type"] else None
    content["choices"] = type_form.read_choices(form) if type_form else []
    content["answer_key"] = type_form.read_answer(form, content["choices"]) if type_form else []
    content["citations"] = _citations(form)
    content |= _extras(form, type_form, kept)
    content["picture"] = _picture(form)
    content |= {name: kept[name] for name in _KEPT if name in kept}
    content["unread"] = {
        name: words for name, words in (kept.get("unread") or {}).items() if not content.get(name)
    }
    return content


def _citations(form) -> list[dict]:
    rows = zip_longest(form.getlist("law"), form.getlist("article"), fillvalue="")
    return [{"law": law, "article": article.strip()} for law, article in rows if law or article.strip()]


def _extras(form, type_form: TypeForm | None, kept: Mapping) -> dict:
    # Where nothing is mixed the value says nothing: it stays as it was, so that no change is shown where none was made.
    mixed = kept.get("shuffle", type_form is not None and type_form.rules.shuffles)
    extras: dict = {"policy": "all_or_nothing", "shuffle": mixed}
    if type_form is None:
        return extras
    if type_form.offers_policy and form.get("policy") == "partial":
        extras["policy"] = "partial"
    if type_form.offers_shuffle:
        extras["shuffle"] = "shuffle" in form
    return extras | type_form.read_extras(form)


def _picture(form) -> dict | None:
    width, height = form.get("picture_width", 0, whole), form.get("picture_height", 0, whole)
    digest = form.get("picture_digest", "")
    if not digest or width < 1 or height < 1:
        return None
    facts = {"media_type": form.get("picture_media_type", ""), "alt": form.get("picture_alt", "")}
    return {"digest": digest, "width": width, "height": height, **facts}


def choice_rows(content: Mapping, *, more: int = 0) -> list[dict]:
    """The choices for the form, each with `right`; an ordering item's in their right order; empty rows behind."""
    type_form, key = form_of(content.get("type")), list(content.get("answer_key") or ())
    rows = [dict(one) for one in content.get("choices") or ()] if not type_form.rules.fixed else []
    rows = type_form.row_order(rows, content)
    first = type_form.rows.first if type_form.rows else RowWords().first
    wanted = max(first, len(rows) + more)
    free = [letter for letter in LETTERS if letter not in {one["id"] for one in rows}]
    rows += [{"id": free[place], "text": ""} for place in range(max(wanted - len(rows), 0))]
    return [{**one, "right": one["id"] in key} for one in rows]

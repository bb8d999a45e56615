"""Two contents of an item side by side, in people's words, the changed pieces marked."""

from collections.abc import Mapping

from examapp.domain.item_differences import differing_fields, differing_pieces
from examapp.services.core.law_register import current_laws
from examapp.web.item_sentences import field_label
from examapp.web.items.types import form_of
from examapp.web.items.types.base import letters_of
from question_bank.model import Industry, ItemType, MarkingPolicy, Post, Role, Topic
from question_bank.types import OWN_FIELDS

_LABELS = {
    "type": ItemType,
    "topic": Topic,
    "policy": MarkingPolicy,
    "roles": Role,
    "industries": Industry,
    "posts": Post,
}


def differing_rows(old: Mapping, new: Mapping) -> list[dict]:
    """For each field that differs: its label, both sides as lines of pieces (text, changed), and both pictures if it is one."""
    laws = current_laws()
    return [
        {
            "field": name,
            "label": field_label(name),
            **_sides(field_lines(name, old, laws), field_lines(name, new, laws)),
            "pictures": (old.get(name), new.get(name)) if name == "picture" else None,
        }
        for name in differing_fields(old, new)
        if name != "shuffle" or form_of(new.get("type")).offers_shuffle
    ]


def field_lines(name: str, content: Mapping, laws: Mapping) -> list[tuple[str, str]]:
    """What a field says, line by line, each with the key by which its other side is found."""
    value = content.get(name)
    if value in (None, "", [], {}):
        return []
    if name == "choices":
        letters = letters_of(content)
        return [
            (
                one["id"],
                f"{letters[one['id']]}．{one['text']}"
                + (f"（{_area(one['area'])}）" if one.get("area") else ""),
            )
            for one in value
        ]
    if name in OWN_FIELDS:
        return [(one["id"], f"{number}．{one['text']}") for number, one in enumerate(value, 1)]
    if name == "citations":
        return [(f"{one['law']} {one['article']}", law_words(one, laws)) for one in value]
    return [("", _words(name, value, content))]


def _words(name: str, value, content: Mapping) -> str:
    if name == "answer_key":
        return answer_words(value, content)
    if name == "picture":
        return f"{value.get('alt') or '（没有文字说明）'}（{value['width']}×{value['height']}，编号 {value['digest'][:8]}）"
    if name == "case":
        return f"{value['text']}（第 {value['place']} 题，共 {value['size']} 题）"
    if name == "shuffle":
        return "打乱" if value else "不打乱"
    if name in _LABELS:
        values = [value] if isinstance(value, str) else value
        return "、".join(_LABELS[name](one).label for one in values if one in set(_LABELS[name]))
    return str(value)


def answer_words(key: list[str], content: Mapping) -> str:
    """The right answer: 对, A、C, A → B, 19.5."""
    if not key:
        return ""
    return form_of(content.get("type")).answer_words(key, content)


def law_words(one: Mapping, laws: Mapping) -> str:
    """《安全生产法》（2021 年修正）第 41 条."""
    law, article = laws.get(one["law"]), f"第 {one['article']} 条"
    if one.get("law_name"):
        return f"《{one['law_name']}》（{one['version']}）{article}"
    return f"《{law.name}》（{law.version}）{article}" if law else f"不认识的法规 {article}"


def _area(area: str) -> str:
    kind, *numbers = area.split(" ")
    name = {"rect": "方框", "circle": "圆"}.get(kind, "多边形")
    return f"{name} {' '.join(numbers)}".strip()


def _sides(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> dict:
    """Lines of both sides beside each other: by their key, what only one side has after that."""
    before, after = dict(old), dict(new)
    keys = [*after, *(key for key in before if key not in after)]
    left, right = [], []
    for key in keys:
        pieces = differing_pieces(before.get(key, ""), after.get(key, ""))
        left += [pieces[0]] if pieces[0] else []
        right += [pieces[1]] if pieces[1] else []
    return {"old": left, "new": right}

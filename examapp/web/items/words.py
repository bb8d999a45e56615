"""What the editor says beside its fields, as plain words and as JSON for the script."""

from collections.abc import Iterable, Mapping

from flask import url_for

from examapp.domain.item_lint import Fault
from examapp.web.item_sentences import fault_text, field_label
from examapp.web.items.types import form_of
from question_bank.types import OWN_FIELDS

# The bank's own checks speak to people who write its files; the editor says the same in its readers' words.
_PLAIN = {
    "laws.toml": "这部法规不在法规库里。请从列表里选。",
    "area": "有的地方还没有在图上画出来。请在图上拖一个框，或填四个数。",
    "answer_key 应": "还没有选出正确答案。",
    "没有答案": "还没有写答案。",
    "不是一个数": "要写一个数，例如 19.5；单位写在“单位”里。",
    "选项编号或文字重复": "有的选项没有写字，或者有两个选项一样。",
}


def fault_rows(faults: Iterable[Fault], content: Mapping) -> list[dict]:
    """Each remark with the field that it stands beside, its words, whether it stops submitting, and whether it only says
    that something is not filled in yet (told beside the field only after somebody has tried to submit)."""
    empty = not any((one.get("text") or "").strip() for one in content.get("choices") or ())
    rows = []
    for one in faults:
        early = one.code in ("missing", "picture_missing") or (
            one.field in ("choices", *OWN_FIELDS) and empty
        )
        rows.append(
            {
                "field": one.field,
                "label": field_label(one.field),
                "text": _text(one, content),
                "hard": one.hard,
                "early": early,
            }
        )
    return rows


def _text(fault: Fault, content: Mapping) -> str:
    if fault.code == "missing" and fault.field == "answer_key":
        return form_of(content.get("type")).answer_missing
    if fault.code == "bank_rule":
        problem = str(fault.data.get("problem", ""))
        for sign, words in _PLAIN.items():
            if sign in problem:
                return words
    return fault_text(fault)


def slot_of(content: Mapping) -> dict:
    """The content as the answering page shows an item, for the phone beside the form; the script makes the same while people type."""
    type_form = form_of(content.get("type"))
    slot = {
        "slot": 1,
        "type": type_form.kind.value,
        "stem": content.get("stem") or "（还没有写题干）",
        "response": [],
    }
    return type_form.preview_slot(slot, content) | {
        name: content[name] for name in ("picture", "case", "unit", "read_aloud") if content.get(name)
    }


def draft_urls(draft_id: int) -> dict:
    """Where the editor's script sends things."""
    sent = {name: url_for(f"items_api.{name}", draft_id=draft_id) for name in ("save", "lint", "picture")}
    return {**sent, "preview": url_for("items.preview", draft_id=draft_id)}

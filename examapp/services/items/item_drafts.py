"""Between files and the bank: a draft as the bank's plain content, an item of the bank as a draft."""

import base64
import hashlib
from collections.abc import Mapping, Sequence

from examapp.adapters.item_files.drafts import LETTERS, Draft, DraftChoice, DraftPicture
from examapp.adapters.item_files.images import size_of
from examapp.adapters.item_files.vocabulary import citation_text, code_for, read_citation, read_difficulty
from question_bank.model import Choice, Item, Picture
from question_bank.typed_texts import read_number
from question_bank.types import rules_of

NEEDED = ("topic", "roles", "difficulty", "rationale", "citations")
_SEVERAL = ("roles", "industries", "posts")


def content_of_draft(draft: Draft) -> dict:
    """The item's fields as the bank writes them; words that the bank does not know stand under `unread`, missing fields under
    `missing`, a picture under `picture_data` (base64)."""
    unread: dict[str, list[str]] = {}
    content: dict = {
        "type": draft.type,
        "stem": draft.stem,
        "answer_key": list(draft.answer),
        "rationale": draft.rationale,
    }
    rules = rules_of(draft.type) if draft.type else None
    choices: Sequence[Choice | DraftChoice] = (rules and rules.fixed) or draft.choices
    content["choices"] = [_choice(one) for one in choices]
    content |= {name: [_choice(one) for one in rows] for name, rows in draft.own.items()}
    content["topic"] = _known("topic", [draft.topic], unread)[0] if draft.topic else ""
    for field in _SEVERAL:
        content[field] = [one for one in _known(field, list(getattr(draft, field)), unread) if one]
    content["difficulty"] = read_difficulty(draft.difficulty)
    if draft.difficulty and content["difficulty"] is None:
        unread["difficulty"] = [draft.difficulty]
    content["citations"] = [one for one in map(read_citation, draft.citations) if one]
    if lost := [one for one in draft.citations if not read_citation(one)]:
        unread["citations"] = lost
    for field in ("unit", "tolerance", "read_aloud", "case_id", "case_text", "item_id"):
        if value := getattr(draft, field):
            content[field] = value
    content["policy"] = draft.policy or "all_or_nothing"
    content["shuffle"] = draft.shuffle and rules is not None and rules.shuffles
    if draft.picture is not None:
        content["picture_data"] = _picture(draft.picture)
    missing = [field for field in NEEDED if not content[field]]
    return {**content, "missing": missing, "unread": unread}


def _known(field: str, words: list[str], unread: dict[str, list[str]]) -> list[str]:
    codes = [code_for(field, one) for one in words]
    if strange := [one for one, code in zip(words, codes, strict=True) if not code]:
        unread[field] = strange
    return codes


def _choice(one: Choice | DraftChoice) -> dict:
    return (
        {"id": one.id, "text": one.text}
        if one.area is None
        else {"id": one.id, "text": one.text, "area": one.area}
    )


def _picture(picture: DraftPicture) -> dict:
    data = base64.b64encode(picture.content).decode("ascii")
    return {"media_type": picture.media_type, "alt": picture.alt, "data": data}


def read_picture(content: Mapping) -> tuple[Picture, bytes] | None:
    """The picture that came with an imported content, with its bytes; None when there is none."""
    data = content.get("picture_data")
    if not data:
        return None
    raw = base64.b64decode(data["data"])
    width, height = size_of(DraftPicture(raw, data["media_type"]))
    return Picture(hashlib.sha256(raw).hexdigest(), data["media_type"], data["alt"], width, height), raw


def cases_of(contents: Sequence[tuple[int, Mapping]], import_id: int) -> dict[int, dict]:
    """The case of each numbered content that has one; ids are new, because another bank's id may mean another case."""
    told: dict[str, list[int]] = {}
    for number, content in contents:
        if text := content.get("case_text"):
            told.setdefault(text, []).append(number)
    return {
        number: {"id": f"case-import-{import_id}-{place}", "text": text, "place": at, "size": len(numbers)}
        for place, (text, numbers) in enumerate(told.items(), 1)
        for at, number in enumerate(numbers, 1)
    }


def draft_of_item(item: Item, pictures: Mapping[str, bytes]) -> Draft:
    """An item of the bank for writing into a file; `pictures` by digest."""
    letters = {one.id: letter for one, letter in zip(item.choices, LETTERS, strict=False)}
    rules = rules_of(item.type)
    draft = Draft(
        type=item.type.value,
        stem=item.stem,
        rationale=item.rationale,
        topic=item.topic.label,
        item_id=item.id,
    )
    draft.choices = (
        () if rules.fixed else tuple(DraftChoice(letters[one.id], one.text, one.area) for one in item.choices)
    )
    draft.own = {
        name: tuple(DraftChoice(one.id, one.text, one.area) for one in getattr(item, name))
        for name in rules.fields
    }
    draft.answer = rules.rename_key(item.answer_key, letters)
    for field in _SEVERAL:
        setattr(draft, field, tuple(one.label for one in getattr(item, field)))
    draft.difficulty = str(item.difficulty)
    draft.citations = tuple(citation_text({"law": one.law, "article": one.article}) for one in item.citations)
    draft.unit, draft.tolerance, draft.read_aloud = (
        item.unit or "",
        # A margin of nothing is no margin: files say so by leaving it out.
        item.tolerance if item.tolerance and read_number(item.tolerance) else "",
        item.read_aloud or "",
    )
    draft.policy = "partial" if item.policy.value == "partial" else ""
    draft.shuffle = item.shuffle or not rules.shuffles
    if item.case is not None:
        draft.case_id, draft.case_text = item.case.id, item.case.text
    if item.picture is not None and item.picture.digest in pictures:
        draft.picture = DraftPicture(pictures[item.picture.digest], item.picture.media_type, item.picture.alt)
    return draft

"""Our own TOML, alone or zipped with its pictures."""

import posixpath
import tomllib
from collections.abc import Mapping

from examapp.adapters.item_files.drafts import LETTERS, Draft, DraftChoice, Place, ReadResult
from examapp.adapters.item_files.images import attach_picture
from examapp.adapters.item_files.texts import clean
from examapp.adapters.item_files.types import FILE_TYPES
from examapp.adapters.item_files.vocabulary import citation_text, label_for
from examapp.adapters.tables.refusals import FileRefusedError
from question_bank.model import ItemType

_SEVERAL = ("roles", "industries", "posts")


def read_bank_toml(name: str, text: str, files: Mapping[str, bytes] | None = None) -> ReadResult:
    """Drafts of a bank file. Raises FileRefusedError(toml_broken)."""
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FileRefusedError("toml_broken", where=str(error)[:120]) from error
    cases = {str(one.get("id", "")): clean(one.get("text", "")) for one in _tables(content.get("cases"))}
    result = ReadResult("toml")
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.strip() == "[[items]]"]
    for number, entry in enumerate(_tables(content.get("items")), 1):
        line = lines[number - 1] if number <= len(lines) else 0
        result.drafts.append(_draft(Place(name, line=line, number=number), entry, cases, files or {}))
    return result


def _tables(value: object) -> list[dict]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _texts(value: object) -> tuple[str, ...]:
    return tuple(clean(one) for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _draft(place: Place, entry: dict, cases: Mapping[str, str], files: Mapping[str, bytes]) -> Draft:
    draft = Draft(place)
    for field, key in (("stem", "stem"), ("rationale", "rationale"), ("topic", "topic"), ("difficulty", "difficulty"), ("unit", "unit"),
                       ("tolerance", "tolerance"), ("policy", "policy"), ("read_aloud", "read_aloud"), ("item_id", "id")):  # fmt: skip
        setattr(draft, field, clean(entry.get(key, "")))
    draft.topic = label_for("topic", draft.topic)
    for field in _SEVERAL:
        setattr(draft, field, tuple(label_for(field, one) for one in _texts(entry.get(field))))
    draft.policy = "partial" if draft.policy == "partial" else ""
    # Where nothing can be shuffled the value means nothing; drafts of all formats then say True.
    draft.shuffle = entry.get("shuffle") is not False or _keeps_order(entry)
    draft.citations = tuple(citation_text(one) for one in _tables(entry.get("citations")))
    draft.case_id = clean(entry.get("case", "")) if isinstance(entry.get("case"), str) else ""
    draft.case_text = cases.get(draft.case_id, "")
    _take_choices(draft, entry)
    picture = entry.get("picture")
    if isinstance(picture, dict):
        _take_picture(draft, picture, files)
    return draft


def _take_choices(draft: Draft, entry: dict) -> None:
    """Ids are counted anew, because a draft's choices are a, b, c ... wherever they come from."""
    kind, key = clean(entry.get("type", "")), _texts(entry.get("answer_key"))
    if kind not in set(ItemType):
        draft.note("type_unknown" if kind else "type_missing", kind, stops=True)
        return
    draft.type = kind
    choices = _tables(entry.get("choices"))
    renamed = {str(one.get("id", "")): letter for one, letter in zip(choices, LETTERS, strict=False)}
    draft.choices = tuple(
        DraftChoice(letter, clean(one.get("text", "")), clean(one["area"]) if "area" in one else None)
        for one, letter in zip(choices, LETTERS, strict=False)
    )
    draft.own = {name: tuple(map(_row, _tables(entry.get(name)))) for name in FILE_TYPES[kind].rules.fields}
    if not draft.stem:
        draft.note("stem_missing", stops=True)
    draft.answer = FILE_TYPES[kind].rules.rename_key(key, renamed)
    FILE_TYPES[kind].check_bank_answer(draft, key)


def _row(one: dict) -> DraftChoice:
    return DraftChoice(clean(one.get("id", "")), clean(one.get("text", "")))


def _keeps_order(entry: dict) -> bool:
    kind = entry.get("type")
    return kind in set(ItemType) and FILE_TYPES[kind].rules.keeps_order


def _needs_picture(draft: Draft) -> bool:
    return draft.type != "" and FILE_TYPES[draft.type].rules.needs_picture


def _take_picture(draft: Draft, picture: dict, files: Mapping[str, bytes]) -> None:
    where = posixpath.normpath(str(picture.get("file", "")))
    content = files.get(where) or files.get(posixpath.join("pictures", where), b"")
    if content:
        attach_picture(draft, content, clean(picture.get("alt", "")))
    else:
        draft.note("picture_missing", where, stops=_needs_picture(draft))

"""Drafts as our own TOML; with pictures as a zip of items.toml and pictures/."""

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence

from examapp.adapters.item_files.drafts import Draft
from examapp.adapters.item_files.images import suffix_of
from examapp.adapters.item_files.types import FILE_TYPES
from examapp.adapters.item_files.vocabulary import code_for, read_citation

_STAMP = (2020, 1, 1, 0, 0, 0)


def write_bank_toml(drafts: Sequence[Draft]) -> bytes:
    """A .toml, or a .zip when an item has a picture; the same drafts always give the same bytes."""
    files: dict[str, bytes] = {}
    cases = {one.case_id: one.case_text for one in drafts if one.case_id}
    blocks = [f"[[cases]]\nid = {quoted(key)}\ntext = {quoted(text)}\n" for key, text in cases.items()]
    blocks += [_entry(draft, files) for draft in drafts]
    text = "\n".join(blocks).encode("utf-8")
    return zipped({"items.toml": text, **files}) if files else text


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip whose bytes depend on the files alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def quoted(value: object) -> str:
    """A TOML value: JSON's strings, numbers, booleans and lists of strings are TOML as well."""
    return json.dumps(value, ensure_ascii=False)


def _entry(draft: Draft, files: dict[str, bytes]) -> str:
    facts: dict[str, object] = {"id": draft.item_id, "revision": 1 if draft.item_id else None, "type": draft.type,
                                "topic": code_for("topic", draft.topic) or draft.topic}  # fmt: skip
    for field in ("roles", "industries", "posts"):
        facts[field] = [code_for(field, one) or one for one in getattr(draft, field)]
    facts["difficulty"] = int(draft.difficulty) if draft.difficulty in tuple("12345") else draft.difficulty
    facts["stem"] = draft.stem
    lines = [f"{name} = {quoted(value)}" for name, value in facts.items() if value not in ("", None, [])]
    for name, rows in (*draft.own.items(), ("choices", draft.choices)):
        if rows:
            lines.append(f"{name} = [\n" + "".join(f"    {_choice(one)},\n" for one in rows) + "]")
    lines.append(f"answer_key = {quoted(list(draft.answer))}")
    for field in ("tolerance", "unit", "rationale", "policy", "read_aloud"):
        if value := getattr(draft, field):
            lines.append(f"{field} = {quoted(value)}")
    if not draft.shuffle and not FILE_TYPES[draft.type].rules.keeps_order:
        lines.append("shuffle = false")
    if draft.case_id:
        lines.append(f"case = {quoted(draft.case_id)}")
    if draft.citations:
        lines.append("citations = [" + ", ".join(map(_citation, draft.citations)) + "]")
    if draft.picture is not None:
        name = hashlib.sha256(draft.picture.content).hexdigest()[:16] + suffix_of(draft.picture)
        files[f"pictures/{name}"] = draft.picture.content
        lines.append(f"picture = {{file = {quoted(name)}, alt = {quoted(draft.picture.alt)}}}")
    return "[[items]]\n" + "\n".join(lines) + "\n"


def _choice(one) -> str:
    area = f", area = {quoted(one.area)}" if one.area else ""
    return f"{{id = {quoted(one.id)}, text = {quoted(one.text)}{area}}}"


def _citation(text: str) -> str:
    known = read_citation(text)
    if known:
        return f"{{law = {quoted(known['law'])}, article = {quoted(known['article'])}}}"
    return f"{{text = {quoted(text)}}}"

"""Drafts as QTI 1.2."""

import base64
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from examapp.adapters.item_files.drafts import Draft, DraftChoice
from examapp.adapters.item_files.qti1 import METADATA


def write_qti1(drafts: Sequence[Draft]) -> bytes:
    """One questestinterop document; pictures are embedded."""
    root = Element("questestinterop")
    section = SubElement(SubElement(root, "assessment", ident="A1", title="试题"), "section", ident="S1")
    for number, draft in enumerate(drafts, 1):
        ident = f"item-{draft.item_id}" if draft.item_id else f"Q{number}"
        item = SubElement(section, "item", ident=ident, title=str(number))
        _write_metadata(item, draft)
        presentation = SubElement(item, "presentation")
        _write_material(presentation, draft.stem, draft)
        _write_response(presentation, draft)
        _write_key(item, draft)
        if draft.rationale:
            _write_material(SubElement(item, "itemfeedback", ident="rationale"), draft.rationale)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _write_metadata(item: Element, draft: Draft) -> None:
    metadata = SubElement(SubElement(item, "itemmetadata"), "qtimetadata")
    for name in METADATA:
        value = getattr(draft, name)
        text = value if isinstance(value, str) else ("；" if name == "citations" else "、").join(value)
        if text:
            entry = SubElement(metadata, "qtimetadatafield")
            SubElement(entry, "fieldlabel").text = name
            SubElement(entry, "fieldentry").text = text


def _write_material(parent: Element, text: str, draft: Draft | None = None) -> None:
    material = SubElement(parent, "material")
    SubElement(material, "mattext", texttype="text/plain").text = text
    if draft is not None and draft.picture is not None:
        facts = {"imagtype": draft.picture.media_type, "label": draft.picture.alt, "embedded": "base64"}
        SubElement(material, "matimage", facts).text = base64.b64encode(draft.picture.content).decode()


def _write_response(presentation: Element, draft: Draft) -> None:
    if draft.type in ("numeric", "blank"):
        kind = "response_num" if draft.type == "numeric" else "response_str"
        response = SubElement(presentation, kind, ident="R", rcardinality="Single")
        SubElement(response, "render_fib", fibtype="Decimal" if draft.type == "numeric" else "String")
        return
    cardinality = {"multiple": "Multiple", "ordering": "Ordered"}.get(draft.type, "Single")
    render = SubElement(
        SubElement(presentation, "response_lid", ident="R", rcardinality=cardinality),
        "render_choice",
        shuffle="Yes" if draft.shuffle else "No",
    )
    judging = (
        (DraftChoice("true", "对"), DraftChoice("false", "错"))
        if draft.type == "judgement"
        else draft.choices
    )
    for one in judging:
        _write_material(SubElement(render, "response_label", ident=_ident(draft, one.id)), one.text)


def _ident(draft: Draft, letter: str) -> str:
    return letter if draft.type == "judgement" else letter.upper()


def _write_key(item: Element, draft: Draft) -> None:
    processing = SubElement(item, "resprocessing")
    SubElement(SubElement(processing, "outcomes"), "decvar", varname="SCORE", vartype="Decimal")
    for group in [draft.answer] if draft.type != "blank" else [(one,) for one in draft.answer]:
        condition = SubElement(processing, "respcondition")
        asked = SubElement(condition, "conditionvar")
        inner = SubElement(asked, "and") if len(group) > 1 else asked
        for place, one in enumerate(group, 1):
            text = one if draft.type in ("numeric", "blank") else _ident(draft, one)
            facts = (
                {"respident": "R", "index": str(place)} if draft.type == "ordering" else {"respident": "R"}
            )
            SubElement(inner, "varequal", facts).text = text
        SubElement(condition, "setvar", varname="SCORE", action="Set").text = "1"

"""Drafts as QTI 1.2."""

import base64
from collections.abc import Callable, Sequence
from functools import partial
from xml.etree.ElementTree import Element, SubElement, tostring

from examapp.adapters.item_files.drafts import Draft
from examapp.adapters.item_files.qti1 import METADATA
from examapp.adapters.item_files.types import FILE_TYPES


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
        _RESPONSES[draft.type](presentation, draft)
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


def _typed(presentation: Element, draft: Draft, kind: str, form: str) -> None:
    response = SubElement(presentation, kind, ident="R", rcardinality="Single")
    SubElement(response, "render_fib", fibtype=form)


def _picking(presentation: Element, draft: Draft, cardinality: str) -> None:
    render = SubElement(
        SubElement(presentation, "response_lid", ident="R", rcardinality=cardinality),
        "render_choice",
        shuffle="Yes" if draft.shuffle else "No",
    )
    for one in FILE_TYPES[draft.type].rules.fixed or draft.choices:
        _write_material(SubElement(render, "response_label", ident=_ident(draft, one.id)), one.text)


_RESPONSES: dict[str, Callable[[Element, Draft], None]] = {
    "single": partial(_picking, cardinality="Single"),
    "multiple": partial(_picking, cardinality="Multiple"),
    "judgement": partial(_picking, cardinality="Single"),
    "ordering": partial(_picking, cardinality="Ordered"),
    "numeric": partial(_typed, kind="response_num", form="Decimal"),
    "blank": partial(_typed, kind="response_str", form="String"),
}
QTI1_TYPES = tuple(_RESPONSES)


def _ident(draft: Draft, answer: str) -> str:
    """Letters as QTI's readers expect them; words that everybody has alike and typed texts stay."""
    return answer.upper() if FILE_TYPES[draft.type].rules.fixed is None else answer


def _write_key(item: Element, draft: Draft) -> None:
    processing = SubElement(item, "resprocessing")
    SubElement(SubElement(processing, "outcomes"), "decvar", varname="SCORE", vartype="Decimal")
    rules = FILE_TYPES[draft.type].rules
    for group in [(one,) for one in draft.answer] if rules.typed else [draft.answer]:
        condition = SubElement(processing, "respcondition")
        asked = SubElement(condition, "conditionvar")
        inner = SubElement(asked, "and") if len(group) > 1 else asked
        for place, one in enumerate(group, 1):
            facts = {"respident": "R", **({"index": str(place)} if rules.order_counts else {})}
            SubElement(inner, "varequal", facts).text = _ident(draft, one)
        SubElement(condition, "setvar", varname="SCORE", action="Set").text = "1"

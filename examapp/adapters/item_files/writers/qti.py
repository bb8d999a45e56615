"""Drafts as a QTI 2.1, 2.2 or 3.0 package: one item a file, imsmanifest.xml with what QTI itself has no place for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, tostring

from examapp.adapters.item_files.drafts import Draft, DraftChoice
from examapp.adapters.item_files.images import size_of, suffix_of
from examapp.adapters.item_files.markup import keep_blanks
from examapp.adapters.item_files.shapes import to_pixels
from examapp.adapters.item_files.writers.bank_toml import zipped

SPACES = {
    "2.1": "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "2.2": "http://www.imsglobal.org/xsd/imsqti_v2p2",
    "3.0": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
}
_HTML = {"p", "br", "img", "div"}
FACTS = ("topic", "difficulty", "unit", "policy", "roles", "industries", "posts", "citations", "read_aloud")
_STANDARD = {"2.1": "http://www.imsglobal.org/question/qti_v2p1/rptemplates/", "2.2": "http://www.imsglobal.org/question/qti_v2p2/rptemplates/",
             "3.0": "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"}  # fmt: skip


@dataclass
class _Item:
    """One item document in the making; names are QTI 2's and turned into QTI 3's where asked."""

    version: str
    draft: Draft
    number: int
    files: dict[str, bytes] = field(default_factory=dict)

    def add(self, parent: Element | None, name: str, text: str = "", **facts: str) -> Element:
        """An element with attributes."""
        new = self.version == "3.0"
        tag = f"qti-{kebab(name)}" if new and name not in _HTML else name
        facts = {kebab(key) if new else key: value for key, value in facts.items()}
        made = Element(tag, facts) if parent is None else SubElement(parent, tag, facts)
        if text:
            _fill(made, text)
        return made


def kebab(name: str) -> str:
    """responseIdentifier -> response-identifier."""
    return "".join(f"-{one.lower()}" if one.isupper() else one for one in name)


def _fill(element: Element, text: str) -> None:
    first, *rest = [keep_blanks(line) for line in text.split("\n")]
    element.text = first
    for line in rest:
        SubElement(element, "br").tail = line


def write_qti(drafts: Sequence[Draft], version: str) -> bytes:
    """The package as a zip."""
    files: dict[str, bytes] = {}
    manifest = Element("manifest", identifier="MANIFEST", xmlns="http://www.imsglobal.org/xsd/imscp_v1p1")
    resources = SubElement(manifest, "resources")
    for number, draft in enumerate(drafts, 1):
        item = _Item(version, draft, number)
        href = f"items/{number:05d}.xml"
        files[href] = tostring(_document(item), encoding="utf-8", xml_declaration=True)
        files.update(item.files)
        kind = f"imsqti_item_xmlv{version.replace('.', 'p')}"
        resource = SubElement(resources, "resource", identifier=f"R{number}", type=kind, href=href)
        _write_facts(resource, draft)
        for name in [href, *item.files]:
            SubElement(resource, "file", href=name)
    return zipped({"imsmanifest.xml": tostring(manifest, encoding="utf-8", xml_declaration=True), **files})


def _write_facts(resource: Element, draft: Draft) -> None:
    metadata = SubElement(resource, "metadata")
    space = "http://ltsc.ieee.org/xsd/LOM"
    general = SubElement(SubElement(metadata, "lom", xmlns=space), "general")
    for name in FACTS:
        value = getattr(draft, name)
        text = value if isinstance(value, str) else ("；" if name == "citations" else "、").join(value)
        if text:
            SubElement(SubElement(general, "keyword"), "string").text = f"{name}：{text}"


def _document(item: _Item) -> Element:
    draft = item.draft
    ident = f"item-{draft.item_id}" if draft.item_id else f"Q{item.number}"
    root = item.add(None, "assessmentItem", identifier=ident, title=str(item.number), adaptive="false", timeDependent="false",
                    xmlns=SPACES[item.version])  # fmt: skip
    _declare(item, root)
    item.add(root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    body = item.add(root, "itemBody")
    item.add(body, "p", draft.stem)
    if draft.picture is not None:
        _add_picture(item, body)
    _WRITERS[draft.type](item, body)
    _process(item, root)
    if draft.rationale:
        feedback = item.add(
            root, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier="rationale", showHide="show"
        )
        item.add(feedback, "p", draft.rationale)
    return root


def _declare(item: _Item, root: Element) -> None:
    draft = item.draft
    kinds = {"numeric": ("single", "float"), "blank": ("single", "string"), "multiple": ("multiple", "identifier"),
             "hotspot": ("multiple", "identifier"), "ordering": ("ordered", "identifier")}  # fmt: skip
    cardinality, base = kinds.get(draft.type, ("single", "identifier"))
    declared = item.add(
        root, "responseDeclaration", identifier="RESPONSE", cardinality=cardinality, baseType=base
    )
    correct = item.add(declared, "correctResponse")
    for one in draft.answer[:1] if draft.type == "blank" else draft.answer:
        value = item.add(correct, "value")
        value.text = one.upper() if base == "identifier" and draft.type != "judgement" else one
    if draft.type == "blank" and len(draft.answer) > 1:
        mapping = item.add(declared, "mapping", defaultValue="0")
        for one in draft.answer:
            item.add(mapping, "mapEntry", mapKey=one, mappedValue="1")
    if draft.type == "multiple" and draft.policy == "partial":
        mapping = item.add(declared, "mapping", lowerBound="0", defaultValue=f"-{len(draft.answer)}")
        for one in draft.answer:
            item.add(mapping, "mapEntry", mapKey=one.upper(), mappedValue="1")


def _process(item: _Item, root: Element) -> None:
    if item.draft.type != "numeric" or not item.draft.tolerance:
        mapped = item.draft.type in ("blank", "multiple") and (
            (len(item.draft.answer) > 1 and item.draft.type == "blank") or item.draft.policy
        )
        item.add(
            root,
            "responseProcessing",
            template=_STANDARD[item.version] + ("map_response" if mapped else "match_correct"),
        )
        return
    spread = f"{item.draft.tolerance} {item.draft.tolerance}"
    test = item.add(item.add(item.add(root, "responseProcessing"), "responseCondition"), "responseIf")
    equal = item.add(test, "equal", toleranceMode="absolute", tolerance=spread)
    item.add(equal, "variable", identifier="RESPONSE")
    item.add(equal, "correct", identifier="RESPONSE")
    item.add(item.add(test, "setOutcomeValue", identifier="SCORE"), "baseValue", baseType="float").text = "1"


def _picture_name(item: _Item) -> str:
    return f"{item.number:05d}{suffix_of(item.draft.picture)}"


def _add_picture(item: _Item, body: Element) -> None:
    picture = item.draft.picture
    item.files[f"items/{_picture_name(item)}"] = picture.content
    if item.draft.type != "hotspot":
        item.add(item.add(body, "p"), "img", src=_picture_name(item), alt=picture.alt)


def _shuffled(draft: Draft) -> str:
    return "true" if draft.shuffle else "false"


def _choices(item: _Item, parent: Element, choices: Sequence[DraftChoice]) -> None:
    for one in choices:
        item.add(parent, "simpleChoice", one.text, identifier=one.id.upper())


def _choosing(item: _Item, body: Element) -> None:
    most = "1" if item.draft.type == "single" else "0"
    asked = item.add(
        body,
        "choiceInteraction",
        responseIdentifier="RESPONSE",
        shuffle=_shuffled(item.draft),
        maxChoices=most,
    )
    _choices(item, asked, item.draft.choices)


def _judging(item: _Item, body: Element) -> None:
    asked = item.add(
        body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="false", maxChoices="1"
    )
    for word, text in (("true", "对"), ("false", "错")):
        item.add(asked, "simpleChoice", text, identifier=word)


def _ordering(item: _Item, body: Element) -> None:
    asked = item.add(body, "orderInteraction", responseIdentifier="RESPONSE", shuffle=_shuffled(item.draft))
    _choices(item, asked, item.draft.choices)


def _entry(item: _Item, body: Element) -> None:
    item.add(item.add(body, "p"), "textEntryInteraction", responseIdentifier="RESPONSE")


def _hotspot(item: _Item, body: Element) -> None:
    picture, size = item.draft.picture, size_of(item.draft.picture)
    asked = item.add(body, "hotspotInteraction", responseIdentifier="RESPONSE", maxChoices="0")
    facts = {"width": str(size[0]), "height": str(size[1])}
    if item.version == "3.0":
        SubElement(asked, "img", {"src": _picture_name(item), "alt": picture.alt, **facts})
    else:
        SubElement(
            asked, "object", {"data": _picture_name(item), "type": picture.media_type, **facts}
        ).text = picture.alt
    for one in item.draft.choices:
        shape, coords = to_pixels(one.area or "", size)
        item.add(
            asked,
            "hotspotChoice",
            identifier=one.id.upper(),
            shape=shape,
            coords=coords,
            hotspotLabel=one.text,
        )


_WRITERS = {
    "single": _choosing,
    "multiple": _choosing,
    "judgement": _judging,
    "ordering": _ordering,
    "numeric": _entry,
    "blank": _entry,
    "hotspot": _hotspot,
}

"""Drafts as a QTI 2.1, 2.2 or 3.0 package: one item a file, imsmanifest.xml with what QTI itself has no place for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, tostring

from examapp.adapters.item_files.drafts import Draft, DraftChoice
from examapp.adapters.item_files.images import size_of, suffix_of
from examapp.adapters.item_files.markup import keep_blanks
from examapp.adapters.item_files.shapes import to_pixels
from examapp.adapters.item_files.types import FILE_TYPES
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
    _FORMS[draft.type].write(item, body)
    _process(item, root)
    if draft.rationale:
        feedback = item.add(
            root, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier="rationale", showHide="show"
        )
        item.add(feedback, "p", draft.rationale)
    return root


def _declare(item: _Item, root: Element) -> None:
    draft, form = item.draft, _FORMS[item.draft.type]
    declared = item.add(
        root, "responseDeclaration", identifier="RESPONSE", cardinality=form.cardinality, baseType=form.base
    )
    correct = item.add(declared, "correctResponse")
    for one in draft.answer[:1] if form.base == "string" else draft.answer:
        value = item.add(correct, "value")
        value.text = one.upper() if form.letters else one
    worth = form.mapped(draft)
    if worth:
        parts = {"lowerBound": "0", "defaultValue": f"-{len(draft.answer)}"}
        facts = {"defaultValue": "0"} if form.base == "string" else parts
        mapping = item.add(declared, "mapping", **facts)
        for one in worth:
            item.add(mapping, "mapEntry", mapKey=one, mappedValue="1")


def _process(item: _Item, root: Element) -> None:
    form = _FORMS[item.draft.type]
    if form.base != "float" or not item.draft.tolerance:
        template = "map_response" if form.mapped(item.draft) else "match_correct"
        item.add(root, "responseProcessing", template=_STANDARD[item.version] + template)
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
    if not FILE_TYPES[item.draft.type].rules.needs_picture:
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


def _worth_nothing(_draft: Draft) -> list[str]:
    return []


def _wordings(draft: Draft) -> list[str]:
    return list(draft.answer) if len(draft.answer) > 1 else []


def _parts(draft: Draft) -> list[str]:
    return [one.upper() for one in draft.answer] if draft.policy == "partial" else []


@dataclass(frozen=True)
class _Form:
    """How a type stands in QTI: its interaction, what is declared, and the answers that are worth points one by one."""

    write: Callable[[_Item, Element], None]
    cardinality: str = "single"
    base: str = "identifier"
    letters: bool = True
    mapped: Callable[[Draft], list[str]] = _worth_nothing


_FORMS = {
    "single": _Form(_choosing),
    "multiple": _Form(_choosing, "multiple", mapped=_parts),
    "judgement": _Form(_judging, letters=False),
    "ordering": _Form(_ordering, "ordered"),
    "numeric": _Form(_entry, base="float", letters=False),
    "blank": _Form(_entry, base="string", letters=False, mapped=_wordings),
    "hotspot": _Form(_hotspot, "multiple"),
}
QTI_TYPES = tuple(_FORMS)

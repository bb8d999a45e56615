"""QTI 2.1, 2.2 and 3.0 items: choice, order, text entry, match, hotspot;
version 3 is read under the names of version 2.
"""

import posixpath
import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote
from xml.etree.ElementTree import Element, tostring

from examapp.adapters.item_files.choice_pictures import take_embedded_pictures
from examapp.adapters.item_files.drafts import LETTERS, Draft, DraftChoice, Place, ReadResult
from examapp.adapters.item_files.gift import split_matching
from examapp.adapters.item_files.images import attach_picture, from_base64, size_of
from examapp.adapters.item_files.markup import to_plain
from examapp.adapters.item_files.qti_feedback import (
    cut,
    explain_all,
    note_obstacles,
    take_out,
    take_stimulus,
    tolerance_of,
)
from examapp.adapters.item_files.safe_xml import (
    attributes_of,
    find_all,
    find_one,
    name_of,
    parse_xml,
    text_of,
)
from examapp.adapters.item_files.settling import LONGEST, Written, settle
from examapp.adapters.item_files.shapes import from_pixels
from examapp.adapters.item_files.texts import clean, words_of
from examapp.adapters.tables.refusals import FileRefusedError

INTERACTIONS = ("choiceInteraction", "orderInteraction", "textEntryInteraction", "matchInteraction", "hotspotInteraction",
                "extendedTextInteraction", "inlineChoiceInteraction", "associateInteraction", "gapMatchInteraction", "uploadInteraction",
                "graphicOrderInteraction", "sliderInteraction", "selectPointInteraction", "customInteraction", "hottextInteraction",
                "drawingInteraction", "mediaInteraction", "endAttemptInteraction", "positionObjectInteraction",
                "graphicAssociateInteraction", "graphicGapMatchInteraction", "portableCustomInteraction")  # fmt: skip

_INLINE = re.compile(r"data:image/[\w.+-]{1,20};base64,(.+)", re.DOTALL)


def read_qti2(
    name: str,
    root: Element,
    files: Mapping[str, bytes],
    folder: str,
    result: ReadResult,
    facts: Mapping[str, str],
) -> None:
    """Add the draft(s) of one assessmentItem;
    `folder` is where its references start, `facts` come from the manifest.
    """
    draft = Draft(Place(name, number=len(result.drafts) + 1))
    _take_facts(draft, root, facts)
    body = find_one(root, "itemBody")
    asked = list(find_all(body, *INTERACTIONS)) if body is not None else []
    if len(asked) != 1:
        kinds = "、".join(dict.fromkeys(map(name_of, asked)))
        draft.note(
            "interactions_several" if asked else "interaction_missing", len(asked), stops=True, kinds=kinds
        )
        draft.stem = clean(text_of(body))[:LONGEST]
        result.drafts.append(draft)
        return
    right = _right_values(_declared(root, asked[0]))
    note_obstacles(draft, root, body)
    take_stimulus(draft, root, lambda href: _part(files, folder, href), _plain)
    take_out(draft, body, right, _plain)
    draft.stem = _stem(draft, body, asked[0], files, folder)
    explain_all(draft, root, right, _plain)
    _read_interaction(draft, root, asked[0], files, folder, result)


def _take_facts(draft: Draft, root: Element, facts: Mapping[str, str]) -> None:
    ident = attributes_of(root).get("identifier", "")
    draft.item_id = ident.removeprefix("item-") if ident.startswith("item-") else ""
    for label in ("topic", "difficulty", "unit", "policy", "read_aloud"):
        setattr(draft, label, facts.get(label, ""))
    for label in ("roles", "industries", "posts"):
        setattr(draft, label, words_of(facts.get(label, "")))
    draft.citations = tuple(facts["citations"].split("；")) if facts.get("citations") else ()


def _plain(draft: Draft, element: Element) -> str:
    """The element's content as plain text; its markup is treated as HTML."""
    for one in element.iter():
        # Prefixes of namespaces would hide the tags from the HTML reader.
        one.tag = name_of(one)
    outer = tostring(element, encoding="unicode")
    inner = outer[outer.index(">") + 1 : outer.rindex("<")] if "</" in outer else ""
    text, active = to_plain(inner)
    if active:
        draft.note("active_defused")
    return text


def _stem(draft: Draft, body: Element, asked: Element, files: Mapping[str, bytes], folder: str) -> str:
    for image in _images(body):
        inside_choice = any(
            image in list(choice.iter())
            for choice in find_all(asked, "simpleChoice", "simpleAssociableChoice")
        )
        if not inside_choice:
            _take_image(draft, image, files, folder)
    prompt = find_one(asked, "prompt")
    prompt_text = _plain(draft, prompt) if prompt is not None else ""
    gap = name_of(asked) == "textEntryInteraction" and bool((asked.tail or "").strip())
    for parent in body.iter():
        for child in list(parent):
            if child is asked:
                cut(parent, child, " _____ " if gap else "\n")
    return "\n".join(filter(None, [_plain(draft, body), prompt_text]))


def _part(files: Mapping[str, bytes], folder: str, href: str) -> Element | None:
    content = files.get(posixpath.normpath(posixpath.join(folder, href)), b"")
    try:
        return parse_xml(content) if content else None
    except FileRefusedError as error:
        if error.code == "xml_entities":
            raise
        return None


def _images(element: Element) -> list[Element]:
    """What shows a picture; sounds and films are objects as well."""
    return [
        one for one in find_all(element, "img", "object")
        if not one.get("type", "").startswith(("audio/", "video/"))
    ]  # fmt: skip


def _files_of(files: Mapping[str, bytes], folder: str) -> Callable[[str], bytes]:
    """Gives the part that a reference names, or no bytes."""

    def file_of(where: str) -> bytes:
        if inline := _INLINE.match(where):
            return from_base64(inline[1])
        return files.get(posixpath.normpath(posixpath.join(folder, unquote(where))), b"") if where else b""

    return file_of


def _take_image(draft: Draft, image: Element, files: Mapping[str, bytes], folder: str) -> None:
    where = image.get("src") or image.get("data") or ""
    content = _files_of(files, folder)(where)
    if not content:
        draft.note("picture_missing", where, stops=True)
        return
    attach_picture(draft, content, clean(image.get("alt") or text_of(image)))


def _read_interaction(
    draft: Draft, root: Element, asked: Element, files: Mapping[str, bytes], folder: str, result: ReadResult
) -> None:
    facts, declared = attributes_of(asked), _declared(root, asked)
    right = _right_values(declared)
    kind = name_of(asked)
    if kind in ("choiceInteraction", "orderInteraction"):
        draft.shuffle = facts.get("shuffle", "false") == "true"
        result.drafts.append(
            settle(draft, _choosing(draft, asked, declared, right, _files_of(files, folder)))
        )
    elif kind == "textEntryInteraction":
        result.drafts.append(settle(draft, _entry(draft, root, declared, right)))
    elif kind == "matchInteraction":
        result.drafts += _matching(draft, asked, right)
    elif kind == "hotspotInteraction":
        result.drafts.append(_hotspot(draft, asked, right))
    else:
        draft.note("type_unsupported", kind, stops=True)
        result.drafts.append(draft)


def _declared(root: Element, asked: Element) -> Element | None:
    ident = attributes_of(asked).get("responseIdentifier")
    return next(
        (
            one
            for one in find_all(root, "responseDeclaration")
            if attributes_of(one).get("identifier") == ident
        ),
        None,
    )


def _right_values(declared: Element | None) -> list[str]:
    correct = find_one(declared, "correctResponse") if declared is not None else None
    return [clean(text_of(one)) for one in find_all(correct, "value")] if correct is not None else []


def _choosing(
    draft: Draft, asked: Element, declared: Element | None, right: list[str], file_of: Callable[[str], bytes]
) -> Written:
    choices = list(find_all(asked, "simpleChoice"))
    idents = [attributes_of(one).get("identifier", "") for one in choices]
    letters = "".join(LETTERS[idents.index(one)] for one in right if one in idents[:26])
    many = declared is not None and attributes_of(declared).get("cardinality") == "multiple"
    kind = "排序" if name_of(asked) == "orderInteraction" else "多选" if many else ""
    if many and any(one in right for one in idents) and _gives_parts(declared):
        draft.policy = "partial"
    pictures = {
        at: [file_of(image.get("src") or image.get("data") or "") for image in images]
        for at, choice in enumerate(choices)
        if (images := _images(choice))
    }
    texts = [_plain(draft, choice) for choice in choices]
    return Written(kind, take_embedded_pictures(draft, texts, pictures), letters)


def _gives_parts(declared: Element) -> bool:
    mapping = find_one(declared, "mapping")
    return mapping is not None and attributes_of(mapping).get("lowerBound") == "0"


def _entry(draft: Draft, root: Element, declared: Element | None, right: list[str]) -> Written:
    facts = attributes_of(declared) if declared is not None else {}
    if facts.get("baseType") in ("float", "integer"):
        draft.tolerance = tolerance_of(draft, root, right[0] if right else "")
        return Written("数值", (), right[0] if right else "")
    entries = [
        (attributes_of(one).get("mapKey", ""), _number(attributes_of(one).get("mappedValue", "1")))
        for one in (find_all(declared, "mapEntry") if declared is not None else ())
    ]
    most = max((value for _, value in entries), default=0.0)
    for text, value in entries:
        if value < most and text not in right:
            draft.leave_out("partial", text)
    mapped = [text for text, value in entries if value == most > 0]
    return Written("填空", (), "\n".join(dict.fromkeys([*right, *mapped])))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _matching(draft: Draft, asked: Element, right: list[str]) -> list[Draft]:
    sets = list(find_all(asked, "simpleMatchSet"))
    if len(sets) != 2:
        draft.note("interaction_missing", "matchInteraction", stops=True)
        return [draft]
    left, other = ({attributes_of(one).get("identifier", ""): _plain(draft, one) for one in find_all(each, "simpleAssociableChoice")}
                   for each in sets)  # fmt: skip
    pairs = [
        (left[one], other[two])
        for one, two in (value.split(" ")[:2] for value in right if " " in value)
        if one in left and two in other
    ]
    missing = [(text, "") for text in left.values() if text not in {one for one, _ in pairs}]
    return split_matching(draft.place, draft.stem, pairs + missing, draft.topic, tuple(other.values()))


def _hotspot(draft: Draft, asked: Element, right: list[str]) -> Draft:
    draft.type = "hotspot"
    if draft.picture is None:
        draft.note("picture_needed", stops=True)
        return draft
    canvas = next((one for one in asked if name_of(one) in ("object", "img", "picture")), None)
    size = _canvas(canvas) or size_of(draft.picture)
    made, idents = [], []
    for letter, one in zip(LETTERS, find_all(asked, "hotspotChoice"), strict=False):
        facts = attributes_of(one)
        area = from_pixels(facts.get("shape", ""), facts.get("coords", ""), size)
        if area is None:
            draft.note("area_unreadable", facts.get("coords", ""), stops=True)
        made.append(
            DraftChoice(letter, clean(facts.get("hotspotLabel", "")) or f"区域 {letter.upper()}", area)
        )
        idents.append(facts.get("identifier", ""))
    draft.choices = tuple(made)
    draft.answer = tuple(sorted(LETTERS[idents.index(one)] for one in right if one in idents))
    if not draft.answer:
        draft.note("answer_missing", stops=True)
    return draft


def _canvas(canvas: Element | None) -> tuple[int, int] | None:
    width, height = (canvas.get(one, "") for one in ("width", "height")) if canvas is not None else ("", "")
    return (
        (int(width), int(height))
        if width.isdecimal()
        and height.isdecimal()
        and len(width + height) < 12
        and int(width)
        and int(height)
        else None
    )

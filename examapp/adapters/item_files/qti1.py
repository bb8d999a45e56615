"""QTI 1.2: items with response_lid (choice, order) or response_str/num (text), keys from respcondition."""

import re
from collections.abc import Mapping
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from examapp.adapters.item_files.choice_pictures import take_embedded_pictures
from examapp.adapters.item_files.drafts import Draft, Place, ReadResult
from examapp.adapters.item_files.images import attach_picture, from_base64
from examapp.adapters.item_files.markup import to_plain
from examapp.adapters.item_files.safe_xml import attributes_of, child_of, find_all, find_one, name_of, text_of
from examapp.adapters.item_files.settling import Written, settle
from examapp.adapters.item_files.texts import clean, words_of

_ASKING = ("response_lid", "response_str", "response_num", "response_grp", "response_xy")
# Fields that QTI 1.2 keeps in <qtimetadata>, by the label we write.
METADATA = {"topic": "topic", "difficulty": "difficulty", "roles": "roles", "industries": "industries", "posts": "posts",
            "citations": "citations", "unit": "unit", "tolerance": "tolerance"}  # fmt: skip

_SHOWN = re.compile(r"<img[^<>]{0,400}\bsrc=[\"']([^\"'<>]{1,8000000})[\"']", re.IGNORECASE)
_INLINE = re.compile(r"data:image/[\w.+-]{1,20};base64,(.+)", re.DOTALL)


def read_qti1(name: str, root: Element, files: Mapping[str, bytes], result: ReadResult) -> None:
    """Add the drafts of one questestinterop document; `files` are the package's other files."""
    for item in find_all(root, "item"):
        place = Place(name, number=len(result.drafts) + 1)
        draft = Draft(place)
        ident = item.get("ident", "")
        draft.item_id = ident.removeprefix("item-") if ident.startswith("item-") else ""
        _take_metadata(draft, item)
        presentation = find_one(item, "presentation")
        if presentation is not None:
            draft.stem = _material(draft, presentation, files)
        _explain(draft, item, files)
        asked = sum(name_of(one) in _ASKING for one in item.iter())
        if asked > 1:
            draft.note("interactions_several", asked, stops=True)
            result.drafts.append(draft)
            continue
        result.drafts.append(settle(draft, _written(draft, item, files)))


def _explain(draft: Draft, item: Element, files: Mapping[str, bytes]) -> None:
    """Feedback that only a wrong answer shows is named; what a right answer or everybody is told explains."""
    right: set[str] = set()
    wrong: set[str] = set()
    for condition in find_all(item, "respcondition"):
        points = [_number(text_of(one)) for one in find_all(condition, "setvar")]
        shown = {one.get("linkrefid", "") for one in find_all(condition, "displayfeedback")}
        good = bool(points) and max(points) > 0
        right |= shown if good else set()
        wrong |= set() if good else shown
    for feedback in find_all(item, "itemfeedback"):
        ident = feedback.get("ident", "")
        words = _material(draft, feedback, files)
        if ident in wrong and ident not in right:
            draft.leave_out("choice_feedback", words)
        else:
            draft.explain(words)


def _take_metadata(draft: Draft, item: Element) -> None:
    for one in find_all(item, "qtimetadatafield"):
        label = text_of(child_of(one, "fieldlabel")).strip()
        value = clean(text_of(child_of(one, "fieldentry")))
        if label in ("roles", "industries", "posts"):
            setattr(draft, label, words_of(value))
        elif label == "citations":
            draft.citations = tuple(value.split("；"))
        elif label in METADATA:
            setattr(draft, label, value)


def _material(draft: Draft, element: Element, files: Mapping[str, bytes], *, pictured: bool = True) -> str:
    """Text outside the responses; its pictures become the item's when `pictured`."""
    parts: list[str] = []

    def walk(one: Element) -> None:
        for child in one:
            name = name_of(child)
            if name in ("response_lid", "response_str", "response_num", "response_grp", "response_xy"):
                for inner in child:
                    if name_of(inner) == "material":
                        walk(inner)
            elif name == "mattext":
                parts.append(_mattext(draft, child))
            if pictured and name in ("mattext", "matimage"):
                for content in _pictures(child, files):
                    _take_picture(draft, child, content)
            elif name not in ("render_choice", "mattext", "matimage"):
                walk(child)

    walk(element)
    return "\n".join(filter(None, parts))


def _mattext(draft: Draft, element: Element) -> str:
    raw = text_of(element)
    if element.get("texttype", "text/plain") != "text/html":
        return clean(raw)
    text, active = to_plain(raw)
    if active:
        draft.note("active_defused")
    return text


def _take_picture(draft: Draft, element: Element, content: bytes) -> None:
    if content:
        attach_picture(draft, content, clean(element.get("label", "")))
    else:
        draft.note("picture_missing", element.get("uri", ""), stops=True)


def _pictures(element: Element, files: Mapping[str, bytes]) -> list[bytes]:
    """The pictures of an element, also those of its HTML; no bytes where a file is missing."""
    found = []
    for one in find_all(element, "matimage", "mattext"):
        if name_of(one) == "matimage":
            where = one.get("uri", "")
            found.append(_named(where, files) if where else from_base64(text_of(one)))
        elif one.get("texttype") == "text/html":
            found += [_named(where, files) for where in _SHOWN.findall(text_of(one))]
    return found


def _named(where: str, files: Mapping[str, bytes]) -> bytes:
    """A part of the package by what a page calls it: Canvas puts a word for its folder in front."""
    if inline := _INLINE.match(where):
        return from_base64(inline[1])
    path = unquote(where).replace("$IMS-CC-FILEBASE$/", "").partition("?")[0]
    return next((files.get(name) or b"" for name in files if name == path or name.endswith("/" + path)), b"")


def _written(draft: Draft, item: Element, files: Mapping[str, bytes]) -> Written:
    response = find_one(item, "response_lid", "response_str", "response_num")
    if response is None:
        return Written("essay")
    if name_of(response) != "response_lid":
        keys = _accepted(draft, item)
        typed = name_of(response) == "response_num" or _fibtype(response) in (
            "Decimal",
            "Integer",
            "Scientific",
        )
        if typed and not keys:
            draft.tolerance, keys = _range(item)
        return Written("数值" if typed else "填空", (), keys[0] if typed and keys else "\n".join(keys))
    labels = list(find_all(response, "response_label"))
    idents = [one.get("ident", "") for one in labels]
    render = find_one(response, "render_choice")
    draft.shuffle = render is None or render.get("shuffle", "Yes").lower() != "no"
    pictures = {at: drawn for at, label in enumerate(labels) if (drawn := _pictures(label, files))}
    texts = [_material(draft, label, {}, pictured=False) for label in labels]
    texts = take_embedded_pictures(draft, texts, pictures)
    kind = {"Ordered": "排序", "Multiple": "多选", "Single": ""}.get(
        attributes_of(response).get("rcardinality", "Single"), ""
    )
    right = _right_ones(draft, item, several=kind == "多选")
    letters = "".join(chr(65 + idents.index(one)) for one in right if one in idents[:26])
    return Written(kind, texts, letters)


def _accepted(draft: Draft, item: Element) -> list[str]:
    """Wordings that give all points; those with a part of them are named."""
    rated = [
        (points, clean(text))
        for points, texts in map(_asked_for, find_all(item, "respcondition"))
        for text in texts
    ]
    most = max((points for points, _ in rated), default=0.0)
    for points, text in rated:
        if 0 < points < most:
            draft.leave_out("partial", text)
    return [text for points, text in rated if points == most > 0]


def _fibtype(response: Element) -> str:
    render = find_one(response, "render_fib")
    return render.get("fibtype", "String") if render is not None else ""


def _right_ones(draft: Draft, item: Element, *, several: bool) -> list[str]:
    """Identifiers that the condition with the most points asks for; what stands under <not> is wrong.

    Several right choices may each have a condition of their own: with the same points they are the key.
    """
    groups = [
        (points, idents) for points, idents in map(_asked_for, find_all(item, "respcondition")) if idents
    ]
    good = [(points, idents) for points, idents in groups if points > 0]
    if not good:
        return []
    most = max(points for points, _ in good)
    if several and len(good) > 1 and all(len(idents) == 1 for _, idents in good):
        if any(points != most for points, _ in good):
            draft.note("points_short", f"{most:g}", stops=True)
            return []
        return list(dict.fromkeys(ident for _, idents in good for ident in idents))
    if len({points for points, _ in good}) > 1:
        draft.leave_out("partial")
    return next(idents for points, idents in good if points == most)


def _asked_for(condition: Element) -> tuple[float, list[str]]:
    """The points of a condition (1 when it names none) and the identifiers that it asks for, in their order."""
    points = [_number(text_of(one)) for one in find_all(condition, "setvar")]
    asked = find_one(condition, "conditionvar")
    if asked is None:
        return 0.0, []
    forbidden = {id(inner) for one in find_all(asked, "not") for inner in find_all(one, "varequal")}
    wanted = [one for one in find_all(asked, "varequal") if id(one) not in forbidden]
    ordered = sorted(wanted, key=lambda one: _place_of(one.get("index", "0")))
    return max(points, default=1.0), [text_of(one).strip() for one in ordered]


def _place_of(index: str) -> int:
    return int(index) if index.isdecimal() and len(index) < 6 else 0


def _range(item: Element) -> tuple[str, list[str]]:
    low, high = (find_one(item, name) for name in ("vargte", "varlte"))
    if low is None or high is None:
        return "", []
    bottom, top = _number(text_of(low)), _number(text_of(high))
    return f"{(top - bottom) / 2:g}", [f"{(top + bottom) / 2:g}"]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0

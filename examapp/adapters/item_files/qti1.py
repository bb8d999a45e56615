"""QTI 1.2: items with response_lid (choice, order) or response_str/num (text), keys from respcondition."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from examapp.adapters.item_files.drafts import Draft, Place, ReadResult
from examapp.adapters.item_files.images import attach_picture, from_base64
from examapp.adapters.item_files.markup import to_plain
from examapp.adapters.item_files.safe_xml import attributes_of, child_of, find_all, find_one, name_of, text_of
from examapp.adapters.item_files.settling import Written, settle
from examapp.adapters.item_files.texts import clean, words_of

# Fields that QTI 1.2 keeps in <qtimetadata>, by the label we write.
METADATA = {"topic": "topic", "difficulty": "difficulty", "roles": "roles", "industries": "industries", "posts": "posts",
            "citations": "citations", "unit": "unit", "tolerance": "tolerance"}  # fmt: skip


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
        feedback = next(find_all(item, "itemfeedback"), None)
        if feedback is not None:
            draft.rationale = _material(draft, feedback, files)
        result.drafts.append(settle(draft, _written(draft, item, files)))


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


def _material(draft: Draft, element: Element, files: Mapping[str, bytes]) -> str:
    """Text and pictures outside the responses."""
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
            elif name == "matimage":
                _image(draft, child, files)
            elif name != "render_choice":
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


def _image(draft: Draft, element: Element, files: Mapping[str, bytes]) -> None:
    where = element.get("uri", "")
    content = files.get(where, b"") if where else from_base64(text_of(element))
    attach_picture(draft, content, clean(element.get("label", "")))


def _written(draft: Draft, item: Element, files: Mapping[str, bytes]) -> Written:
    response = find_one(item, "response_lid", "response_str", "response_num")
    if response is None:
        return Written("essay")
    if name_of(response) != "response_lid":
        keys = [clean(text_of(one)) for one in find_all(item, "varequal")]
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
    texts = tuple(_material(draft, one, files) for one in labels)
    render = find_one(response, "render_choice")
    draft.shuffle = render is None or render.get("shuffle", "Yes").lower() != "no"
    kind = {"Ordered": "排序", "Multiple": "多选", "Single": ""}.get(
        attributes_of(response).get("rcardinality", "Single"), ""
    )
    letters = "".join(chr(65 + idents.index(one)) for one in _right_ones(item) if one in idents[:26])
    return Written(kind, texts, letters)


def _fibtype(response: Element) -> str:
    render = find_one(response, "render_fib")
    return render.get("fibtype", "String") if render is not None else ""


def _right_ones(item: Element) -> list[str]:
    """Identifiers that a condition which gives points asks for; what stands under <not> is wrong."""
    for condition in find_all(item, "respcondition"):
        points = [_number(text_of(one)) for one in find_all(condition, "setvar")]
        asked = find_one(condition, "conditionvar")
        if asked is None or (points and max(points) <= 0):
            continue
        forbidden = {id(inner) for one in find_all(asked, "not") for inner in find_all(one, "varequal")}
        found = [one for one in find_all(asked, "varequal") if id(one) not in forbidden]
        if found:
            ordered = sorted(found, key=lambda one: _place_of(one.get("index", "0")))
            return [text_of(one).strip() for one in ordered]
    return []


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

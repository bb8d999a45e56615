"""What a QTI item says beside its question: feedback and rubrics never reach a candidate."""

from collections.abc import Callable, Mapping, Sequence
from xml.etree.ElementTree import Element

from examapp.adapters.item_files.drafts import Draft
from examapp.adapters.item_files.safe_xml import attributes_of, find_all, find_one, name_of, text_of
from examapp.adapters.item_files.texts import clean

Plain = Callable[[Draft, Element], str]
# The names under which an explanation for everybody stands; "rationale" is our own.
_FOR_ALL = ("rationale", "general", "solution", "explanation", "modal", "feedback")
_SOUNDS = (".mp3", ".wav", ".ogg", ".m4a", ".mp4", ".webm")


def take_out(draft: Draft, body: Element, right: Sequence[str], plain: Plain) -> None:
    """Remove feedback and rubrics from the body; a right choice's feedback explains, the rest is named."""
    parents = {id(child): parent for parent in body.iter() for child in parent}
    for one in list(
        find_all(body, "feedbackInline", "feedbackBlock", "rubricBlock", "templateInline", "templateBlock")
    ):
        parent = parents.get(id(one))
        if parent is None:
            continue
        if name_of(one) == "rubricBlock":
            if "candidate" in attributes_of(one).get("view", "candidate").split():
                continue
            draft.leave_out("rubric", clean(text_of(one)))
        elif name_of(one).startswith("feedback"):
            _feedback(draft, one, parent, right, plain)
        cut(parent, one, "")


def _feedback(draft: Draft, one: Element, parent: Element, right: Sequence[str], plain: Plain) -> None:
    idents = {attributes_of(one).get("identifier", ""), attributes_of(parent).get("identifier", "")}
    if idents & set(right):
        draft.explain(plain(draft, one))
    else:
        draft.leave_out("choice_feedback", clean(text_of(one)))


def cut(parent: Element, child: Element, instead: str) -> None:
    """Take an element out and leave its tail, with a text in its place."""
    place = list(parent).index(child)
    text = instead + (child.tail or "")
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(child)


def explain_all(draft: Draft, root: Element, right: Sequence[str], plain: Plain) -> None:
    """Modal feedback: what everybody or who answers right is told explains; what a wrong answer is told does not."""
    told = list(find_all(root, "modalFeedback"))
    good = _good_outcomes(root) | set(right)
    for one in told:
        ident = attributes_of(one).get("identifier", "")
        if ident in good or ident.casefold() in _FOR_ALL or ident.casefold().startswith(("correct", "right")):
            draft.explain(plain(draft, one))
        else:
            draft.leave_out("whole_feedback", clean(text_of(one)))


def _good_outcomes(root: Element) -> set[str]:
    """Identifiers of feedback that response processing sets where the answer matches the key."""
    good: set[str] = set()
    for condition in find_all(root, "responseIf"):
        if find_one(condition, "correct") is None or find_one(condition, "not") is not None:
            continue
        good |= {
            clean(text_of(value))
            for outcome in find_all(condition, "setOutcomeValue")
            for value in find_all(outcome, "baseValue")
            if attributes_of(value).get("baseType") == "identifier"
        }
    return good


def note_obstacles(draft: Draft, root: Element, body: Element) -> None:
    """What makes an item another one than we could ask."""
    if find_one(root, "templateDeclaration", "templateProcessing", "printedVariable") is not None:
        draft.note("random_numbers", stops=True)
    if find_one(body, "audio", "video", "mediaInteraction") is not None or any(
        (attributes_of(one).get("type", "").startswith(("audio/", "video/")))
        or (one.get("data") or one.get("src") or "").lower().endswith(_SOUNDS)
        for one in find_all(body, "object", "source", "embed")
    ):
        draft.note("sound", stops=True)
    if any(attributes_of(one).get("fixed") == "true" for one in find_all(body, "simpleChoice")):
        draft.leave_out("fixed_choice")
    if attributes_of(root).get("adaptive") == "true":
        draft.note("adaptive", stops=True)


def take_stimulus(draft: Draft, root: Element, find: Callable[[str], Element | None], plain: Plain) -> None:
    """The shared text of an item from its own file: it becomes the case; without it the question cannot be asked."""
    for one in find_all(root, "assessmentStimulusRef"):
        href = attributes_of(one).get("href", "")
        stimulus = find(href)
        body = find_one(stimulus, "stimulusBody") if stimulus is not None else None
        text = plain(draft, body) if body is not None else ""
        if not text:
            draft.note("stimulus_missing", attributes_of(one).get("title") or href, stops=True)
            continue
        draft.case_id = attributes_of(one).get("identifier", "")[:40] or href[:40]
        draft.case_text = f"{draft.case_text}\n{text}".strip()


def tolerance_of(draft: Draft, root: Element, value: str) -> str:
    """The margin of a number as an absolute one; a relative one is percent of the value."""
    equal = find_one(root, "equal")
    facts: Mapping[str, str] = attributes_of(equal) if equal is not None else {}
    margins = facts.get("tolerance", "").split()
    if not margins:
        return ""
    if len(set(margins)) > 1:
        draft.note("tolerance_uneven", " / ".join(margins), stops=True)
    if facts.get("toleranceMode") != "relative":
        return margins[0]
    try:
        return f"{abs(float(value)) * float(margins[0]) / 100:.10g}"
    except (ValueError, OverflowError):
        draft.note("tolerance_uneven", margins[0], stops=True)
        return ""

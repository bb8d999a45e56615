"""A page gets its form back as it was filled in, with the sentence of a refusal beside the field it speaks of."""

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import html
from lxml.html import FormElement, HtmlElement
from werkzeug.datastructures import MultiDict

# Whatever is secret, is chosen anew or belongs to the page itself is never written back into a page.
NEVER_FILLED = frozenset({"password", "hidden", "file", "submit", "button", "image", "reset"})
TICKED = ("checkbox", "radio")
PAGE_FIELD = "form_page"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a person is told: a heading, the sentence, and names of fields it may speak of, likeliest first."""

    title: str
    text: str
    fields: tuple[str, ...] = ()
    missing: bool = False


def put_back(page: str, action: str, entered: MultiDict, *refusals: Refusal, address: str) -> str:
    """The HTML of `page` with the form that was sent to `action` filled in from `entered`, each refusal in its place.

    Without such a form they stand at the top of the page. `address` is the page's own; it goes along with
    its forms, because the browser's address is that of the form after a refusal.
    """
    root = html.document_fromstring(page)
    form = _sent_form(root, action, address, entered)
    if form is None:
        for refusal in refusals:
            _above_everything(root, refusal)
    else:
        controls = list(_controls(root, form))
        _fill(controls, entered)
        _unfold(form)
        for refusal in refusals:
            _tell(form, controls, refusal)
    for other in root.iter("form"):
        if other.get("method", "").lower() == "post":
            other.append(html.Element("input", type="hidden", name=PAGE_FIELD, value=address))
    return html.tostring(root, encoding="unicode", doctype="<!doctype html>")


def _sent_form(root: HtmlElement, action: str, own: str, entered: MultiDict) -> FormElement | None:
    """The form with this action; one without an action goes to the page's `own` address.

    Among several (one a row) it is the one whose hidden values and names agree best.
    """
    candidates = [form for form in root.iter("form") if action in _actions(form, own)]
    return max(candidates, key=lambda form: _agreement(_controls(root, form), entered), default=None)


def _actions(form: FormElement, own: str) -> set[str]:
    named = {button.get("formaction", "") for button in form.iter("button", "input")} - {""}
    return {address.split("?")[0] for address in named | {form.get("action") or own}}


def _controls(root: HtmlElement, form: FormElement) -> Iterable[HtmlElement]:
    yield from (control for control in form.iter("input", "select", "textarea") if control.get("name"))
    if form.get("id"):
        yield from root.xpath("//*[@form=$id][@name]", id=form.get("id"))


def _agreement(controls: Iterable[HtmlElement], entered: MultiDict) -> int:
    points = 0
    for control in controls:
        values = entered.getlist(control.get("name"))
        points += bool(values)
        if control.get("type") == "hidden" and control.get("name") not in ("csrf_token", "client_id"):
            points += 2 if control.get("value", "") in values else -2
    return points


def _fill(controls: list[HtmlElement], entered: MultiDict) -> None:
    used: dict[str, int] = {}
    for control in controls:
        name, kind = control.get("name"), control.get("type", "text")
        values = entered.getlist(name)
        if control.tag == "select":
            _choose(control, values)
        elif kind in TICKED:
            _mark(control, "checked", control.get("value", "on") in values)
        elif _may_fill(control, kind) and used.setdefault(name, 0) < len(values):
            _write(control, values[used[name]])
            used[name] += 1


def _may_fill(control: HtmlElement, kind: str) -> bool:
    """A hidden field is the page's own when the page gave it a value; an empty one holds what a person drew."""
    return kind not in NEVER_FILLED or (kind == "hidden" and not control.get("value"))


def _choose(select: HtmlElement, values: list[str]) -> None:
    for option in select.iter("option") if values else ():
        _mark(option, "selected", option.get("value", option.text or "") in values)


def _mark(element: HtmlElement, attribute: str, yes: bool) -> None:
    if yes:
        element.set(attribute, attribute)
    else:
        element.attrib.pop(attribute, None)


def _write(control: HtmlElement, value: str) -> None:
    # libxml2 takes no control characters.
    plain = "".join(sign for sign in value if sign in "\n\t" or sign >= " ")
    if control.tag == "textarea":
        control.text = plain
    else:
        control.set("value", plain)


def _unfold(element: HtmlElement) -> None:
    for parent in element.iterancestors("details", "dialog"):
        parent.set("open", "open")


def _tell(form: FormElement, controls: list[HtmlElement], refusal: Refusal) -> None:
    field = _field_of(controls, refusal)
    if field is not None:
        _unfold(field)
        _beside(field, refusal)
        return
    notice = _notice(refusal)
    classes = form.get("class", "").split()
    if "stack" in classes or "card" in classes:
        form.insert(0, notice)
    else:
        form.addprevious(notice)


def _field_of(controls: list[HtmlElement], refusal: Refusal) -> HtmlElement | None:
    shown = [control for control in controls if control.get("type") != "hidden"]
    for name in refusal.fields:
        for control in shown:
            if control.get("name") == name:
                return control
    empty = [control for control in shown if refusal.missing and _is_empty(control)]
    needed = [control for control in empty if control.get("required") is not None]
    return (needed or (empty if len(empty) == 1 else [None]))[0]


def _is_empty(control: HtmlElement) -> bool:
    if control.tag == "textarea":
        return not (control.text or "").strip()
    return (
        control.tag == "input" and control.get("type") not in TICKED and not control.get("value", "").strip()
    )


def _beside(field: HtmlElement, refusal: Refusal) -> None:
    key = (field.get("id") or f"f-{field.get('name')}") + "-error"
    words = html.Element("span", id=key, role="alert")
    words.set("class", "field__error")
    words.text = refusal.text
    place = field
    if field.get("type") in TICKED:
        place = next(field.iterancestors("fieldset"), None) or next(field.iterancestors("label"), field)
    field.set("aria-invalid", "true")
    field.set("aria-describedby", f"{field.get('aria-describedby', '')} {key}".strip())
    field.set("autofocus", "autofocus")
    words.tail, place.tail = place.tail, ""
    place.addnext(words)


def _notice(refusal: Refusal) -> HtmlElement:
    notice = html.Element("p", role="alert", tabindex="-1", autofocus="autofocus")
    notice.set("class", "notice notice--bad")
    heading = html.Element("strong")
    heading.text, heading.tail = f"{refusal.title}。", refusal.text
    notice.append(heading)
    return notice


def _above_everything(root: HtmlElement, refusal: Refusal) -> None:
    main = root.find(".//main")
    place = root.body if main is None else main
    place.insert(0, _notice(refusal))

"""What a rule refused is told on the page the person was on: the form as it was filled in, the sentence beside its field.

A refusal of a form is never a page of its own whose only way leads elsewhere, and nothing that was typed is lost.
The page is asked for again (a plain GET by the same browser), so it shows the latest state as well.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Response, current_app, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.test import EnvironBuilder

from examapp.web.addresses import path_and_query
from examapp.web.form_filling import PAGE_FIELD, Refusal, put_back

MOST_REDIRECTS = 3
# Signing in, things that do not exist, a tired server: there is no form to mend.
OTHER_MATTERS = frozenset({401, 404, 405})
# Fields in which somebody writes why.
WRITTEN_REASONS = (
    "refusal_reason",
    "reason_words",
    "correction_reason",
    "unsigned_reason",
    "minutes_reason",
    "reason",
    "note",
)
# code -> the fields it may speak of, likeliest first; a code whose data name a `field` needs no line.
FIELDS_OF = {
    "login_name_taken": ("login_name",),
    "password_weak": ("password", "new_password"),
    "candidate_password_weak": ("password", "new_password"),
    "password_wrong": ("current", "old_password", "present_password", "password"),
    "password_needed": ("password",),
    "sign_in_refused": ("password",),
    "candidate_refused": ("password",),
    "code_unusable": ("code",),
    "id_number_wrong": ("id_number",),
    "id_tail_malformed": ("id_tail", "tail"),
    "name_differs": ("name",),
    "uscc_wrong": ("uscc",),
    "uscc_taken": ("uscc",),
    "region_code_malformed": ("code",),
    "region_code_taken": ("code",),
    "region_parent_wrong": ("parent_id", "parent"),
    "certificate_taken": ("certificate_number", "certificate"),
    "certificate_other_name": ("certificate_number", "certificate"),
    "certificate_merged": ("certificate_number", "certificate"),
    "date_in_future": ("date", "day", "inspected_on"),
    "dates_reversed": ("left_on", "ends_on"),
    "law_version_taken": ("label", "version"),
    "second_inspector_missing": ("second_inspector_id",),
    "second_inspector_no_account": ("second_inspector_id",),
    "table_unreadable": ("file", "files"),
    "file_missing": ("file", "files"),
    "picture_unusable": ("file", "picture"),
    "extension_refused": ("minutes_reason", "reason"),
    "extension_full": ("minutes",),
    "reason_missing": ("reason", "note"),
    "reason_odd_signs": WRITTEN_REASONS,
    "reason_too_long": WRITTEN_REASONS,
    "sending_back_unexplained": ("reason",),
    "refusal_unwritten": ("refusal_reason",),
    "opinion_unwritten": ("opinion",),
    "appeal_empty": ("text",),
    "appeal_short": ("text",),
    "appeal_long": ("text",),
    "ruling_key_wrong": ("key",),
}
# Codes that say that something was left empty.
EMPTY_WORDS = ("_missing", "_empty", "_incomplete")


def page_with_form(title: str, text: str, code: str, data: dict, status: int) -> Response | None:
    """The page that the sent form stands on, with the refusal in its place; None when there is no such page."""
    address = _address()
    if request.method != "POST" or status in OTHER_MATTERS or status >= 500 or not address:
        return None
    page = _ask_again(address)
    if page is None:
        return None
    entered, files = _entered()
    if code == "csrf":
        text = "还没有提交。填的都在，请核对一遍再提交一次。"
    if code == "state_conflict":
        # The page was asked for again just now; where the quiz has moved on it may be another page than before.
        text = "这件事已经变了，刚才点的没有办，什么也没有改。这一页已经是最新的情况。"
        text = f"{data['quiz']}的抽考：{text}" if data.get("quiz") else text
    if files:
        text = f"{text}文件请重新选一次。"
    refusal = Refusal(title, text, _fields(code, data, entered), code.endswith(EMPTY_WORDS))
    page.set_data(put_back(page.get_data(as_text=True), request.path, entered, refusal, address=address))
    page.status_code = status
    return page


def fill_in(page: str, title: str, text: str, *fields: str) -> str:
    """A page made by the view itself, with rows that a plain one lacks: what was sent and the refusal in place."""
    return fill_in_all(page, [Refusal(title, text, fields)])


def fill_in_all(page: str, refusals: Iterable[Refusal]) -> str:
    """The same for several things at once, each beside its field."""
    return put_back(page, request.path, request.form, *refusals, address=_address() or request.path)


def _address() -> str:
    """Path and query of the page of ours that holds the form; empty when the browser does not say that it is ours."""
    origin = urlsplit(request.referrer or "")
    if origin.netloc != urlsplit(request.host_url).netloc:
        return ""
    carried = _entered()[0].get(PAGE_FIELD, "")
    if carried.startswith("/") and not carried.startswith("//") and "\\" not in carried:
        return carried
    return path_and_query(origin)


def _entered() -> tuple[MultiDict, bool]:
    """What was sent and whether files were among it; nothing when the body was too large to be read."""
    try:
        return request.form, any(file.filename for file in request.files.values())
    except HTTPException:
        return MultiDict(), False


def _fields(code: str, data: dict, entered: MultiDict) -> tuple[str, ...]:
    named = (str(data["field"]),) if data.get("field") else ()
    signs = str(data.get("signs", ""))
    odd = tuple(name for name, value in entered.items() if signs and any(sign in value for sign in signs))
    return named + odd + FIELDS_OF.get(code, ())


def _ask_again(address: str) -> Response | None:
    for _ in range(MOST_REDIRECTS + 1):
        page = _get(address)
        if page.status_code not in (301, 302, 303, 307, 308):
            return page if page.status_code == 200 and page.mimetype == "text/html" else None
        goal = urlsplit(page.location or "")
        # Whoever has signed out meanwhile gets no page that could hold the form.
        if goal.netloc not in ("", urlsplit(request.host_url).netloc) or goal.path.endswith("/sign-in"):
            return None
        address = path_and_query(goal)
    return None


def _get(address: str) -> Response:
    """The page as this browser would get it now, in a context of its own: another session of the database,
    another g.
    """
    builder = EnvironBuilder(path=address, base_url=request.host_url, method="GET")
    environ = builder.get_environ()
    builder.close()
    kept = ("HTTP_COOKIE", "HTTP_USER_AGENT", "HTTP_ACCEPT_LANGUAGE", "REMOTE_ADDR", "wsgi.url_scheme")
    environ.update({key: request.environ[key] for key in kept if key in request.environ})
    app = current_app._get_current_object()
    with app.app_context(), app.request_context(environ):
        return app.full_dispatch_request()

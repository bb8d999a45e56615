"""Refusals in plain Chinese: what happened, what is safe, what to do."""

import logging
from urllib.parse import urlsplit

from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from werkzeug.exceptions import HTTPException

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.web.addresses import path_and_query
from examapp.web.cookies import KIOSK, ME, SEAT
from examapp.web.page_of import find_page
from examapp.web.returned_forms import page_with_form
from examapp.web.sentences import sentence_for

log = logging.getLogger(__name__)

# What whoever guesses or goes around meets; the line says from which address, and never who or what was typed.
WATCHED = frozenset({401, 403, 404, 410, 429})
FACTOR_PAGES = frozenset(
    {
        "me.sign_in",
        "me.activate",
        "me_account.prove",
        "accounts.proof",
        "accounts.own_password",
        "second_factors.enter_code",
        "phone_codes.confirm",
    }
)

STATUS_OF = {
    "not_found": 404,
    "attempt_unknown": 404,
    "quiz_unknown": 404,
    "visit_unknown": 404,
    "number_address_unknown": 404,
    "seeds_unreadable": 409,
    "quiz_seeds_lost": 409,
    "link_unusable": 410,
    "quiz_closed": 410,
    "sign_in_refused": 403,
    "account_stopped": 403,
    "extension_not_yours": 403,
    "tablet_lent": 403,
    "visit_of_others": 403,
    "rating_by_staff": 403,
    "rating_own": 403,
    "pin_wrong": 403,
    "handover_over": 410,
    "handover_running": 409,
    "token_refused": 401,
    "candidate_signed_out": 401,
    "attempt_moved": 409,
    "too_busy": 503,
    "waiting": 503,
    "files_away": 503,
    "bad_json": 400,
    "too_large": 413,
    "attempt_submitted": 409,
    "attempt_archived": 409,
    "attempt_cancelled": 409,
    "regrade_archived": 409,
    "state_conflict": 409,
    "practice_closed": 409,
    "receipt_mismatch": 409,
    "draft_changed": 409,
    "steps_missing": 409,
    "steps_too_many": 409,
    "step_changed": 409,
    "steps_too_fast": 429,
}

PAGES = {
    400: ("请求有误", "页面送来的内容不完整，请返回上一页重新填写。"),
    401: ("需要登录", "登录已过期，请重新登录。已提交的内容都在。"),
    403: ("没有权限", "您的账号不能打开这一页。需要的话，请联系本单位的系统管理员。"),
    404: ("没有找到", "这一页不存在，或者不在您的管辖范围内。请检查地址或重新扫码。"),
    405: ("操作方式不对", "请返回上一页，用页面上的按钮操作。"),
    410: ("已经失效", "这个链接或二维码已经失效，请向工作人员要一个新的。"),
    413: ("文件太大", "上传的内容超过了允许的大小，请拆分后再试。"),
    415: ("格式不对", "送来的内容格式不对，请用页面上的按钮操作。"),
    429: ("操作太频繁", "试的次数太多了，请过一分钟再试。"),
    500: ("系统出了问题", "系统出了问题，已经记下来。已保存的内容都在，请稍后再试。"),
    503: ("系统正忙", "系统正忙，已保存的内容都在。请等几秒再试。"),
}


def wants_json() -> bool:
    """Whether the caller is a script of ours: the /api/ tree, or an explicit Accept."""
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def register_refusals(app: Flask) -> None:
    """Attach one handler per kind of refusal."""
    app.register_error_handler(DomainError, refuse_domain)
    app.register_error_handler(
        CSRFError,
        lambda error: _answer(
            400,
            "页面放得太久了",
            "这一页放得太久，或者已经退出登录，还没有提交。请重新打开、登录后再提交一次。",
            "csrf",
        ),
    )
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_error_handler(OperationalError, _refuse_busy)
    app.register_error_handler(DBAPIError, _refuse_busy)
    app.register_error_handler(NoConnectionFreeError, _refuse_busy)
    app.register_error_handler(Exception, _refuse_unknown)
    app.after_request(_note_refusal)


def _note_refusal(answer: Response) -> Response:
    """One line for every refusal of a person, a token or a form, so that an attack is seen and can be shut out."""
    status, code, endpoint = answer.status_code, g.get("refusal", ""), request.endpoint or "none"
    if status in WATCHED or code == "csrf" or (status == 422 and endpoint in FACTOR_PAGES):
        log.warning("refused %d %s at %s from %s", status, code or "form", endpoint, request.remote_addr)
    return answer


def refuse_domain(error: DomainError):
    """What a rule refused, as a page or as JSON."""
    title, text = sentence_for(error)
    return _answer(STATUS_OF.get(error.code, 422), title, text, error.code, error.data)


def _refuse_http(error: HTTPException):
    if error.code == 405 and request.method in ("GET", "HEAD") and not wants_json():
        # Nobody types such an address; it is what stays in the line after a form was refused.
        # What the address asks besides, such as where to go on after signing in, goes along.
        words = request.query_string.decode("ascii", "ignore")
        return redirect(find_page() + (f"?{words}" if words else ""))
    title, text = PAGES.get(error.code, PAGES[500])
    answer = _answer(error.code or 500, title, text, f"http_{error.code}")
    if getattr(error, "retry_after", None):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _refuse_busy(error: SQLAlchemyError):
    _let_go()
    # The page that says so must not ask the database who is looking at it.
    g.database_away = True
    cause = getattr(error, "orig", error)
    log.error("database refused: %s", cause.__class__.__name__)
    full = getattr(cause, "sqlstate", None) == "53100" or "full" in str(cause).lower()
    title, text = (
        ("存储已满", "服务器存储已满，没有写入任何内容。请通知系统管理员清理后再试。") if full else PAGES[503]
    )
    answer = _answer(507 if full else 503, title, text, "disk_full" if full else "busy")
    g.retry_after = answer.headers["Retry-After"] = "2"
    return answer


def _let_go() -> None:
    try:
        db.session.rollback()
    except SQLAlchemyError:
        db.session.remove()


def _refuse_unknown(error: Exception):
    _let_go()
    log.exception("unhandled error at %s", request.endpoint)
    return _answer(500, *PAGES[500], "internal")


def _answer(status: int, title: str, text: str, code: str, data: dict | None = None):
    g.refusal = code
    if wants_json():
        answer = jsonify(error=code, message=text, data=data or {})
    elif (returned := _returned(title, text, code, data or {}, status)) is not None:
        return returned
    else:
        facts = {"status": status, "title": title, "text": text, "code": code}
        # What was cancelled leads from the page before only to itself again.
        way_back = "" if code == "attempt_cancelled" else _way_back()
        answer = make_response(_page(**facts, way_back=way_back, home=_home()))
    answer.status_code = status
    return answer


def _returned(title: str, text: str, code: str, data: dict, status: int) -> Response | None:
    if g.get("database_away"):
        return None
    _let_go()
    return page_with_form(title, text, code, data, status)


def _way_back() -> str:
    """The page of ours that the person came from, so that nobody has to begin at the home page; empty when unknown."""
    origin, own = urlsplit(request.referrer or ""), urlsplit(request.host_url)
    if (origin.scheme, origin.netloc) != (own.scheme, own.netloc):
        return ""
    return "" if origin.path == request.path and request.method == "GET" else path_and_query(origin)


def _home() -> str:
    """Where this browser begins: a lent tablet at its queue, somebody who is examined at the own page or seat, else
    nowhere in particular. Whoever has no account of the staff is never sent to its sign-in.
    """
    if request.cookies.get(KIOSK):
        return "tablet"
    if g.get("database_away") or current_user.is_authenticated:
        return ""
    if request.cookies.get(ME) or request.blueprint == "me":
        return "me"
    return "seat" if request.cookies.get(SEAT) or request.blueprint in ("joins", "attempts") else ""


def _page(**told: object) -> str:
    try:
        return render_template("errors/refusal.html", **told)
    except SQLAlchemyError:
        # The frame of the page asks who is signed in; without a database it is drawn for nobody.
        _let_go()
        g.database_away = True
        return render_template("errors/refusal.html", **told)

"""The own factor once more before what a borrowed desk must not do: data of many, answer keys, results, accounts.

The form that was sent stands in the page that asks, so nothing that was typed is lost and one step does both.
"""

from datetime import datetime

from flask import Response, g, make_response, render_template, request, url_for
from flask_limiter.errors import RateLimitExceeded
from flask_login import current_user

from examapp.domain.account_rules import is_proof_fresh
from examapp.domain.errors import DomainError
from examapp.domain.permissions import asks_proof
from examapp.extensions import limiter
from examapp.services.core.demonstration import is_demonstration
from examapp.services.people import sign_ins
from examapp.web.addresses import page_before
from examapp.web.form_filling import PAGE_FIELD
from examapp.web.sentences import sentence_for

FIELD = "own_password_again"
# One count for every page that asks, so that twenty pages are not twenty times as many tries.
_TRIES = "8/minute"


def ask_for_proof(permission: str, now: datetime) -> Response | None:
    """The page that asks who is there; None where nothing is asked, or the password came along and fits.

    People of a demonstration come by links and have nothing to show.
    """
    if not asks_proof(permission, acts=request.method == "POST"):
        return None
    if is_proof_fresh(current_user.proved_at, now):
        return None
    if not sign_ins.has_own_factor(current_user.actor.account_id):
        if is_demonstration():
            return None
        raise DomainError("link_needed")
    password = request.form.get(FIELD, "")
    refusal = _try(password, now) if password else ""
    return None if password and not refusal else _page(refusal)


def _try(password: str, now: datetime) -> str:
    """The sentence of the refusal; "" when the password fits."""
    try:
        with limiter.shared_limit(
            _TRIES, scope="proof", key_func=lambda: f"account:{current_user.actor.account_id}"
        ):
            sign_ins.prove(current_user.token, password, now=now)
    except DomainError as error:
        if error.code != "password_wrong":
            raise
        g.refusal = error.code
        return sentence_for(error)[1]
    except RateLimitExceeded:
        g.refusal = "proof_too_often"
        return "试得太多了，请过一分钟再试。还没有办，填的都在。"
    return ""


def _page(refusal: str) -> Response:
    acts = request.method == "POST"
    left_out = {"csrf_token", FIELD}
    fields = [pair for pair in request.form.items(multi=True) if pair[0] not in left_out] if acts else []
    back = page_before()
    if acts and back and PAGE_FIELD not in request.form:
        # A refusal of the act itself still finds the page that the form stood on.
        fields.append((PAGE_FIELD, back))
    page = render_template(
        "people/accounts/proof_again.html",
        acts=acts,
        fields=fields,
        action=request.full_path if request.query_string else request.path,
        field=FIELD,
        refusal=refusal,
        back=back,
        key_goal=back or url_for("home.show"),
    )
    answer = make_response(page, 403 if refusal else 428)
    answer.headers["Cache-Control"] = "no-store"
    return answer

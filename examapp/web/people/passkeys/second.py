"""The stop between a password and the pages, for whoever shows a code of the phone or a key as well."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for

from examapp.domain.errors import DomainError
from examapp.extensions import limiter
from examapp.models.accounts import AccountSession
from examapp.services.people import passkeys, phone_codes
from examapp.services.people.passkeys import KeyOwner
from examapp.services.people.second_factors import has_key, last_removal
from examapp.web.access import PUBLIC, now, open_to, ports
from examapp.web.accounts_session import waiting_session
from examapp.web.limits import per_account
from examapp.web.people.sign_ins.views import hold_session, wanted_page
from examapp.web.sentences import sentence_for

bp = Blueprint("second_factors", __name__, url_prefix="/second-factor")
FEW_LEFT = 3


@bp.get("")
@open_to(PUBLIC)
def show():
    """Show a code or the key; or make the first one, shortly after the password."""
    waiting = waiting_session()
    return redirect(url_for("home.root")) if waiting is None else _page(waiting)


@bp.post("/code")
@limiter.limit("10/minute", key_func=per_account)
@open_to(PUBLIC)
def enter_code():
    """Six digits of the phone, or one of the codes on paper."""
    waiting = waiting_session()
    if waiting is None:
        return redirect(url_for("home.root"), 303)
    account_id, token, target = waiting.account_id, session["_user_id"], wanted_page()
    try:
        fresh = phone_codes.show_code(token, request.form.get("code", ""), now=now(), ports=ports())
    except DomainError as error:
        if error.code not in {"code_malformed", "code_wrong", "code_used", "codes_paused"}:
            raise
        return _page(waiting, "：".join(sentence_for(error))), 422
    hold_session(fresh)
    left = phone_codes.count_recovery_codes(account_id)
    if left <= FEW_LEFT:
        flash(f"备用码还剩 {left} 个。请到“密码和密钥”里重新生成。", "warn")
    return redirect(target, 303)


def _keys_possible() -> bool:
    """A browser keeps keys for names under https, and for this very machine; by bare numbers it keeps none."""
    parts = urlsplit(request.host_url)
    is_number = "[" in parts.netloc or (parts.hostname or "").replace(".", "").isdigit()
    return parts.hostname == "localhost" or (parts.scheme == "https" and not is_number)


def _page(waiting: AccountSession, refusal: str = "") -> str:
    account = waiting.account
    owner = KeyOwner("account", account.id, account.name, waiting.proved_at)
    return render_template(
        "people/passkeys/second.html",
        has_key=has_key(account.id),
        has_codes=phone_codes.find_codes(account.id) is not None,
        keys_possible=_keys_possible(),
        may_add=passkeys.may_add(owner, now=now()),
        minutes=phone_codes.pause_left(account.id, now=now()),
        removal=last_removal(account.id, now=now()),
        refusal=refusal,
    )

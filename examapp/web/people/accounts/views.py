"""Accounts: add, let in by a one-time link, lock; and everybody's own password."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import select

from examapp.adapters.documents.qr_codes import qr_svg
from examapp.domain.account_rules import is_proof_fresh
from examapp.domain.errors import DomainError
from examapp.domain.passwords import PASSWORD_REFUSALS
from examapp.domain.permissions import AccountRole
from examapp.extensions import db, limiter
from examapp.models.accounts import Account
from examapp.models.organizations import Region
from examapp.services.people import sign_ins, staff
from examapp.services.people.second_factors import remove_keys_of
from examapp.services.people.second_steps import accounts_with_second_step
from examapp.web.access import current_actor, now, requires
from examapp.web.addresses import is_own_machine, public_base_url
from examapp.web.limits import per_account
from examapp.web.numbers import whole
from examapp.web.paging import paginate
from examapp.web.people.sign_ins.views import own_page
from examapp.web.sentences import sentence_for

bp = Blueprint("accounts", __name__, url_prefix="/accounts")
_AFTER_PROOF = {
    "password": "accounts.own_password",
    "passkeys": "passkeys.index",
    "codes": "phone_codes.index",
}


@bp.get("")
@requires("accounts.manage")
def index():
    """All accounts."""
    regions = db.session.scalars(select(Region).where(Region.level != "town").order_by(Region.path)).all()
    return render_template(
        "people/accounts/index.html",
        **paginate(select(Account).order_by(Account.id)),
        regions=regions,
        roles=AccountRole,
        with_second_step=accounts_with_second_step(),
        # The auditor is made from the server's console: whoever runs the accounts must not be the one who checks
        # on them.
        choices=[(role.value, role.label) for role in AccountRole if role is not AccountRole.auditor],
    )


@bp.post("")
@requires("accounts.manage")
def create():
    """Add one and show its one-time link; it has no password until its owner sets one."""
    form = request.form
    facts = {
        name: form.get(name, "") for name in ("login_name", "name", "role", "uscc", "certificate_number")
    }
    account = staff.add_account(
        {**facts, "region_id": form.get("region_id", 0, whole)}, actor=current_actor(), now=now()
    )
    return _link_page(account.id, added=True)


@bp.post("/<int:account_id>/link")
@requires("accounts.manage")
def issue_link(account_id: int):
    """A one-time sign-in link, shown once."""
    return _link_page(account_id, added=False)


def _link_page(account_id: int, *, added: bool) -> str:
    account, token = staff.invite(account_id, actor=current_actor(), now=now())
    address = f"{public_base_url()}/sign-in/{token}"
    return render_template(
        "people/accounts/link.html",
        address=address,
        qr=qr_svg(address),
        own_machine=is_own_machine(address),
        account=account,
        added=added,
    )


@bp.post("/<int:account_id>/state")
@requires("accounts.manage")
def set_state(account_id: int):
    """Lock or unlock."""
    staff.set_account_state(account_id, request.form.get("state", ""), actor=current_actor(), now=now())
    return redirect(url_for(".index"), 303)


@bp.post("/<int:account_id>/keys")
@requires("accounts.manage")
def remove_keys(account_id: int):
    """Somebody lost every device: the keys go, the owner and the auditor are told."""
    remove_keys_of(account_id, actor=current_actor(), now=now())
    flash("手机上的验证码和通行密钥已取消，这个账号的登录都已退出。本人下次登录和审计员都会看到。", "ok")
    return redirect(url_for(".index"), 303)


@bp.route("/password", methods=["GET", "POST"])
@limiter.limit("8/minute", key_func=per_account, methods=["POST"])
@requires("home.view")
def own_password():
    """Everybody sets their own password: the present one is asked for, a key where there is no password."""
    asks_present = sign_ins.asks_present_password(current_user.token, now=now())
    refusal = None
    if request.method == "POST":
        form = request.form
        try:
            sign_ins.set_own_password(
                current_user.token, form.get("password", ""), form.get("present", ""), now=now()
            )
        except DomainError as error:
            if error.code == "proof_needed":
                return redirect(url_for(".proof", next="password"), 303)
            if error.code not in {"password_wrong", "link_needed", *PASSWORD_REFUSALS}:
                raise
            refusal = sentence_for(error)[1]
        else:
            flash("密码已经改好，别处的登录已经退出。", "ok")
            return redirect(url_for(".own_password"), 303)
    elif not asks_present and _lacks_proof():
        return redirect(url_for(".proof", next="password"))
    page = render_template("people/accounts/password.html", refusal=refusal, asks_present=asks_present)
    return page, 422 if refusal else 200


def _lacks_proof() -> bool:
    return not is_proof_fresh(current_user.proved_at, now()) and sign_ins.has_own_factor(
        current_actor().account_id
    )


@bp.route("/proof", methods=["GET", "POST"])
@limiter.limit("8/minute", key_func=per_account, methods=["POST"])
@requires("home.view")
def proof():
    """The own password once more; good for ten minutes in this browser."""
    target = own_page("to") or url_for(_AFTER_PROOF.get(request.args.get("next", ""), "home.show"))
    refusal = None
    if request.method == "POST":
        try:
            sign_ins.prove(current_user.token, request.form.get("password", ""), now=now())
        except DomainError as error:
            if error.code != "password_wrong":
                raise
            refusal = sentence_for(error)[1]
        else:
            return redirect(target, 303)
    page = render_template("people/accounts/proof.html", refusal=refusal, target=target)
    return page, 422 if refusal else 200

"""A form that was sent after its session had ended by time: nothing typed is lost, it is sent on after signing in."""

from flask import Blueprint, redirect, render_template, request
from flask_login import current_user, login_url
from flask_wtf.csrf import CSRFError

from examapp.extensions import csrf, limiter, login_manager
from examapp.services.people.late_forms import LateForm, open_form, seal_form
from examapp.web.access import PUBLIC, current_actor, now, open_to, ports
from examapp.web.accounts_session import timed_end, waiting_session
from examapp.web.clean_forms import is_secret
from examapp.web.limits import failed
from examapp.web.refusals import wants_json

bp = Blueprint("late_forms", __name__)


@login_manager.unauthorized_handler
def ask_to_sign_in():
    """To the sign-in, and from there back; after a form, whose address answers no GET, to the page that it stood on."""
    seen = request.method in ("GET", "HEAD")
    if waiting_session() is not None:
        return redirect(login_url("second_factors.show", next_url=request.url if seen else request.referrer))
    if seen:
        return redirect(login_url("sign_ins.show", next_url=request.url))
    end = timed_end()
    # What opens an account is typed again, never carried through a page.
    opens_account = any(is_secret(name) or name == "code" for name in request.form)
    carries = request.form and not request.files and not opens_account
    if end is None or not carries or wants_json():
        return redirect(login_url("sign_ins.show", next_url=request.referrer))
    fields = [(name, text) for name, text in request.form.items(multi=True) if name != "csrf_token"]
    form = LateForm(end.account_id, request.full_path.rstrip("?"), tuple(fields))
    return _late_page(seal_form(form, now=now(), ports=ports()), end=end, status=401)


@bp.post("/sign-in/late-form")
@csrf.exempt
@limiter.limit("30/minute", deduct_when=failed)
@open_to(PUBLIC)
def show():
    """The form once more, with the new session's token; the one of before is gone, and this only shows a page."""
    letters = request.form.get("letters", "")
    form = open_form(letters, now=now(), ports=ports())
    if form is None:
        # The letters take the place of the token: only a page of ours holds some that open.
        raise CSRFError
    if not current_user.is_authenticated:
        return _late_page(letters, waits=True)
    if current_actor().account_id != form.account_id:
        return _late_page(letters, foreign=True, status=403)
    return render_template("people/sign_ins/late_form_again.html", form=form)


def _late_page(letters: str, *, status: int = 200, **facts: object):
    return render_template("people/sign_ins/late_form.html", letters=letters, **facts), status

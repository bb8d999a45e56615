"""Fetch one's own certificate; and the public page that a printed QR opens."""

from flask import Blueprint, redirect, render_template, url_for

from examapp.adapters.documents.certificate_layout import layout_certificate
from examapp.adapters.documents.qr_codes import qr_svg
from examapp.domain.errors import DomainError
from examapp.domain.identifiers import mask_name
from examapp.extensions import limiter
from examapp.services.core.days import today_of
from examapp.services.exams import certificates
from examapp.web.access import CANDIDATE, PUBLIC, now, open_to, ports
from examapp.web.addresses import public_base_url
from examapp.web.limits import per_person
from examapp.web.people.me.views import current_candidate
from examapp.web.printed import send_printed

bp = Blueprint("certificates", __name__)


@bp.post("/me/exams/<int:registration_id>/certificate")
@limiter.limit("20/minute", key_func=per_person)
@open_to(CANDIDATE)
def issue(registration_id: int):
    """Make it, or give the one there is."""
    made = certificates.issue_certificate(
        registration_id,
        candidate_id=current_candidate().id,
        base_url=public_base_url(),
        now=now(),
        ports=ports(),
    )
    return redirect(url_for(".own", certificate_id=made.id), 303)


@bp.get("/me/certificates/<int:certificate_id>")
@open_to(CANDIDATE)
def own(certificate_id: int):
    """The same as a page: phones that show no PDF inside other programs show this, and the QR on it."""
    certificate = certificates.get_certificate(certificate_id, candidate_id=current_candidate().id)
    address = f"{certificate.base_url}{url_for('.public', public_token=certificate.public_token)}"
    return render_template(
        "exams/certificates/own.html",
        certificate=certificate,
        shown=layout_certificate(certificates.content_of(certificate)),
        status=certificates.status_of(certificate, today=today_of(now())),
        qr=qr_svg(address),
    )


@bp.get("/me/certificates/<int:certificate_id>.pdf")
@open_to(CANDIDATE)
def document(certificate_id: int):
    """The PDF as it was made; made now when it is not there."""
    certificate = certificates.get_certificate(certificate_id, candidate_id=current_candidate().id)
    name = f"{certificate.number}.pdf"
    return send_printed(
        "certificate", certificate_id, name=name, back=url_for(".own", certificate_id=certificate_id)
    )


@bp.get("/c/<public_token>")
@limiter.limit("60/minute")
@open_to(PUBLIC)
def public(public_token: str):
    """Every printed field with the name masked, and whether it is valid today."""
    found = certificates.find_public_certificate(public_token)
    if found is None:
        raise DomainError("certificate_unknown")
    content = certificates.content_of(found)
    shown = layout_certificate({**content, "name": mask_name(content["name"])})
    status = certificates.status_of(found, today=today_of(now()))
    return render_template("exams/certificates/public.html", certificate=found, shown=shown, status=status)

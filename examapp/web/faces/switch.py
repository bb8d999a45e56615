"""The administrator's switch: off until an impact assessment is on record."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examapp.services.faces import face_switches
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.form_dates import read_form_date

bp = Blueprint("faces_switch", __name__, url_prefix="/faces")


@bp.get("")
@requires("faces.switch")
def show():
    """On or off, since when, on which assessment, and how many people are enrolled."""
    return _page()


@bp.post("")
@requires("faces.switch")
def change():
    """Switch on with an assessment, or off."""
    form = request.form
    if form.get("on") != "1":
        face_switches.switch_off(actor=current_actor(), now=now())
        flash("人脸核验已关闭。考核改用当面核对。", "ok")
        return redirect(url_for(".show"), 303)
    face_switches.switch_on(
        form.get("number", ""),
        read_form_date(form.get("assessed_on", "")),
        form.get("assessed_by", ""),
        form.get("contact", ""),
        actor=current_actor(),
        now=now(),
    )
    flash("人脸核验已开通。", "ok")
    return redirect(url_for(".show"), 303)


@bp.post("/filing")
@requires("faces.switch")
def file():
    """The number of the filing, which further people need from 100,000 on."""
    face_switches.record_filing(request.form.get("filing", ""), actor=current_actor(), now=now())
    flash("备案编号已登记。", "ok")
    return redirect(url_for(".show"), 303)


def _page() -> str:
    return render_template(
        "faces/switch.html",
        switch=face_switches.current_switch(),
        state=face_switches.faces_state(ports()),
        installed=ports().faces.is_installed(),
        enrolled=face_switches.count_enrolled(),
        warn_at=face_switches.WARN_AT,
        stop_at=face_switches.STOP_AT,
        filing_days=face_switches.FILING_DAYS,
        calibration=ports().faces.calibration,
    )

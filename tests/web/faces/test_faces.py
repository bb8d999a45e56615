"""The pages around a face: the notice, the switch and its filing, the reviewer, the officer's desk,
the phone within a try.
"""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.candidate_accounts import CandidateAccount
from examapp.models.face_evidence import FaceMoment
from examapp.models.faces import FaceCheck, FaceNotice
from examapp.services.faces import face_consents, face_references, face_switches
from examapp.services.faces.face_checks import start_check, submit_frame
from examapp.services.people import activations
from examapp.web.faces.notice import notice_text
from tests.faces.acts import NAME, FakeFaces, code_of, perform
from tests.services.exams.test_exams import announced, registered
from tests.web.people.test_me import Phone

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PASSWORD = "a long password of the office"


@pytest.fixture
def exam(app, world, ports):
    """An exam by face or person, faces on, measured by names of pictures."""
    app.extensions["ports"] = replace(ports, faces=FakeFaces())
    announced(world, ports, identity_level="L3", face_moments=1)
    now = ports.clock.now()
    bureau = world["actors"]["bureau"]
    face_switches.switch_on("PIA-1", now.date(), "甲", "安全科 000-0000", actor=bureau, now=now)
    return registered(NAME)


@pytest.fixture
def phone(app, world, ports, exam):
    """The signed-in phone of the person."""
    officer, now = world["actors"]["officer"], ports.clock.now()
    made = Phone(app)
    made.activate(activations.issue_code(exam.candidate_id, actor=officer, now=now))
    assert db.session.query(CandidateAccount).count() == 1
    return made


def test_the_notice_says_who_what_why_where_how_long_and_the_other_way_F03_F05(exam):
    told = notice_text("安全科 000-0000")
    for words in (
        "本单位的服务器",
        "网络",
        "不传给任何第三方",
        "365 天",
        "撤回",
        "不同意也一样考",
        "复核",
        "14 周岁",
        "000-0000",
    ):
        assert words in told


def test_neither_box_is_ticked_beforehand_and_without_the_tick_nothing_is_kept_F04(phone, exam):
    page = phone.get("/me/face").text
    assert page.count('type="checkbox"') == 2
    assert "checked" not in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    with phone.app.app_context():
        answer = phone.client.post("/me/face/consent", data={"csrf_token": token})
    assert "还没有同意" in answer.text
    assert face_consents.find_consent(exam.candidate_id) is None


def test_both_ways_stand_on_one_page_with_one_tap_each_and_refusing_asks_nothing_more_F06(phone, exam):
    page = phone.get(f"/me/identity/{exam.id}").text
    assert page.index("人脸核验</h2>") < page.index("当面核对</h2>")
    assert page.count("用当面核对</button>") == 1


def test_who_was_given_more_time_is_offered_a_person_first_F10(phone, exam):
    registered(NAME).extra_percent = 50
    db.session.commit()
    page = phone.get(f"/me/identity/{exam.id}").text
    assert page.index("当面核对</h2>") < page.index("人脸核验</h2>")


def test_at_a_hundred_thousand_nobody_is_enrolled_before_the_filing_is_on_record_F17(
    exam, world, ports, app, sign_in, monkeypatch
):
    admin = sign_in("administrator")
    monkeypatch.setattr(face_switches, "count_enrolled", lambda: 80_000)
    assert "请提前准备材料" in admin.get("/faces").text
    monkeypatch.setattr(face_switches, "count_enrolled", lambda: 100_000)
    page = admin.get("/faces").text
    assert "30 个工作日内" in page
    agreed = {"device": "", "now": ports.clock.now(), "ports": app.extensions["ports"]}
    assert code_of(face_consents.give_consent, exam.candidate_id, "v", "说明", **agreed) == "faces_full"
    assert admin.post("/faces/filing", {"filing": " "}).status_code == 422
    assert admin.post("/faces/filing", {"filing": "浙网信备 001"}).status_code == 303
    face_consents.give_consent(exam.candidate_id, "v", "说明", **agreed)
    assert "浙网信备 001" in admin.get("/faces").text


def test_the_reviewer_sees_pictures_only_after_the_own_password_and_then_decides_F19_F26(
    app, exam, world, ports, phone, sign_in
):
    check = _refused_with_pictures(app, exam, world, ports)
    for login in ("officer", "administrator", "auditor"):
        assert sign_in(login).get(f"/face-reviews/{check}").status_code == 403
    bureau = sign_in("bureau")
    assert NAME not in bureau.get("/face-reviews").text
    _answer(phone, check)
    assert NAME in bureau.get("/face-reviews").text
    picture = f"/face-reviews/{check}/pictures/probe"
    assert bureau.get(picture).status_code == 404
    assert bureau.post(f"/face-reviews/{check}/unlock", {"password": "wrong"}).status_code == 422
    assert bureau.post("/accounts/password", {"password": PASSWORD}).status_code == 303
    assert bureau.post(f"/face-reviews/{check}/unlock", {"password": PASSWORD}).status_code == 303
    shown = bureau.get(picture)
    assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "no-store")
    assert db.session.query(AuditEntry).filter_by(act="face.picture_viewed").count() == 1
    ports.clock.moment += timedelta(minutes=11)
    assert bureau.get(picture).status_code == 404
    assert bureau.post(f"/face-reviews/{check}", {"verdict": "accepted"}).status_code == 422
    decided = bureau.post(f"/face-reviews/{check}", {"verdict": "accepted", "note": "看过照片，是本人"})
    assert decided.status_code == 303
    assert "看过照片，是本人" in phone.get("/me/face").text
    assert "已确认是您本人" in phone.get(f"/me/exams/{exam.id}").text


def _refused_with_pictures(app, exam, world, ports) -> str:
    now, held = ports.clock.now(), app.extensions["ports"]
    face_consents.give_consent(
        exam.candidate_id, "v", "说明", device="", now=now, ports=held, keeps_pictures=True
    )
    for picture in (b"obama", b"obama2"):
        face_references.offer_reference(
            exam.candidate_id, picture, "说明", now=now, ports=held, actor=world["actors"]["officer"]
        )
    from_phone = {"candidate_id": exam.candidate_id, "now": now, "ports": held}
    check = start_check(exam.id, "说明", **from_phone)
    for number in range(3):
        submit_frame(check.id, f"biden#{number}".encode(), **from_phone)
    assert db.session.get(FaceCheck, check.id).outcome == "not_accepted"
    return check.id


def _answer(phone: Phone, check: str) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', phone.get("/me/face").text).group(1)
    db.session.remove()
    with phone.app.app_context():
        form = {"csrf_token": token, "text": "那天戴了口罩"}
        assert phone.client.post(f"/me/face/checks/{check}/answer", data=form).status_code == 303


def test_the_person_takes_a_copy_along_F28(phone, exam):
    token = re.search(r'name="csrf_token" value="([^"]+)"', phone.get("/me").text).group(1)
    db.session.remove()
    with phone.app.app_context():
        answer = phone.client.post("/me/face/copy", data={"csrf_token": token})
    assert set(json.loads(answer.data)) >= {"consents", "references", "numbers", "pictures", "checks"}
    assert "attachment" in answer.headers["Content-Disposition"]


def test_at_the_officers_desk_the_person_agrees_before_the_camera_opens_F03_F04(app, exam, sign_in):
    officer, path = sign_in("officer"), f"/identities/people/{exam.candidate_id}/face"
    assert "watch-face" not in officer.get(path).text
    assert officer.post(f"{path}/consent").status_code in (409, 422, 400)
    assert officer.post(f"{path}/consent", {"agree": "yes"}).status_code == 303
    page = officer.get(path).text
    token = re.search(r'data-token="([^"]+)"', page).group(1)
    for count, picture in enumerate((b"obama", b"obama2"), start=1):
        db.session.remove()
        with app.app_context():
            answer = officer.client.post(f"{path}/pictures", data=picture, headers={"X-CSRFToken": token})
        assert answer.json["count"] == count
    assert "可以用了" in officer.get(path).text
    assert sign_in("foreign_officer").get(path).status_code == 404


def test_within_a_try_the_paper_asks_only_when_the_server_wants_to_look(app, exam, world, ports, phone):
    held, now = app.extensions["ports"], ports.clock.now()
    face_consents.give_consent(exam.candidate_id, "v", "说明", device="", now=now, ports=held)
    for picture in (b"obama", b"obama2"):
        face_references.offer_reference(
            exam.candidate_id, picture, "说明", now=now, ports=held, actor=world["actors"]["officer"]
        )
    check = start_check(exam.id, "说明", candidate_id=exam.candidate_id, now=now, ports=held)
    assert perform(check, held)["outcome"] == "accepted"
    page = phone.post(f"/me/exams/{exam.id}").text
    attempt = re.search(r'data-attempt="(\w+)"', page).group(1)
    token = re.search(r'data-token="([^"]+)"', page).group(1)
    with app.app_context():
        phone.client.get(f"/api/attempts/{attempt}", headers={"Authorization": f"Bearer {token}"})
    assert phone.get(f"/me/attempts/{attempt}/moment").json == {"due": False}
    moment = db.session.query(FaceMoment).one()
    ports.clock.moment += timedelta(milliseconds=moment.due_ms - int(now.timestamp() * 1000) + 500)
    assert phone.get(f"/me/attempts/{attempt}/moment").json == {"due": True}
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    with app.app_context():
        camera = phone.client.post(f"/me/attempts/{attempt}/moment", data={"csrf_token": csrf})
    assert "watch-face" in camera.text
    with app.app_context():
        phone.client.post(f"/me/attempts/{attempt}/moment/person", data={"csrf_token": csrf})
    assert phone.get(f"/me/attempts/{attempt}/moment").json == {"due": False}


def test_a_request_out_of_nowhere_is_refused_and_changes_nothing(phone):
    assert phone.get("/me/attempts/" + "0" * 32 + "/moment").json == {"due": False}


def test_the_text_that_was_agreed_to_is_shown_word_for_word_after_the_notice_changed(
    phone, exam, ports, app, world
):
    agreed = {"device": "", "now": ports.clock.now(), "ports": app.extensions["ports"]}
    face_consents.give_consent(exam.candidate_id, "v1", notice_text("安全科 000-0000"), **agreed)
    bureau, now = world["actors"]["bureau"], ports.clock.now()
    face_switches.switch_on("PIA-2", now.date(), "甲", "另一个科室 111-1111", actor=bureau, now=now)
    page = phone.get("/me/face").text
    assert "安全科 000-0000" in page
    assert "说明改过了" in page.split("另一个科室 111-1111")[0]
    assert "另一个科室" not in page.split("您在")[1]
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    db.session.remove()
    with phone.app.app_context():
        copy = json.loads(phone.client.post("/me/face/copy", data={"csrf_token": token}).data)
    assert copy["consents"][0]["text"] == notice_text("安全科 000-0000")


def test_one_text_is_kept_once_however_many_agree(exam, ports, app):
    agreed = {"device": "", "now": ports.clock.now(), "ports": app.extensions["ports"]}
    for _ in range(2):
        face_consents.give_consent(exam.candidate_id, "v1", "说明：同一段", **agreed)
        face_consents.withdraw_consent(exam.candidate_id, now=ports.clock.now(), ports=ports)
    assert [one.text for one in db.session.query(FaceNotice)] == ["说明：同一段"]


def test_an_old_consent_without_its_text_says_so(phone, exam, ports, app):
    agreed = {"device": "", "now": ports.clock.now(), "ports": app.extensions["ports"]}
    face_consents.give_consent(exam.candidate_id, "v1", "说明：同一段", **agreed)
    db.session.query(FaceNotice).delete()
    db.session.commit()
    assert "当时没有保存全文" in phone.get("/me/face").text


def test_who_refuses_is_asked_for_a_face_no_more_in_this_exam_and_a_person_is_on_the_way_F06(phone, exam):
    page = phone.get(f"/me/face?exam={exam.id}").text
    assert "不同意，用当面核对" in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    db.session.remove()
    with phone.app.app_context():
        form = {"csrf_token": token, "reason": "refused"}
        assert phone.client.post(f"/me/identity/{exam.id}/person", data=form).status_code == 303
    page = phone.get(f"/me/identity/{exam.id}").text
    assert "人脸核验</h2>" not in page
    assert "已经通知安全员" in page
    assert "不会再问" in page

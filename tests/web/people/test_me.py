"""The phone of somebody who is examined: slip, password, what is due, one device at a time,
results when they are due.
"""

import re
from datetime import timedelta

import pytest

from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.audit import AuditEntry
from examapp.models.candidate_accounts import CandidateAccount
from examapp.services.core.notices import tell
from examapp.services.exams import accommodations, exam_register
from examapp.services.exams.exam_facts import facts_of
from examapp.services.exams.exam_register import change_exam
from examapp.services.people import activations
from tests.services.exams.test_exams import announced, facts, registered
from tests.stories import right_answers, step
from tests.world import id_number

PASSWORD = "gongchang-2026"
NAME, SERIAL = "周文员", 8


class Phone:
    """A browser with cookies of its own."""

    def __init__(self, app) -> None:
        self.app, self.client = app, app.test_client()

    def get(self, path: str):
        db.session.remove()
        with self.app.app_context():
            return self.client.get(path)

    def post(self, path: str, follow: bool = True, page: str = "", **form: str):
        page = self.get(page or path).text
        # A code that is not good has no form; what is sent all the same carries the token of another page.
        token = re.search(r'name="csrf_token" value="([^"]+)"', page + self.get("/me/sign-in").text)
        db.session.remove()
        with self.app.app_context():
            data = {**form, "csrf_token": token.group(1)}
            return self.client.post(path, data=data, follow_redirects=follow)

    def activate(self, code: str, **changes: str):
        form = {"code": code, "id_number": id_number(SERIAL), "password": PASSWORD, **changes}
        return self.post("/me/activate", page=f"/me/activate?code={code}", **form)

    def api(self, method: str, address: str, page: str, **body):
        token = re.search(r'data-token="([^"]+)"', page).group(1)
        db.session.remove()
        with self.app.app_context():
            headers = {"Authorization": f"Bearer {token}"}
            return getattr(self.client, method)(address, headers=headers, **body)


@pytest.fixture
def slip(world, ports):
    """An announced exam, and the code that the officer printed for one person."""
    announced(world, ports)
    person = registered(NAME).candidate_id
    return activations.issue_code(person, actor=world["actors"]["officer"], now=ports.clock.now())


@pytest.fixture
def phone(app) -> Phone:
    return Phone(app)


def begin(phone: Phone) -> tuple[str, str]:
    """(attempt id, the answering page)"""
    address = f"/me/exams/{registered(NAME).id}"
    page = phone.post(address)
    assert page.status_code == 200, page.text
    return re.search(r'data-attempt="(\w+)"', page.text).group(1), page.text


def test_the_slip_opens_the_account_once_and_the_page_says_what_is_due(phone, slip):
    page = phone.activate(slip.lower())
    assert "2026 年全员年度考核" in page.text
    assert "去考核" in page.text
    assert "已经用过" in Phone(phone.app).activate(slip).text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"id_number": id_number(9)}, "激活码或身份证号不对"),
        ({"id_number": id_number(SERIAL)[-4:]}, "激活码或身份证号不对"),
        ({"code": "AAAACCCCDDDD"}, "激活码或身份证号不对"),
        ({"password": "short"}, "密码至少 8 个字符"),
        ({"password": "aaaaaaaaaa"}, "密码至少 8 个字符"),
    ],
)
def test_a_wrong_slip_number_or_weak_password_uses_nothing_up(phone, slip, changes, told):
    refused = phone.activate(slip, **changes) if "code" not in changes else phone.activate(changes["code"])
    assert (refused.status_code, told in refused.text) == (422, True)
    assert db.session.query(CandidateAccount).count() == 0
    assert "我的考核" in phone.activate(slip).text


def test_afterwards_id_number_and_password_open_it_and_wrong_ones_are_told_alike(app, phone, slip):
    phone.activate(slip)
    other = Phone(app)
    wrong = [
        other.post("/me/sign-in", id_number=number, password=password).text
        for number, password in ((id_number(SERIAL), "wrong-password"), (id_number(99), PASSWORD))
    ]
    assert all("身份证号或密码不对" in page for page in wrong)
    right = other.post("/me/sign-in", id_number=f" {id_number(SERIAL)} ", password=PASSWORD)
    assert "我的考核" in right.text
    assert not [row for row in db.session.query(AuditEntry) if id_number(SERIAL) in row.data]


def test_a_refused_form_keeps_the_id_number_and_never_the_password(app, phone, slip):
    refused = phone.activate(slip, password="anquan123").text
    assert "常用密码" in refused
    assert f'value="{id_number(SERIAL)}"' in refused
    assert "anquan123" not in refused
    phone.activate(slip)
    again = Phone(app).post("/me/sign-in", id_number=id_number(SERIAL), password="wrong-password").text
    assert f'value="{id_number(SERIAL)}"' in again
    assert "wrong-password" not in again


def test_an_empty_form_says_what_is_empty_and_uses_no_try_up(phone, slip):
    for _ in range(6):
        empty = phone.activate(slip, id_number=" ", password="")
        assert (empty.status_code, "还没有填身份证号和密码。" in empty.text) == (422, True)
    assert "还没有填密码。" in phone.post("/me/sign-in", id_number=id_number(SERIAL), password="").text
    assert "我的考核" in phone.activate(slip).text


def test_before_the_start_the_page_says_items_minutes_pass_line_and_tries_left(phone, slip):
    phone.activate(slip)
    page = " ".join(phone.get(f"/me/exams/{registered(NAME).id}").text.split())
    most = registered(NAME).exam.attempts_allowed
    tries = f"还剩 {most} 次（共 {most} 次）"
    for words in ("<dt>题数</dt><dd>20 题</dd>", "分钟", "合格线", "60 分（满分 100 分）", tries):
        assert words in page


def test_after_the_last_try_nothing_promises_another_one(world, phone, slip):
    phone.activate(slip)
    registration = registered(NAME)
    exam = registration.exam
    exam.attempts_allowed = 1
    tell(registration.candidate_id, f"exam_due:{exam.id}", "有一项考核要完成", now=exam.opens_at)
    db.session.commit()
    assert "有一项考核要完成" in phone.get("/me").text
    attempt_id, page = begin(phone)
    phone.api("get", f"/api/attempts/{attempt_id}", page)
    phone.api("post", f"/api/attempts/{attempt_id}/submission", page, json={"id": "s" * 36, "last_seq": 0})
    result = phone.get(f"/attempts/{attempt_id}/result").text
    assert "1 次机会都用完了" in result
    assert "可以补考" not in result
    assert "合格线：满分的 60 %，到 60 分就合格" in result
    assert "有一项考核要完成" not in phone.get("/me").text


def test_without_signing_in_every_page_leads_to_the_sign_in(phone, slip):
    assert "/me/sign-in" in phone.get("/me").headers["Location"]
    assert phone.get(f"/me/exams/{registered(NAME).id}").status_code == 401


def test_the_exam_is_answered_with_the_same_protocol_and_passed(phone, slip, ports):
    phone.activate(slip)
    attempt_id, page = begin(phone)
    attempt = registered_attempt(attempt_id)
    address = f"/api/attempts/{attempt_id}"
    phone.api("get", address, page)
    for number, response in enumerate(right_answers(attempt), start=1):
        kept = phone.api("put", f"{address}/steps", page, json={"steps": [step(number, response, number)]})
        assert kept.status_code == 200
    done = phone.api("post", f"{address}/submission", page, json={"id": "s" * 36, "last_seq": 20})
    assert done.json["passed"] is True
    assert "✓ 合格" in phone.get(f"/attempts/{attempt_id}/result").text
    assert "已合格" in phone.get("/me").text


def test_time_that_was_given_stands_on_the_result_and_on_the_page_of_the_person(
    world, phone, slip, ports, sign_in
):
    phone.activate(slip)
    attempt_id, page = begin(phone)
    registration = registered_attempt(attempt_id).registration
    ids, act = (registration.exam_id, registration.id), {"actor": world["actors"]["bureau"]}
    act["now"] = ports.clock.now()
    phone.api("get", f"/api/attempts/{attempt_id}", page)
    accommodations.give_extra_time(*ids, 50, False, "视力二级残疾", **act)
    accommodations.give_minutes(*ids, 10, "停电", **act)
    phone.api("post", f"/api/attempts/{attempt_id}/submission", page, json={"id": "s" * 36, "last_seq": 0})
    words = "加时 50 %（视力二级残疾），另加 10 分钟（停电）"
    assert words in phone.get(f"/attempts/{attempt_id}/result").text
    assert words in sign_in("bureau").get(f"/exams/{ids[0]}/people/{ids[1]}").text


def registered_attempt(attempt_id: str):
    return db.session.get(Attempt, attempt_id)


def test_another_device_takes_over_after_its_own_sign_in_and_the_older_is_told(app, phone, slip):
    phone.activate(slip)
    attempt_id, page = begin(phone)
    address = f"/api/attempts/{attempt_id}"
    phone.api("get", address, page)
    newer = Phone(app)
    newer.post("/me/sign-in", id_number=id_number(SERIAL), password=PASSWORD)
    assert newer.get(f"/attempts/{attempt_id}").status_code == 409
    _, second = begin(newer)
    assert newer.api("get", address, second).status_code == 200
    first = right_answers(registered_attempt(attempt_id))[0]
    late = phone.api("put", f"{address}/steps", page, json={"steps": [step(1, first, 1)]})
    assert late.json["error"] == "attempt_moved"
    assert phone.get(f"/attempts/{attempt_id}").status_code == 409


def test_results_that_come_after_the_close_are_not_told_before(world, app, ports):
    actor, now = world["actors"]["bureau"], ports.clock.now()
    exam_id = exam_register.create_exam(
        facts(ports, shows="after_close"), client_id="e" * 36, actor=actor, now=now
    )
    exam_register.announce_exam(exam_id, actor=actor, now=now, ports=ports)
    person = registered(NAME).candidate_id
    phone = Phone(app)
    phone.activate(activations.issue_code(person, actor=world["actors"]["officer"], now=now))
    attempt_id, page = begin(phone)
    address = f"/api/attempts/{attempt_id}"
    phone.api("get", address, page)
    done = phone.api("post", f"{address}/submission", page, json={"id": "s" * 36, "last_seq": 0})
    assert set(done.json) == {"id", "state", "how", "submitted_at", "shown_at"}
    assert "之后公布" in phone.get(f"/attempts/{attempt_id}/result").text
    assert "0 分" not in phone.get("/me").text
    ports.clock.moment += timedelta(days=31)
    assert "score_tenths" in phone.api("get", f"{address}/result", page).json


def test_a_pass_is_not_told_before_the_close_either(world, app, ports):
    actor, now = world["actors"]["bureau"], ports.clock.now()
    exam_id = exam_register.create_exam(
        facts(ports, shows="after_close"), client_id="e" * 36, actor=actor, now=now
    )
    exam_register.announce_exam(exam_id, actor=actor, now=now, ports=ports)
    phone = Phone(app)
    phone.activate(
        activations.issue_code(registered(NAME).candidate_id, actor=world["actors"]["officer"], now=now)
    )
    attempt_id, page = begin(phone)
    address = f"/api/attempts/{attempt_id}"
    phone.api("get", address, page)
    steps = [
        step(seq, response, seq)
        for seq, response in enumerate(right_answers(registered_attempt(attempt_id)), start=1)
    ]
    phone.api("put", f"{address}/steps", page, json={"steps": steps})
    phone.api("post", f"{address}/submission", page, json={"id": "s" * 36, "last_seq": len(steps)})
    home = phone.get("/me").text
    assert "成绩截止后公布" in home
    assert "已合格" not in home
    assert "passed" not in home
    ports.clock.moment += timedelta(days=31)
    phone.post("/me/sign-in", id_number=id_number(SERIAL), password=PASSWORD)
    assert "已合格" in phone.get("/me").text


def test_a_draft_can_be_changed_before_anybody_is_told(world, ports):
    actor, now = world["actors"]["bureau"], ports.clock.now()
    exam_id = exam_register.create_exam(facts(ports), client_id="f" * 36, actor=actor, now=now)
    changed = facts(ports, name="改了名字的考核", attempts_allowed=3)
    exam = change_exam(exam_id, changed, actor=actor, now=now)
    assert (exam.name, facts_of(exam).attempts_allowed) == ("改了名字的考核", 3)


def test_signing_out_ends_it_on_this_phone(phone, slip):
    phone.activate(slip)
    page = phone.get("/me").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    db.session.remove()
    with phone.app.app_context():
        phone.client.post("/me/sign-out", data={"csrf_token": token})
    assert "/me/sign-in" in phone.get("/me").headers["Location"]

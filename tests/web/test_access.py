"""Every route x every role: generated from the URL map, so a new route is tested the day it is born (S05, S14)."""

import io
import re

import pytest
from openpyxl import load_workbook

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.permissions import PERMISSIONS
from examapp.extensions import db
from examapp.models.candidates import Candidate
from examapp.services.people.sign_ins import issue_sign_in_link, revoke_sessions
from examapp.services.quizzes.spot_quizzes import list_participants
from tests.stories import amend, open_quiz

LOGINS = [
    "inspector",
    "bureau",
    "officer",
    "administrator",
    "auditor",
    "bank_admin",
    "reviewer",
    "supervisor",
]
NUMBERS = {
    "enterprise_id",
    "quiz_id",
    "participant_id",
    "record_id",
    "rectification_id",
    "inspection_id",
    "candidate_id",
    "account_id",
    "blueprint_id",
    "import_id",
    "inspector_id",
    "version_id",
    "draft_id",
    "hold_id",
    "exam_id",
    "registration_id",
    "view_id",
    "run_id",
    "check_id",
    "certificate_id",
    "dispute_id",
    "notice_id",
    "slot",
    "place",
    "number",
    "passkey_id",
    "file_id",
    "handover_id",
    "claim_id",
    "card_id",
    "page_id",
    "region_id",
}
# Routes that a foreign id must not open, with the account of the other county or enterprise.
FOREIGN = [
    "/enterprises/{own}",
    "/inspectors/{own_inspector}",
    "/rosters/new/{own}",
    "/people/new/{own}",
    "/tablet/quizzes/{quiz}/people",
    "/tablet/quizzes/{quiz}/board",
    "/tablet/quizzes/{quiz}/board.json",
    "/tablet/quizzes/{quiz}/talk",
    "/tablet/quizzes/{quiz}/signatures",
    "/tablet/quizzes/{quiz}/people/{person}",
    "/handover/start/{quiz}",
    "/inspections/{inspection}",
    "/inspections/{inspection}/approval",
    "/inspections/{inspection}/file.zip",
]


def guarded_routes(app) -> list:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if app.view_functions[rule.endpoint].permission in PERMISSIONS
    ]


def address(rule) -> str:
    """The rule's address with ids of nothing: the guard answers before the id is looked up."""
    values = {name: 999_999 if name in NUMBERS else "x" for name in rule.arguments}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match.group(1)]), rule.rule)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_role_is_refused_where_its_permissions_end(app, sign_in):
    for login in LOGINS:
        browser = sign_in(login)
        for rule in guarded_routes(app):
            permission = app.view_functions[rule.endpoint].permission
            allowed = any(
                role == {"inspector": "inspector"}.get(login, login) for role in PERMISSIONS[permission]
            )
            for method in sorted(rule.methods & {"GET", "POST"}):
                answer = browser.get(address(rule)) if method == "GET" else browser.post(address(rule))
                refused = answer.status_code == 403
                assert refused is not allowed or (allowed and answer.status_code != 403), (
                    login,
                    method,
                    rule.rule,
                    answer.status_code,
                )
                assert answer.status_code != 500, (login, method, rule.rule)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_stranger_is_sent_to_the_sign_in_page_from_every_guarded_route(app, sign_in):
    stranger = sign_in(None)
    for rule in guarded_routes(app):
        for method in sorted(rule.methods & {"GET", "POST"}):
            answer = stranger.get(address(rule)) if method == "GET" else stranger.post(address(rule))
            assert answer.status_code == 302, (method, rule.rule)
            assert "/sign-in" in answer.headers["Location"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_post_without_a_csrf_token_is_taken_S14(app, sign_in):
    browser = sign_in("inspector")
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods and not rule.rule.startswith("/api/"):
            answer = browser.client.post(address(rule))
            assert (answer.status_code, "放得太久" in answer.text) == (400, True), rule.rule


def test_colleagues_of_another_county_and_enterprise_find_nothing_S05(world, ports, sign_in):
    quiz = open_quiz(world, ports)

    ids = {
        "own": world["own"].id,
        "own_inspector": world["inspector_id"],
        "quiz": quiz.id,
        "person": list_participants(quiz.id)[0].id,
        "inspection": quiz.inspection_id,
    }
    db.session.commit()
    for login in ("outsider", "county", "foreign_officer"):
        browser = sign_in(login)
        for pattern in FOREIGN:
            assert browser.get(pattern.format(**ids)).status_code in (403, 404), (login, pattern)


def test_lists_and_searches_show_only_the_own_scope_S05(world, ports, sign_in):
    outsider = sign_in("outsider")
    for path in (
        "/enterprises",
        "/people",
        "/inspections",
        "/coverage",
        "/rectifications",
        "/tablet/enterprises?q=甲区",
    ):
        answer = outsider.get(path)
        assert answer.status_code == 200, path
        assert "甲区示例化工" not in answer.text, path
        assert "张焊工" not in answer.text, path


def test_roles_and_scope_cannot_be_set_by_extra_form_fields_S21(world, sign_in):
    bureau = sign_in("county")
    facts = {
        "name": "新企业",
        "uscc": world["own"].uscc,
        "industry": "gongmao",
        "size": "small",
        "region_id": world["own"].region_id,
        "address": "",
        "state": "active",
    }
    assert (
        bureau.post(
            f"/enterprises/{world['own'].id}/facts", {**facts, "id": 1, "role": "administrator"}
        ).status_code
        == 404
    )


def test_a_revoked_session_is_out_at_its_next_request(world, ports, sign_in):

    browser = sign_in("bureau")
    assert browser.get("/coverage").status_code == 200
    revoke_sessions(
        world["accounts"]["bureau"].id, actor=world["actors"]["administrator"], now=ports.clock.now()
    )
    assert browser.get("/coverage").status_code == 302


def test_names_full_of_markup_are_shown_as_text_S15(world, ports, sign_in):

    db.session.query(Candidate).filter_by(name="刘主任").one().name = "<img src=x onerror=alert(1)>"
    world["own"].name = "<script>alert(1)</script>有限公司"
    db.session.merge(world["own"])
    db.session.commit()
    for login, path in (
        ("officer", "/people"),
        ("bureau", "/enterprises"),
        ("inspector", "/tablet/enterprises"),
    ):
        text = sign_in(login).get(path).text
        assert "<img src=x" not in text
        assert "<script>alert" not in text


def test_exported_cells_never_become_formulas_S16(world, sign_in):

    book = load_workbook(io.BytesIO(write_excel({"表": [["名称"], ["=1+1"], ["+cmd"], ["@x"]]})))
    assert [cell.data_type for (cell,) in book["表"].iter_rows()] == ["s"] * 4


@pytest.mark.parametrize(
    "path", ["/q/UNKNOWN1", "/r/unknown", "/sign-in/unknown", "/set-up/unknown", "/seat"]
)
def test_unknown_codes_and_links_say_what_to_do_in_chinese_S19(world, sign_in, path):
    answer = sign_in(None).get(path)
    assert answer.status_code in (404, 410, 422)
    assert re.search("[\u4e00-\u9fff]{8}", answer.text)


def test_a_sign_in_link_works_once(world, ports, sign_in, app):

    token = issue_sign_in_link(world["accounts"]["bureau"].id, purpose="sign_in", now=ports.clock.now())
    stranger = sign_in(None)
    assert "进入系统" in stranger.get(f"/sign-in/{token}").text
    assert stranger.post(f"/sign-in/{token}").status_code == 302
    assert sign_in(None).post(f"/sign-in/{token}").status_code == 410


def test_the_public_record_page_masks_names_and_knows_the_newest_version_S20(app, world, ports, sign_in):
    from tests.services.quizzes.test_field_flow import finish

    record = finish(app, world, ports, open_quiz(world, ports), [10])
    name = "刘主任"
    page = sign_in(None).get(f"/r/{record.public_token}").text
    assert "最新的有效版本" in page
    assert name not in page
    amend(world, ports, record.id, "更正")
    assert "已被第 2 版更正" in sign_in(None).get(f"/r/{record.public_token}").text

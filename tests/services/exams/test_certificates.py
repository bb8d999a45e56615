"""A certificate is made once for a pass, says what the QR page says, ends after a year, and falls with its result."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from examapp.adapters.documents.certificate_layout import layout_certificate
from examapp.adapters.documents.printing import Printer
from examapp.adapters.documents.sheets import certificate_sheet
from examapp.domain.errors import DomainError
from examapp.domain.rulings import Effect, Ruling
from examapp.extensions import db
from examapp.models.certificates import Certificate
from examapp.models.exams import Registration
from examapp.services.appeals import regrades
from examapp.services.core import audit
from examapp.services.core.days import year_after
from examapp.services.core.printing import find_file
from examapp.services.core.sealed_fields import open_field
from examapp.services.exams import certificates
from examapp.services.exams.exam_facts import facts_of
from examapp.services.people.wordings import save_wording
from tests.services.appeals.test_regrades import attempt_of, file
from tests.services.appeals.test_regrades import wrong_slot as any_wrong_slot
from tests.services.exams.test_exams import announced, registered, sit

NAME = "周文员"


def issue(registration: Registration, ports, **changes) -> Certificate:
    usual = {
        "candidate_id": registration.candidate_id,
        "base_url": "https://example.invalid",
        "now": ports.clock.now(),
        "ports": ports,
    }
    return certificates.issue_certificate(registration.id, **{**usual, **changes})


@pytest.fixture
def passed(app, world, ports) -> Registration:
    announced(world, ports)
    assert sit(app, registered(NAME), ports, right=18)["passed"]
    db.session.expire_all()
    return registered(NAME)


def test_a_pass_gives_one_certificate_however_often_it_is_asked_for(passed, ports, tmp_path):
    first, again = issue(passed, ports), issue(passed, ports)
    assert (first.id, db.session.query(Certificate).count()) == (again.id, 1)
    path = tmp_path / "certificate.pdf"
    assert first.document is None, "it is printed when it is opened"
    path.write_bytes(find_file("certificate", first.id, now=ports.clock.now(), ports=ports))
    document = PdfReader(path)
    assert len(document.pages) == 1
    assert document.attachments["certificate.json"][0].decode() == first.content
    assert audit.find_tampering() is None


def test_it_names_person_employer_exam_score_and_level_and_no_id_number(passed, ports):
    content = certificates.content_of(issue(passed, ports))
    assert (content["name"], content["score_tenths"], content["identity_level"]) == (NAME, 900, "L1")
    assert content["enterprise"] == passed.enterprise.name
    assert content["issuer"] == {"kind": "bureau", "name": "", "region": "试验市"}
    number = open_field(passed.candidate, "id_number_sealed", ports.sealer)
    assert number not in issue(passed, ports).content


def test_it_names_the_authority_that_was_confirmed_when_it_was_issued(passed, world, ports):
    words = {"authority": "试验市应急管理局", "legal_basis": "某条", "notice": "某话"}
    save_wording(
        world["own"].region.parent_id, words, actor=world["actors"]["administrator"], now=ports.clock.now()
    )
    facts = dict(layout_certificate(certificates.content_of(issue(passed, ports)))["facts"])
    assert facts["出具单位"] == "试验市应急管理局"


@pytest.mark.parametrize(
    ("issuer", "words"),
    [
        ({"issuer": {"kind": "bureau", "name": "", "region": "甲市"}}, "甲市（执法机关没有填写）"),
        ({"issuer": {"kind": "enterprise", "name": "甲厂", "region": ""}}, "甲厂（企业自行组织）"),
        ({}, "当时未记录"),
    ],
)
def test_who_issued_it_is_said_also_where_nobody_was_named(issuer, words):
    old = {
        "number": "ZS", "issued_at": "2026-11-23T02:00:00+00:00", "demonstration": False, "name": "某",
        "exam": "某考核", "id_tail_masked": "*", "enterprise": "某厂", "role": "other", "post": None,
        "score_tenths": 900, "full_tenths": 1000, "identity_level": "L1", "passed_on": "2026-11-23",
        "valid_until": None,
    }  # fmt: skip
    assert ["出具单位", words] in layout_certificate({**old, **issuer})["facts"]


def test_the_longest_names_keep_a_certificate_on_one_page(passed, ports):
    content = certificates.content_of(issue(passed, ports))
    content.update(name="Maximiliane Wolfeschlegelsteinhausenberger", enterprise="企" * 100, exam="考" * 80)
    content["issuer"] = {"kind": "enterprise", "name": "企" * 100, "region": ""}
    sheet = certificate_sheet(content, "{}", "https://example.invalid/c/x")
    assert len(PdfReader(BytesIO(Printer().make(sheet, seconds=60, patience=0))).pages) == 1


def test_without_a_pass_or_for_somebody_else_there_is_none(app, passed, ports):
    other = registered("张焊工")
    with pytest.raises(DomainError) as without:
        issue(other, ports)
    with pytest.raises(DomainError) as foreign:
        issue(passed, ports, candidate_id=other.candidate_id)
    assert [one.value.code for one in (without, foreign)] == ["certificate_without_pass", "not_found"]


def test_a_yearly_one_ends_after_a_year(passed, ports):
    made = issue(passed, ports)
    until = made.valid_until
    assert certificates.status_of(made, today=until) == "valid"
    assert certificates.status_of(made, today=until + timedelta(days=1)) == "expired"
    assert year_after(date(2028, 2, 29)) == date(2029, 3, 1)


def test_one_before_a_post_has_no_end(app, world, ports):
    announced(world, ports, kind="pre_post")
    sit(app, registered(NAME), ports, right=20)
    db.session.expire_all()
    assert issue(registered(NAME), ports).valid_until is None


def test_results_shown_later_give_their_certificate_later(app, world, ports):
    announced(world, ports, shows="after_close")
    sit(app, registered(NAME), ports, right=20)
    db.session.expire_all()
    with pytest.raises(DomainError) as early:
        issue(registered(NAME), ports)
    assert early.value.code == "certificate_too_early"
    ports.clock.moment += timedelta(days=31)
    assert issue(registered(NAME), ports).state == "valid"


def test_a_regrade_revokes_it_with_the_reason_and_the_new_score_gets_its_own(passed, world, ports):
    made = issue(passed, ports)
    attempt = attempt_of(NAME)
    dispute = file(attempt, any_wrong_slot(attempt), ports).dispute_id
    now = ports.clock.now()
    regrades.decide(
        dispute, Ruling(Effect.all_correct), "都算对。", actor=world["actors"]["reviewer"], now=now
    )
    regrades.approve(dispute, actor=world["actors"]["bank_admin"], now=now)
    db.session.expire_all()
    old = db.session.get(Certificate, made.id)
    assert (certificates.status_of(old, today=date(2026, 11, 24)), old.reason != "") == ("revoked", True)
    new = issue(registered(NAME), ports)
    assert (new.number != old.number, certificates.content_of(new)["score_tenths"]) == (True, 950)


def test_the_qr_finds_it_and_a_made_up_one_finds_nothing(passed, ports):
    made = issue(passed, ports)
    assert certificates.find_public_certificate(made.public_token).id == made.id
    assert certificates.find_public_certificate("x" * 32) is None
    assert facts_of(made.registration.exam).name in made.content

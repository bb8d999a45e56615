"""Clearing by the table of retention: what is over goes, what law keeps stays, whatever a bureau sets."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from examapp.domain.retention import RULES, RUN, planned_rules
from examapp.extensions import Base, db
from examapp.models.accounts import AccountSession, SignInLink
from examapp.models.archive_files import ArchiveFile
from examapp.models.audit import ActReceipt, AuditEntry, FileImport
from examapp.models.candidate_accounts import ActivationCode
from examapp.models.candidates import Candidate
from examapp.models.phone_checks import PhoneCheck
from examapp.models.practice import PracticeAnswer, PracticeRun
from examapp.services.core.audit import find_tampering
from examapp.services.core.transactions import transaction
from examapp.services.upkeep.retention import CLEARED, clear_old, count_due
from tests.stories import Device, confirmed, open_quiz, right_answers, step


def days(count: int) -> timedelta:
    return timedelta(days=count)


@pytest.fixture
def old_things(world, ports):
    """One of each clearable kind a day before its time is over."""
    now = ports.clock.now()
    account, person = world["accounts"]["officer"].id, db.session.scalar(select(func.min(Candidate.id)))
    with transaction() as session:
        session.add_all(
            [
                SignInLink(token_hash="a" * 64, purpose="sign_in", account_id=account, created_at=now, expires_at=now - days(29)),
                ActivationCode(candidate_id=person, code_hash="b" * 64, created_at=now, expires_at=now - days(29)),
                AccountSession(token_hash="c" * 64, account_id=account, created_at=now, expires_at=now - days(182)),
                ActReceipt(client_id="d" * 36, act="x", actor="y", answer={}, at=now - days(364)),
                FileImport(
                    kind="roster", state="previewed", file_name="名单.xlsx", file_digest="e" * 64,
                    account_id=account, created_at=now - days(29), rows_sealed=b"k1\0rows",
                ),
                ArchiveFile(
                    enterprise_id=world["own"].id, year=2026, format="pdf", state="made", document=b"%PDF", asked_by_id=account,
                    asked_at=now - days(6), data_at=now - days(6),
                ),
                PhoneCheck(candidate_id=person, outcome="tablet", checked_at=now - days(89)),
                PracticeRun(id=1, client_id="f" * 36, candidate_id=person, kind="daily", title="每日五题", paper="{}", created_at=now - days(1094)),
            ]
        )  # fmt: skip
        session.flush()
        session.add(
            PracticeAnswer(
                run_id=1, place=1, candidate_id=person, item_id="x", topic="fire", response="A", correct=True,
                answered_at=now - days(1094),
            )
        )  # fmt: skip


def test_each_kind_goes_when_its_time_is_over_and_not_a_day_before(old_things, ports):
    now, rules = ports.clock.now(), planned_rules({})
    assert set(count_due(rules, now=now).values()) == {0}
    assert set(clear_old(rules, now=now).values()) == {0}
    later = now + days(2)
    due = count_due(rules, now=later)
    # A run of practice is two rows: itself and its answer.
    assert due == {**dict.fromkeys(CLEARED, 1), "practice": 2}
    assert clear_old(rules, now=later) == due
    assert clear_old(rules, now=later) == dict.fromkeys(CLEARED, 0)
    for model in (
        SignInLink,
        ActivationCode,
        AccountSession,
        ActReceipt,
        ArchiveFile,
        PracticeRun,
        PracticeAnswer,
    ):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0
    kept = db.session.scalars(select(FileImport)).one()
    assert (kept.state, kept.rows_sealed, kept.file_name) == ("cancelled", None, "名单.xlsx")
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "retention.cleared")).all()
    assert {json.loads(one.data)["kind"] for one in entries} == set(CLEARED)
    assert find_tampering() is None


def test_what_law_keeps_is_the_same_after_a_hundred_years_of_clearing(app, world, ports):
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    device = Device(app, attempt)
    device.read()
    rights = right_answers(attempt)
    device.put(*(step(slot, right, slot) for slot, right in enumerate(rights, 1)))
    device.submit(len(rights))
    before = counts()
    clear_old(planned_rules({}), now=ports.clock.now() + days(36500))
    clearable = {
        "sign_in_links",
        "activation_codes",
        "account_sessions",
        "candidate_sessions",
        "act_receipts",
    }
    assert {name for name, count in counts().items() if count < before[name]} <= clearable


def counts() -> dict[str, int]:
    tables = Base.metadata.tables
    return {
        name: db.session.scalar(select(func.count()).select_from(table)) for name, table in tables.items()
    }


def test_the_rows_of_the_table_that_the_program_clears_are_the_ones_it_knows_how_to_clear():
    assert set(CLEARED) == RUN
    assert {rule.code for rule in RULES if rule.days is not None and rule.days < rule.least_days} == set()
    assert all(rule.basis and rule.title for rule in RULES)


@pytest.mark.parametrize(
    "changes",
    [
        {"sessions": 182},
        {"practice": 100},
        {"audit": 200},
        {"exams": 4000},
        {"unknown": 1},
        {"sign_in_links": 0},
    ],
)
def test_a_period_below_the_law_or_of_a_kind_that_is_kept_is_refused(changes):
    with pytest.raises(ValueError):
        planned_rules(changes)


def test_a_bureau_may_keep_longer():
    assert {rule.code: rule.days for rule in planned_rules({"sessions": 400})}["sessions"] == 400

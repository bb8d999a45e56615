"""Leaving the page and copying are noted once with their times, shown to whoever reviews, and change no mark."""

import pytest

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import AttemptEvent
from examapp.services.attempts import conduct
from examapp.services.attempts.attempts import to_ms
from examapp.services.exams import accommodations, attestations, registrations
from examapp.services.people import identities
from tests.services.exams.test_exams import announced, registered, sit
from tests.stories import Device

ONE, TWO = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def begun(app, world, ports):
    """Somebody who has just opened the paper."""
    announced(world, ports)
    person = registered("周文员")
    attempt = registrations.prepare_try(person.candidate_id, person.id, now=ports.clock.now())
    device = Device(app, attempt)
    device.read()
    return device


def put_notes(device: Device, *notes: dict):
    return device._sent("put", "/events", json={"events": list(notes)})


def away(client_id: str, seconds: int = 40) -> dict:
    return {"id": client_id, "kind": "away", "at": "2026-11-23T02:03:00Z", "seconds": seconds}


def test_a_note_that_arrives_twice_is_one_and_both_are_acknowledged(begun):
    for _ in range(2):
        answer = put_notes(begun, away(ONE), away(ONE), {"id": TWO, "kind": "copied", "at": None})
        assert answer.json["acked"].count(ONE) == 2
    found = conduct.list_notes(begun.id)
    assert [(one.kind, one.seconds) for one in found if one.kind == "away"] == [("away", 40)]
    assert {one.kind: one.at for one in found}["away"].isoformat() == "2026-11-23T02:03:00+00:00"
    assert len(found) == 2


def test_notes_are_summed_for_the_board_and_change_neither_mark_nor_state(app, world, ports, begun):
    put_notes(begun, away(ONE, 40), {"id": TWO, "kind": "copied", "at": 1})
    summary = conduct.summaries_of([registered("周文员").id])[registered("周文员").id]
    assert summary.words == "离开 1 次，共 40 秒；复制 1 次"
    assert sit(app, registered("周文员"), ports, right=20)["score_tenths"] == 1000
    assert registered("周文员").state == "passed"
    # What was kept on the device without a network may come after the hand-in.
    assert put_notes(begun, away("3" * 32)).status_code == 200
    assert conduct.summaries_of([registered("周文员").id])[registered("周文员").id].away_count == 2


@pytest.mark.parametrize(
    "note",
    [
        {"id": "no", "kind": "away"},
        {"id": ONE, "kind": "cheated"},
        {"id": ONE, "kind": "away", "seconds": -1},
        {"id": ONE, "kind": "away", "seconds": 1.5},
        "text",
    ],
)
def test_what_is_no_note_is_refused_and_nothing_is_kept(begun, note):
    answer = put_notes(begun, away(TWO), note)
    assert (answer.status_code, answer.json["error"]) == (400, "bad_json")
    assert conduct.list_notes(begun.id) == []


def test_a_flood_is_dropped_and_another_device_is_refused(begun):
    for turn in range(4):
        put_notes(begun, *(away(f"{turn}{number:031d}") for number in range(200)))
    assert len(conduct.list_notes(begun.id)) == 500
    with pytest.raises(DomainError) as moved:
        conduct.keep_notes(begun.id, {"events": [away(ONE)]}, token_version=2, now=None)
    assert moved.value.code == "attempt_moved"


def test_extra_time_reaches_a_running_try_at_once_and_never_shortens_it(world, ports, begun):
    person = registered("周文员")
    ids = (person.exam_id, person.id)
    act = {"actor": world["actors"]["bureau"], "now": ports.clock.now()}

    def deadline() -> int:
        return begun.read().json["deadline"] - to_ms(ports.clock.now())

    assert deadline() == 30 * 60_000
    accommodations.give_extra_time(*ids, 50, True, "视力不好", **act)
    assert deadline() == 45 * 60_000
    accommodations.give_extra_time(*ids, 10, True, "视力不好", **act)
    assert deadline() == 45 * 60_000
    accommodations.give_minutes(*ids, 10, "停电", **act)
    assert deadline() == 55 * 60_000
    kinds = [one.kind for one in db.session.query(AttemptEvent)]
    assert kinds.count("extended") == 2


def test_extra_time_of_somebody_elses_people_is_refused_as_unknown(world, ports, begun):
    person = registered("周文员")
    with pytest.raises(DomainError) as refused:
        accommodations.give_extra_time(
            person.exam_id,
            person.id,
            50,
            False,
            "没有理由",
            actor=world["actors"]["foreign_officer"],
            now=ports.clock.now(),
        )
    assert refused.value.code == "not_found"


def test_a_recorded_word_of_somebody_on_site_lets_an_exam_of_level_L2_begin_and_is_kept_by_name(world, ports):
    announced(world, ports, identity_level="L2")
    person, act = registered("张焊工"), {"actor": world["actors"]["officer"], "now": ports.clock.now()}

    def begin():
        return registrations.prepare_try(person.candidate_id, person.id, now=ports.clock.now())

    with pytest.raises(DomainError) as refused:
        begin()
    assert refused.value.code == "identity_needed"
    with pytest.raises(DomainError) as without:
        attestations.attest_person(person.exam_id, person.id, "attested", " ", **act)
    assert without.value.code == "attestation_note_missing"
    for _ in range(2):
        attestations.attest_person(person.exam_id, person.id, "attested", "班组长王某看着本人答题", **act)
    [(check, by)] = attestations.list_checks(person.id)
    assert (check.level, check.how, by) == ("L2", "attested", "officer甲")
    assert identities.level_of(begin()) == "L2"


def test_the_page_of_one_person_shows_notes_identity_and_extra_time(world, ports, begun, sign_in):
    put_notes(begun, away(ONE, 75))
    person = registered("周文员")
    address = f"/exams/{person.exam_id}/people/{person.id}"
    officer = sign_in("officer")
    page = " ".join(officer.get(address).text.split())
    assert "离开 1 分 15 秒" in page
    form = {"percent": "50", "large_print": "1", "reason": "视力二级残疾"}
    assert "/extra-time" not in page
    assert officer.post(f"{address}/extra-time", form).status_code == 403
    bureau = sign_in("bureau")
    assert "/extra-time" in bureau.get(address).text
    assert bureau.post(f"{address}/extra-time", form).status_code == 303
    assert bureau.post(f"{address}/minutes", {"minutes": "5", "minutes_reason": "停电"}).status_code == 303
    assert officer.post(f"{address}/identity", {"how": "known_on_site"}).status_code == 303
    page = officer.get(address).text
    assert "加时 50 %" in page
    assert "当面认识本人" in page
    assert "离开 1 次，共 1 分 15 秒" in officer.get(f"/exams/{person.exam_id}").text
    assert sign_in("foreign_officer").get(address).status_code == 404

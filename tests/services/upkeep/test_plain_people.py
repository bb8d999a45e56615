"""Rows of before the one door: names, numbers and hashes are made plain once; doubles are told, never merged."""

from sqlalchemy import select

from examapp.console.preparing import describe_doubles
from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.audit import AuditEntry, Counter
from examapp.models.candidates import Candidate
from examapp.models.organizations import Enterprise
from examapp.services.core.sealed_fields import open_field, seal_field
from examapp.services.upkeep.plain_people import MARK, make_people_plain
from tests.world import id_number


def old_person(ports, name: str, number: str) -> Candidate:
    """As an older program stored it: just as it was typed."""
    person = Candidate(
        name=name,
        id_number_sealed=b"",
        id_number_hash=ports.sealer.lookup(number, "id_number"),
        created_at=ports.clock.now(),
    )
    db.session.add(person)
    db.session.flush()
    seal_field(person, "id_number_sealed", number, ports.sealer)
    db.session.flush()
    return person


def begin_again(ports):
    """The report of the first start with the rules of today."""
    db.session.query(Counter).filter_by(name=MARK).delete()
    db.session.commit()
    return make_people_plain(ports=ports, now=ports.clock.now())


def test_names_numbers_and_hashes_are_made_plain_and_everybody_is_found_again(world, ports):
    person = old_person(ports, "王\u200b 五", "99010219800101１２３x"[:14] + "１２３x")
    plain = open_field(person, "id_number_sealed", ports.sealer).replace("１２３x", "123X")
    inspector = db.session.scalars(select(Inspector)).first()
    inspector.name, inspector_id = "吴 守正\u200b", inspector.id
    world["own"].name = "甲区\u200b示例  化工有限公司"
    report = begin_again(ports)
    stored = db.session.get(Candidate, person.id, populate_existing=True)
    assert (stored.name, stored.name_initials) == ("王五", "ww")
    assert open_field(stored, "id_number_sealed", ports.sealer) == plain
    assert stored.id_number_hash == ports.sealer.lookup(plain, "id_number")
    assert (report.names, report.numbers, report.hashes, report.doubles) == (3, 1, 1, [])
    assert db.session.get(Inspector, inspector_id, populate_existing=True).name == "吴守正"
    assert (
        db.session.scalar(select(Enterprise.name).where(Enterprise.id == world["own"].id))
        == "甲区示例 化工有限公司"
    )


def test_an_old_lookup_hash_is_made_again(world, ports):
    person = old_person(ports, "赵六", id_number(66))
    person.id_number_hash = "0" * 64
    assert begin_again(ports).hashes == 1
    assert db.session.get(Candidate, person.id).id_number_hash == ports.sealer.lookup(
        id_number(66), "id_number"
    )


def test_two_rows_that_become_one_person_are_told_and_stay_as_they_were(world, ports):
    first = old_person(ports, "钱七", id_number(67))
    second = old_person(ports, "钱 七", id_number(67).replace("X", "x") + " ")
    report = begin_again(ports)
    assert report.doubles == [(first.id, second.id)]
    names = [db.session.get(Candidate, one, populate_existing=True).name for one in (first.id, second.id)]
    assert names == ["钱七", "钱 七"]
    sentence = "".join(describe_doubles(report))
    assert f"{first.id} 和 {second.id}" in sentence
    assert id_number(67) not in sentence
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "people.made_plain")).all()[-1]
    assert f"[{first.id},{second.id}]" in entry.data.replace(" ", "")


def test_it_is_done_once_and_a_row_that_no_key_opens_stops_nothing(world, ports):
    person = old_person(ports, "孙 八", id_number(68))
    person.id_number_sealed = b"k1\0" + b"0" * 40
    report = begin_again(ports)
    assert report.unreadable == [person.id]
    assert make_people_plain(ports=ports, now=ports.clock.now()) is None

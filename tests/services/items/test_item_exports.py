"""Items of the bank as files: chosen by origin, losses told before, the act logged."""

import pytest

from examapp.adapters.item_files.reading import read_file
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.bank import BankItem
from examapp.services.items.item_exports import Wanted, view_export, write_export


def act(world, ports) -> dict:
    return {"actor": world["actors"]["bank_admin"], "now": ports.clock.now()}


def test_only_own_items_go_out_when_only_they_are_wanted(world, ports):
    with pytest.raises(DomainError) as refused:
        write_export("toml", Wanted(origin="own"), **act(world, ports))
    assert refused.value.code == "nothing_to_export"
    own = db.session.query(BankItem).filter_by(state="published", type="single").order_by(BankItem.id).first()
    own.origin = "own"
    db.session.commit()
    content, name, _ = write_export("toml", Wanted(origin="own"), **act(world, ports))
    assert [one.item_id for one in read_file(name, content).drafts] == [own.id]
    everything, shipped = (view_export("toml", Wanted(origin=one)).total for one in ("", "shipped"))
    assert everything == shipped + 1


def test_what_leaves_the_house_is_logged_and_what_a_format_loses_is_counted(world, ports):
    view = view_export("aiken", Wanted(type="single"))
    assert view.held == view.total > 0
    assert view.lost["rationale"] == view.held
    write_export("aiken", Wanted(type="single"), **act(world, ports))
    entry = db.session.query(AuditEntry).filter_by(act="items.exported").one()
    assert f'"items":{view.held}' in entry.data.replace(" ", "")


def test_a_type_that_a_format_has_not_is_left_out_with_its_reason(world):
    view = view_export("aiken", Wanted(type="ordering"))
    assert (view.held, set(view.left_counts)) == (0, {"type"})

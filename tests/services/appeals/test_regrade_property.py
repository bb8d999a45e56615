"""Whatever was answered and whatever was ruled before: regrading with nothing changed changes nothing."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examapp.domain.errors import DomainError
from examapp.domain.rulings import Effect, Ruling, check_ruling
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.services.appeals import regrades
from examapp.services.attempts.attempts import compute_result
from examapp.services.exams import registrations
from examapp.services.items.item_contents import get_items
from question_bank.model import Item
from question_bank.types import rules_of
from tests.services.exams.test_exams import announced, registered

EFFECTS = (Effect.change_key, Effect.void, Effect.all_correct)


@pytest.fixture
def paper(world, ports) -> tuple[Attempt, list[Item]]:
    """A paper that is ready, and the items of its slots."""
    announced(world, ports)
    attempt = registrations.list_tries(registered("周文员").id)[0]
    keys = [(slot["item"], slot["revision"]) for slot in json.loads(attempt.paper)["slots"]]
    items = get_items(keys)
    return attempt, [items[key] for key in keys]


def draw_response(data, item: Item) -> tuple[str, ...]:
    """Nothing, the key, or any of the choices."""
    if not item.choices:
        return data.draw(st.sampled_from([(), item.answer_key[:1], ("7",)]))
    rules = rules_of(item.type)
    parts = list(rules.answer_texts(item))
    some = st.lists(st.sampled_from(parts), unique=True, max_size=rules.slot_rule(item).most).map(tuple)
    return data.draw(st.one_of(st.just(item.answer_key), some))


def draw_rulings(data, items: list[Item]) -> dict:
    """Rulings of some of the items, as reviewers could have made them."""
    found = {}
    for item in data.draw(st.lists(st.sampled_from(items), max_size=4, unique_by=lambda one: one.id)):
        ruling = Ruling(data.draw(st.sampled_from(EFFECTS)), draw_response(data, item))
        try:
            found[(item.id, item.revision)] = check_ruling(item, ruling)
        except DomainError:
            found[(item.id, item.revision)] = Ruling(Effect.void)
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_regrading_with_nothing_changed_changes_nothing_and_undoing_a_ruling_gives_the_old_result(
    paper, ports, monkeypatch, data
):
    attempt, items = paper
    now = ports.clock.now()
    responses = {
        number: response
        for number, item in enumerate(items, start=1)
        if (response := draw_response(data, item))
    }
    before = draw_rulings(data, items)
    first = compute_result(attempt, responses, version=1, now=now, rulings=before)
    with monkeypatch.context() as patch:
        patch.setattr(regrades, "latest_result", lambda _attempt_id: first)
        assert regrades.regrade(attempt, now=now, proposed=before) is None
        changed = regrades.regrade(attempt, now=now, proposed={**before, **draw_rulings(data, items)})
        if changed is not None:
            assert changed.new.version == 2
            patch.setattr(regrades, "latest_result", lambda _attempt_id: changed.new)
            back = regrades.regrade(attempt, now=now, proposed=before)
            assert (back.new.score_tenths, back.new.marks, back.new.passed) == (
                first.score_tenths,
                first.marks,
                first.passed,
            )
    db.session.expunge_all()

"""Gestures on the lines of an imported text: kept as steps, audited, safe twice, taken back one by one."""

import pytest

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.services.items import item_gestures, item_imports
from tests.adapters.item_files.test_gestures import PICKED
from tests.services.items.test_item_imports import act, held, upload_file


@pytest.fixture
def text(world, ports) -> int:
    """A pasted text whose three answers nobody understands."""
    return upload_file(world, ports, PICKED.encode(), "题.txt").id


def stopped(import_id: int) -> list[bool]:
    return [one.stopped for one in held(import_id)]


def test_a_gesture_is_done_once_and_offers_the_lines_like_it(world, ports, text):
    for _ in range(2):
        item_import = item_gestures.say_of_line(text, 5, "answer", ports=ports, **act(world, ports))
    assert stopped(text) == [False, True, True]
    assert item_gestures.likes_of(item_import) == [9, 13]
    for _ in range(2):
        item_import = item_gestures.say_of_likes(text, ports=ports, **act(world, ports))
    assert stopped(text) == [False, False, False]
    assert item_gestures.likes_of(item_import) == []
    assert db.session.query(AuditEntry).filter_by(act="item_import.said").count() == 2
    assert item_imports.take_drafts(text, None, looked=True, **act(world, ports)) == 3


def test_the_last_step_is_taken_back_once(world, ports, text):
    item_gestures.say_of_line(text, 5, "answer", ports=ports, **act(world, ports))
    item_gestures.say_of_likes(text, ports=ports, **act(world, ports))
    for _ in range(2):
        item_gestures.take_step_back(text, 2, ports=ports, **act(world, ports))
    assert stopped(text) == [False, True, True]
    item_gestures.take_step_back(text, 1, ports=ports, **act(world, ports))
    assert stopped(text) == [True, True, True]
    assert item_imports.get_import(text).directions["lines"] == []


@pytest.mark.parametrize(
    ("at", "gesture", "code"), [(5, "paint", "gesture_unknown"), (900, "break", "gesture_without_question")]
)
def test_what_cannot_be_said_changes_nothing(world, ports, text, at, gesture, code):
    with pytest.raises(DomainError) as refused:
        item_gestures.say_of_line(text, at, gesture, ports=ports, **act(world, ports))
    assert refused.value.code == code
    assert item_imports.get_import(text).directions == {}


def test_nothing_is_said_of_a_text_whose_items_are_taken(world, ports, text):
    item_gestures.say_of_line(text, 5, "answer", ports=ports, **act(world, ports))
    item_imports.take_drafts(text, [1], **act(world, ports))
    with pytest.raises(DomainError) as refused:
        item_gestures.say_of_line(text, 9, "answer", ports=ports, **act(world, ports))
    assert refused.value.code == "state_conflict"

"""Questions read aloud: noted once with the reason, said on the record in words, and no mark changes."""

import json

import pytest

from examapp.adapters.documents.record_layout import layout_record
from examapp.domain.errors import DomainError
from examapp.services.attempts.readings import note_reading, readings_of
from tests.services.quizzes.test_field_flow import finish
from tests.stories import confirmed, open_quiz


def test_a_reading_is_noted_once_and_stands_on_the_record(app, world, ports):
    quiz = open_quiz(world, ports)
    person, attempt = confirmed(world, ports, quiz)
    actor, now = world["actors"]["inspector"], ports.clock.now()
    with pytest.raises(DomainError, match="reading_note_missing"):
        note_reading(attempt.id, "　", actor=actor, now=now)
    for _ in range(2):
        note_reading(attempt.id, "本人不识字", actor=actor, now=now)
    assert [reading["by"] for reading in readings_of(attempt.id)] == [actor.name]
    content = json.loads(finish(app, world, ports, quiz, [10]).content)
    rows = dict(row[:2] for row in layout_record(content, "", {}, demonstration=False)["draw"])
    assert rows["念题"].startswith(f"{person.name}：本人不识字（{actor.name}")
    with pytest.raises(DomainError, match="state_conflict"):
        note_reading(attempt.id, "看不清字", actor=actor, now=now)

"""The demonstration city is built once, and a build that was killed is finished by the next start."""

import pytest

from examapp.services.demo import demo_city, demo_history
from examapp.services.demo.demo_city import build_demo_city, lacks_demo_city
from examapp.services.demo.demo_history import INSPECTIONS, count_inspections

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Killed(BaseException):
    """What ends the building process in the middle."""


def test_a_build_that_was_killed_among_its_quizzes_goes_on_where_it_stopped(app, ports, monkeypatch):
    begun = []
    quiz = demo_history._quiz

    def die_at_the_third_quiz(*arguments, **options):
        begun.append(1)
        if len(begun) == 3:
            raise Killed
        quiz(*arguments, **options)

    monkeypatch.setattr(demo_history, "_quiz", die_at_the_third_quiz)
    with pytest.raises(Killed):
        build_demo_city(ports=ports)
    assert 0 < count_inspections() < INSPECTIONS
    assert lacks_demo_city()
    monkeypatch.setattr(demo_history, "_quiz", quiz)
    assert build_demo_city(ports=ports)
    assert count_inspections() == INSPECTIONS
    assert not lacks_demo_city()
    assert not build_demo_city(ports=ports)


def test_a_build_that_was_killed_before_its_exam_gets_the_exam(app, ports, monkeypatch):
    def die(*_, **__):
        raise Killed

    build_exam = demo_city.build_exam
    monkeypatch.setattr(demo_city, "build_exam", die)
    with pytest.raises(Killed):
        build_demo_city(ports=ports)
    assert lacks_demo_city()
    monkeypatch.setattr(demo_city, "build_exam", build_exam)
    assert build_demo_city(ports=ports)
    assert not lacks_demo_city()

"""S30: time in a bureau's exam is not given by the employer of the person."""

import pytest

from examapp.domain.errors import DomainError
from examapp.services.exams import accommodations
from tests.services.exams.test_exams import announced, registered


def test_an_officer_gives_no_time_in_the_exam_of_a_bureau(world, ports):
    announced(world, ports)
    person = registered("周文员")
    ids, act = (person.exam_id, person.id), {"actor": world["actors"]["officer"], "now": ports.clock.now()}
    for give in (
        lambda: accommodations.give_extra_time(*ids, 50, False, "视力不好", **act),
        lambda: accommodations.give_minutes(*ids, 60, "停电", **act),
    ):
        with pytest.raises(DomainError) as refused:
            give()
        assert refused.value.code == "extension_not_yours"
    assert registered("周文员").extra_percent == 0

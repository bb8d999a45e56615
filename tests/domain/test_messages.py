"""What is told outside and when it is tried again."""

from datetime import UTC, datetime, timedelta

from examapp.domain.messages import MOST_TRIES, address_person, next_try, polite_moment

MOMENT = datetime(2026, 11, 23, 2, tzinfo=UTC)


def test_nobody_is_woken_and_nobody_is_called_by_the_full_name():
    night = MOMENT.replace(hour=15)
    assert polite_moment(MOMENT) == MOMENT
    assert polite_moment(night) == night + timedelta(hours=10)
    assert polite_moment(MOMENT.replace(hour=20)) == MOMENT.replace(hour=20) + timedelta(hours=5)
    assert [address_person(name) for name in ("张焊工", "欧阳锋", "欧阳", "马")] == [
        "张师傅", "欧阳师傅", "欧师傅", "马师傅",
    ]  # fmt: skip
    assert next_try(MOST_TRIES, MOMENT) is None
    assert next_try(3, MOMENT) == MOMENT + timedelta(minutes=4)

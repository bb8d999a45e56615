"""S29: a limit of guesses for one person holds however the person's number or name is padded, widened or cased."""

import pytest

from examapp.adapters.clock import FixedClock
from examapp.adapters.queue.queue import InlineQueue
from examapp.app import create_app
from examapp.extensions import limiter
from examapp.web.limits import as_counted
from tests.databases import make_settings
from tests.stories import open_quiz
from tests.web.people.test_me import Phone
from tests.world import MOMENT, id_number

GUESSES = 20


@pytest.fixture
def limited(world, database_url, tmp_path):
    """The same database behind an application that counts."""
    settings = make_settings(tmp_path, database_url, EXAMAPP_RATE_LIMITS="1")
    yield Phone(create_app(settings, clock=FixedClock(MOMENT), queue=InlineQueue()))
    limiter.enabled = False


def statuses(phone: Phone, path: str, field: str, spellings: list[str], **form: str) -> list[int]:
    return [phone.post(path, **{field: spelling}, **form).status_code for spelling in spellings]


def test_a_padded_id_number_is_the_same_number(limited):
    number = id_number(8)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    spellings = [f"{' ' * count}{wide if count % 2 else number}\u200b" for count in range(GUESSES)]
    answers = statuses(limited, "/me/sign-in", "id_number", spellings, password="guess-guess")
    assert (answers.count(422), answers.count(429)) == (8, GUESSES - 8)


def test_a_padded_name_is_the_same_name_at_the_seats(limited, world, ports):
    code = open_quiz(world, ports).code
    spellings = [" " * count + "张焊工" + "\u3000" * (count % 3) for count in range(GUESSES)]
    answers = statuses(limited, f"/q/{code}", "name", spellings, id_tail="0000")
    assert (answers.count(422), answers.count(429)) == (12, GUESSES - 12)


def test_width_case_dots_and_invisible_signs_make_no_other_person():
    spellings = ["欧阳·阿依", " 欧阳・阿依 ", "欧阳．阿依", "欧\u200b阳•阿依"]
    assert {as_counted(spelling) for spelling in spellings} == {"欧阳阿依"}
    assert as_counted("１２x") == as_counted(" 12X") == "12x"

"""S29: a limit of guesses for one person holds however the person's number or name is padded, widened or cased."""

import pytest

from examapp.adapters.clock import FixedClock
from examapp.adapters.queue.queue import InlineQueue
from examapp.app import create_app
from examapp.extensions import limiter
from examapp.services.people.sign_ins import set_own_password
from examapp.web.limits import as_counted
from tests.databases import make_settings
from tests.handed_over import press
from tests.pages import Browser
from tests.services.people.test_staff_links import PASSWORD as OWN
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


def test_what_is_longer_than_anybody_types_is_counted_together():
    number = "330102199001011234"
    assert {as_counted("-" * pad + number) for pad in range(100, 400)} == {"-"}
    assert as_counted("-" * 40 + number) == number


def test_width_case_dots_and_invisible_signs_make_no_other_person():
    spellings = ["欧阳·阿依", " 欧阳・阿依 ", "欧阳．阿依", "欧\u200b阳•阿依"]
    assert {as_counted(spelling) for spelling in spellings} == {"欧阳阿依"}
    assert as_counted("１２x") == as_counted(" 12X") == "12x"


def test_a_whole_office_behind_one_address_signs_in_at_once_and_only_guesses_at_one_account_are_slowed_down(
    limited, sign_in, ports
):
    for role in ("bureau", "officer"):
        set_own_password(sign_in(role).token, OWN, now=ports.clock.now())

    def enter(login_name: str, password: str) -> int:
        desk = Phone(limited.app)
        return desk.post("/sign-in", login_name=login_name, password=password, follow=False).status_code

    assert {enter("bureau", OWN) for _ in range(12)} == {302}
    guesses = [enter(" bureau" if count % 2 else "ｂureau", "guess-guess") for count in range(14)]
    assert (guesses.count(403), guesses.count(429)) == (10, 4)
    # The others of the office are not kept waiting for it.
    assert enter("officer", OWN) == 302


def test_whoever_is_signed_in_is_counted_by_the_own_session(limited, sign_in):
    answers = []
    for _ in range(2):
        desk = Browser(limited.app, sign_in("officer").token)
        answers.append(
            [press(desk, "/phone-codes/set-up", page="/phone-codes").status_code for _ in range(11)]
        )
    assert answers == [[303] * 10 + [429]] * 2

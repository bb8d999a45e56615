"""The rule of one look, picture by picture, on heads that nobody has."""

from dataclasses import replace

import numpy
import pytest

from examapp.domain.face_judgements import Calibration
from examapp.domain.face_looks import MOST_RESTARTS, NOTHING_SEEN, Look, Rules, take_picture
from examapp.domain.face_scales import SFACE
from examapp.domain.faces import Challenge, Frame
from tests.faces.drawn_heads import Head, Pose, draw_head

CALIBRATION = Calibration(SFACE.model, 1.06, 0.07, 1, 1, 1.0, "test")
NOBODY = Frame(0, 480, 360, brightness=120)
LEFT = [Pose(yaw=12), Pose(yaw=22), Pose(yaw=28)]
NODDING = [Pose(pitch=7), Pose(pitch=14), Pose(pitch=20)]
STRAIGHT = Pose()


class Camera:
    """Shows pictures one after another and remembers the state."""

    def __init__(self, *challenges: Challenge, seed: int = 5, every: int = 400) -> None:
        self.noise = numpy.random.default_rng(seed)
        self.head: Head = draw_head(self.noise)
        self.rules = Rules(challenges, [self.head.frame(STRAIGHT, self.noise).encoding], CALIBRATION)
        self.look, self.at, self.every = Look(), 0, every

    def show(self, *poses: Pose | Frame, head: Head | None = None) -> Look:
        for pose in poses:
            self.at += self.every
            frame = pose if isinstance(pose, Frame) else (head or self.head).frame(pose, self.noise)
            self.look = take_picture(self.look, frame, self.at, self.rules)
        return self.look


def turning() -> Camera:
    """Asked to turn to the left and then to open the mouth; already looked straight."""
    camera = Camera(Challenge.turn_left, Challenge.open_mouth)
    assert camera.show(STRAIGHT).stage == 1
    return camera


def test_a_whole_look_of_the_same_person_is_accepted():
    camera = turning()
    assert camera.show(*LEFT).stage == 2
    assert camera.show(*reversed(LEFT), STRAIGHT, Pose(mouth=0.5), Pose(mouth=1), Pose(mouth=1)).stage == 3
    assert camera.show(Pose(mouth=0.5), STRAIGHT).outcome == "accepted"


def test_the_person_is_looked_at_in_every_picture_of_a_move():
    camera = turning()
    stranger = draw_head(numpy.random.default_rng(99))
    alike = stranger.in_place_of(camera.head)
    assert camera.show(LEFT[0]).stage == 1
    assert camera.show(LEFT[1], head=alike).stage == 0
    assert camera.show(STRAIGHT, *LEFT).stage == 2
    far_away = replace(camera.rules, references=[alike.encoding])
    look = take_picture(camera.look, camera.head.frame(LEFT[2], camera.noise), camera.at + 400, far_away)
    assert (look.stage, look.strange) == (0, 1)
    look = take_picture(
        replace(camera.look, strange=1), camera.head.frame(LEFT[2], camera.noise), camera.at + 400, far_away
    )
    assert look.outcome == "not_accepted"


@pytest.mark.parametrize("gap", [NOBODY, replace(NOBODY, faces=2)])
def test_a_picture_without_exactly_one_face_begins_anew(gap):
    camera = turning()
    camera.show(*LEFT)
    look = camera.show(gap)
    assert (look.stage, look.restarts, look.straight) == (0, 1, NOTHING_SEEN)


def test_so_many_new_beginnings_are_no_bad_luck_any_more():
    camera = turning()
    for _ in range(MOST_RESTARTS):
        assert camera.show(NOBODY, STRAIGHT).stage == 1
    assert camera.show(NOBODY).outcome == "not_alive"


def test_nothing_is_counted_before_the_first_straight_look():
    camera = Camera(Challenge.turn_left, Challenge.nod)
    assert camera.show(*[NOBODY] * 20).restarts == 0


def test_a_pause_begins_anew():
    camera = turning()
    camera.at += 3000
    assert camera.show(LEFT[0]).hint == "again"


@pytest.mark.parametrize(
    "change",
    [
        lambda head: replace(head, light=head.light * 1.6),
        lambda head: replace(head, tint=(head.tint[0] + 14, head.tint[1])),
        lambda head: replace(head, place=(head.place[0] + 150, head.place[1])),
        lambda head: replace(head, eyes=head.eyes * 1.9),
        lambda head: head.on_another_day(numpy.random.default_rng(3)),
    ],
)
def test_another_light_colour_place_size_or_day_is_another_picture(change):
    camera = turning()
    assert camera.show(LEFT[0], head=change(camera.head)).stage == 0


def test_one_wrong_move_is_a_misunderstanding_and_the_second_ends_the_look():
    camera = turning()
    other = [Pose(yaw=-12), Pose(yaw=-26), Pose(yaw=-26)]
    look = camera.show(*other)
    assert (look.hint, look.wrong, look.outcome) == ("other_way", 1, None)
    assert camera.show(Pose(yaw=-12), STRAIGHT, *other[:2]).outcome == "not_alive"


def test_after_another_wrong_move_than_a_turn_all_begins_anew():
    camera = turning()
    look = camera.show(*NODDING)
    assert (look.stage, look.wrong, look.hint) in ((0, 1, "other_move"), (1, 1, ""))


def test_everybody_blinks():
    camera = turning()
    look = camera.show(Pose(lids=1), STRAIGHT, Pose(lids=1), *LEFT)
    assert (look.wrong, look.stage) == (0, 2)


def test_a_head_that_is_suddenly_turned_has_not_turned_and_may_show_the_way_back():
    camera = turning()
    assert camera.show(STRAIGHT, Pose(yaw=22)).hint == "too_fast"
    assert camera.show(Pose(yaw=22)).stage == 1
    assert camera.show(Pose(yaw=11)).stage == 2


def test_a_move_that_creeps_is_none():
    camera = turning()
    for degrees in range(1, 29):
        camera.show(Pose(yaw=float(degrees)), Pose(yaw=float(degrees)))
    assert camera.look.stage <= 1


def test_a_move_that_was_over_before_it_could_be_heard_does_not_count():
    camera = Camera(Challenge.turn_left, Challenge.nod, every=90)
    assert camera.show(STRAIGHT, Pose(yaw=12), Pose(yaw=20), Pose(yaw=27)).stage == 1


def test_a_straight_picture_that_was_taken_with_shut_eyes_is_taken_again():
    camera = Camera(Challenge.blink, Challenge.turn_left)
    assert camera.show(Pose(lids=1)).stage == 1
    assert camera.show(STRAIGHT).stage == 0
    assert camera.show(STRAIGHT, Pose(lids=1), Pose(lids=1)).stage == 2


@pytest.mark.parametrize("within", [True, False])
def test_within_a_try_no_end_refuses_without_a_person(within):
    camera = turning()
    camera.rules = replace(camera.rules, within=within)
    for _ in range(MOST_RESTARTS + 1):
        camera.show(STRAIGHT, NOBODY)
    assert (camera.look.outcome, camera.look.doubtful) == ("not_alive", within)

"""Rules on measured points, with real portraits: quality, challenges, a head against a flat picture, one person against another."""

import pytest

from examapp.adapters.faces.face_calibration import read_calibration
from examapp.adapters.faces.face_child import measure
from examapp.adapters.faces.face_engine import frame_of
from examapp.domain import faces
from examapp.domain.face_moves import share_done
from examapp.domain.faces import Challenge, Frame
from tests.faces import puppets
from tests.faces.portraits import jpeg, points_of, portrait

MOVES = {
    Challenge.turn_left: lambda points: puppets.turned(points, yaw=26),
    Challenge.turn_right: lambda points: puppets.turned(points, yaw=-26),
    Challenge.nod: lambda points: puppets.turned(points, pitch=18),
    Challenge.open_mouth: puppets.opened_mouth,
    Challenge.blink: puppets.closed_eyes,
}


def is_done(challenge, straight, now) -> bool:
    return share_done(challenge, straight, now) >= 1


def frame(image, *, encode: bool = False) -> Frame:
    return frame_of(measure(jpeg(image), encode=encode))


def moved(name: str, challenge: Challenge, part: float = 1):
    image = portrait(name)
    points = points_of(image)
    return puppets.bent(image, points, points + (MOVES[challenge](points) - points) * part)


@pytest.mark.parametrize("challenge", list(Challenge))
def test_a_head_that_does_what_was_asked_is_seen_and_other_moves_are_not_taken_for_it(challenge):
    straight = frame(portrait("obama")).points
    assert is_done(challenge, straight, frame(moved("obama", challenge)).points)
    assert not is_done(challenge, straight, straight)
    if challenge in faces.TURNS:
        other = next(one for one in faces.TURNS if one != challenge)
        assert not is_done(other, straight, frame(moved("obama", challenge)).points)


@pytest.mark.parametrize("name", ["obama", "biden"])
def test_a_turning_head_is_not_flat(name):
    straight = frame(portrait(name)).points
    done = [one for one in faces.TURNS if is_done(one, straight, frame(moved(name, one)).points)]
    assert done
    for challenge in done:
        assert faces.flat_error(straight, frame(moved(name, challenge)).points) > faces.FLAT


@pytest.mark.parametrize("name", ["obama", "obama2", "biden"])
@pytest.mark.parametrize("degrees", [-45, -35, -25, -15, 15, 25, 35, 45])
def test_a_photo_held_up_and_turned_never_passes_for_a_turning_head_F25(name, degrees):
    straight = frame(portrait(name))
    held_up = frame(puppets.photo_turned(portrait(name), degrees))
    if held_up.faces != 1:
        return
    turned = any(is_done(one, straight.points, held_up.points) for one in faces.TURNS)
    assert not (turned and faces.flat_error(straight.points, held_up.points) >= faces.FLAT)


def test_one_person_is_near_and_another_is_far():
    first, second = (frame(portrait(name), encode=True).encoding for name in ("obama", "obama2"))
    other = frame(portrait("biden"), encode=True).encoding
    threshold = read_calibration().threshold
    assert faces.distance(first, second) < threshold < faces.distance(first, other)
    assert faces.best_distance(other, [first, second]) > threshold


def test_a_mapping_of_a_plane_leaves_nothing_over():
    points = frame(portrait("obama")).points
    mapped = [((2 * x + 0.3 * y) / (1 + 0.0005 * x), (y + 9) / (1 + 0.0005 * x)) for x, y in points]
    assert faces.flat_error(points, mapped) < 1e-6


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda image: image, None),
        (lambda image: image * 0, "no_face"),
        (lambda image: (image * 0.22).astype("uint8"), "too_dark"),
        (lambda image: puppets.cv2.resize(image, (160, 120)), "too_small"),
        (lambda image: puppets.cv2.GaussianBlur(image, (31, 31), 12), "blurred"),
        (lambda image: puppets.numpy.hstack([image, image]), "several_faces"),
    ],
)
def test_a_picture_that_is_not_good_enough_is_told_why(change, fault):
    assert faces.find_quality_fault(frame(change(portrait("obama")))) == fault


def test_a_face_that_jumps_is_not_the_same_face_going_on():
    points = frame(portrait("obama")).points
    aside = [(x + 2 * faces.eye_distance(points), y) for x, y in points]
    assert faces.is_continuous(points, [(x + 5, y) for x, y in points])
    assert not faces.is_continuous(points, aside)


def test_every_draw_has_one_turn_and_one_other_in_either_order():
    drawn = {faces.draw_challenges(a, b, c) for a in range(2) for b in range(3) for c in range(2)}
    assert len(drawn) == 12
    assert all(len({*pair} & {*faces.TURNS}) == 1 for pair in drawn)

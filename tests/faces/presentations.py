"""What people and attackers show to the camera, by a seed: `python -m tests.faces.presentations 200` prints the table.

`genuine` does what it is asked, with a person's delays, speeds, mistakes and a phone's pauses. The attacks are digital
and in the attacker's favour: the picture is injected, always sharp, and shows the very person who is enrolled.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy

from examapp.domain.face_judgements import Calibration
from examapp.domain.face_looks import Look, Rules, move_asked, take_picture
from examapp.domain.face_scales import SFACE
from examapp.domain.faces import OTHERS, TURNS, Challenge, Frame, draw_challenges
from examapp.domain.statistics.comparisons import Share
from tests.faces.drawn_heads import Head, Pose, draw_head

CALIBRATION = Calibration(SFACE.model, 1.06, 0.07, 1, 1, 1.0, "drawn heads")
MOST_MS, EVERY = 60_000, 400
ENDS = {
    Challenge.turn_left: Pose(yaw=28), Challenge.turn_right: Pose(yaw=-28), Challenge.nod: Pose(pitch=20),
    Challenge.open_mouth: Pose(mouth=1), Challenge.blink: Pose(lids=1),
}  # fmt: skip


@dataclass
class Show:
    """One presentation: who is enrolled, and what the asks so far are; the shower decides what the next picture is."""

    draw: numpy.random.Generator
    owner: Head
    challenges: tuple[Challenge, ...]
    asked: Challenge | None = None
    asked_at: int = 0
    memory: dict = field(default_factory=dict)


Shower = Callable[[Show, int], Frame]


def present(shower: Shower, seed: int, *, every: int = EVERY, most_ms: int = MOST_MS) -> Look:
    """The end of one look, or the state when its minute is over (outcome None)."""
    draw = numpy.random.default_rng(seed)
    owner = draw_head(draw)
    references = [owner.on_another_day(draw).frame(Pose(), draw).encoding for _ in range(3)]
    challenges = draw_challenges(*(int(one) for one in draw.integers(0, 6, 3)))
    rules = Rules(challenges, references, CALIBRATION)
    show, look, at = Show(draw, owner.on_another_day(draw), challenges), Look(), 0
    while look.outcome is None and at < most_ms:
        at += int(every * draw.uniform(0.8, 1.25))
        look = take_picture(look, shower(show, at), at, rules)
        asked = move_asked(look.stage, challenges)
        if asked is not show.asked:
            show.asked, show.asked_at = asked, at
    return look


def blend(one: Pose, other: Pose, share: float) -> Pose:
    """A pose on the way."""
    return Pose(*(a + (b - a) * share for a, b in (
        (one.yaw, other.yaw), (one.pitch, other.pitch), (one.mouth, other.mouth), (one.lids, other.lids))))  # fmt: skip


def genuine(show: Show, at: int) -> Frame:
    """A person: hears what is asked after a while, moves there and holds; now and then wrong."""
    memory, draw = show.memory, show.draw
    if memory.get("asked", "nothing") != show.asked or at > memory.get("until", at):
        _hear(show, at)
    pose = memory["pose"] = _on_the_way(memory, at, draw)
    if draw.random() < 0.01:
        return Frame(0, 480, 360, brightness=120)
    lids = 1.0 if draw.random() < 0.04 else pose.lids
    sway = Pose(
        pose.yaw + float(draw.normal(0, 0.8)), pose.pitch + float(draw.normal(0, 0.6)), pose.mouth, lids
    )
    return show.owner.frame(sway, draw)


def _hear(show: Show, at: int) -> None:
    """Understands the ask, after a while; one in sixteen turns the wrong way for four seconds first."""
    memory, draw = show.memory, show.draw
    again = memory.get("asked") == show.asked
    memory |= {
        "asked": show.asked,
        "from": memory.get("pose", Pose()),
        "at": at + draw.uniform(400, 1300),
        "takes": draw.uniform(700, 1800),
        "goal": ENDS[show.asked] if show.asked else Pose(),
        "until": 10**9,
    }
    if show.asked in TURNS and not again and draw.random() < 1 / 16:
        memory |= {"goal": replace(memory["goal"], yaw=-memory["goal"].yaw), "until": at + 4000}


def _on_the_way(memory: dict, at: int, draw: numpy.random.Generator) -> Pose:
    """Back to the front in 0.7 s, then to the goal; who has not been heard after some seconds does it again, slower."""
    since = at - memory["at"]
    if memory["from"] != Pose():
        if since < 700:
            return blend(memory["from"], Pose(), min(max(since, 0) / 700, 1))
        since -= 700
    if since <= 0:
        return Pose()
    times, part = divmod(since, 5200)
    takes = memory["takes"] * (1 + 0.3 * min(times, 3))
    there = min(part / takes, 1) if part < 3800 else max(0.0, 1 - (part - 3800) / 800)
    return blend(Pose(), memory["goal"], there * float(draw.uniform(0.97, 1.03)))


def swapped(show: Show, at: int) -> Frame:
    """The owner's photo whenever it has to look straight, the attacker's own head, put there, for the moves."""
    other = show.memory.setdefault("other", draw_head(show.draw))
    if show.asked is None:
        return show.owner.frame(Pose(), show.draw)
    return other.in_place_of(show.owner).frame(_moving(show, at), show.draw)


def someone_else_after_the_start(show: Show, at: int) -> Frame:
    """The owner looks straight once, then somebody else does the rest."""
    if show.asked is None and "begun" not in show.memory:
        return show.owner.frame(Pose(), show.draw)
    show.memory["begun"] = True
    other = show.memory.setdefault("other", draw_head(show.draw))
    return other.in_place_of(show.owner).frame(_moving(show, at), show.draw)


def _moving(show: Show, at: int) -> Pose:
    """Does what is asked, smoothly and at once."""
    goal = ENDS[show.asked] if show.asked else Pose()
    return blend(Pose(), goal, min(max((at - show.asked_at - 500) / 1200, 0), 1))


def album(show: Show, at: int) -> Frame:
    """Sixteen unedited photos of the owner of different days, cut into place; each time the fitting one."""
    return _fitting(show.memory.setdefault("photos", _photos(show)), show, at)


def album_of_one_sitting(show: Show, at: int) -> Frame:
    """As album, but all photos were taken in one place and light: stop motion, and better than photo albums are."""
    photos = show.memory.setdefault("photos", [(show.owner, pose) for _, pose in _photos(show)])
    return _fitting(photos, show, at)


def _fitting(photos: list[tuple[Head, Pose]], show: Show, at: int) -> Frame:
    """The photo nearest to what is asked."""
    # Through what lies between, too: the attacker knows the rule.
    goal = ENDS[show.asked] if show.asked else Pose()
    wanted = blend(Pose(), goal, min((at - show.asked_at) // 800 / 2, 1))
    head, pose = min(photos, key=lambda photo: _apart(photo[1], wanted))
    return head.frame(pose, show.draw)


def _photos(show: Show) -> list[tuple[Head, Pose]]:
    draw = show.draw
    photos = [(show.owner, Pose())]
    for _ in range(15):
        day = replace(show.owner.on_another_day(draw), place=show.owner.place, eyes=show.owner.eyes)
        pose = Pose(
            float(draw.normal(0, 16)),
            float(draw.normal(0, 9)),
            float(draw.random() < 0.3),
            float(draw.random() < 0.1),
        )
        photos.append((day, pose))
    return photos


def _apart(one: Pose, other: Pose) -> float:
    return (
        abs(one.yaw - other.yaw) / 28 + abs(one.pitch - other.pitch) / 20
        + abs(one.mouth - other.mouth) + abs(one.lids - other.lids)
    )  # fmt: skip


def _loop(show: Show, at: int, order: tuple[Challenge, ...]) -> Pose:
    """All five moves, one after another, each followed by a look straight ahead; again and again from anywhere."""
    began = show.memory.setdefault("began", int(show.draw.integers(0, 5 * 3600)))
    place, part = divmod(at + began, 3600)
    goal = ENDS[order[place % len(order)]]
    there = numpy.interp(part, (0, 900, 1900, 2700, 3600), (0, 0, 1, 1, 0))
    return blend(Pose(), goal, float(there))


def looped_recording(show: Show, at: int) -> Frame:
    """A film of the owner who does everything that can be asked."""
    return show.owner.frame(_loop(show, at, _order(show)), show.draw)


def _order(show: Show) -> tuple[Challenge, ...]:
    every = [*TURNS, *OTHERS]
    return show.memory.setdefault("order", tuple(every[place] for place in show.draw.permutation(len(every))))


def warped_still(show: Show, at: int) -> Frame:
    """One photo of the owner bent in space by a program into a film of all moves; as good as a recording here."""
    still = replace(show.owner, turning=show.owner.turning * 0.6)
    return still.frame(_loop(show, at, _order(show)), show.draw)


def still_photo(show: Show, at: int) -> Frame:
    """One photo, held by hand."""
    return show.owner.frame(Pose(float(show.draw.normal(0, 1)), float(show.draw.normal(0, 1))), show.draw)


def turned_photo(show: Show, at: int) -> Frame:
    """One photo, turned to and fro as asked."""
    return show.owner.frame(Pose(), show.draw, flat=_moving(show, at).yaw * 1.6)


def bent_photo(show: Show, at: int) -> Frame:
    """A print bent to a wide arc and turned: a head with little depth."""
    frame = show.owner.frame(Pose(), show.draw, flat=_moving(show, at).yaw * 1.6)
    whole = show.owner.frame(_moving(show, at), show.draw)
    points = numpy.array(frame.points) * 0.88 + numpy.array(whole.points) * 0.12
    return replace(frame, points=tuple((float(x), float(y)) for x, y in points))


SHOWERS = (
    swapped,
    someone_else_after_the_start,
    album,
    album_of_one_sitting,
    looped_recording,
    warped_still,
    still_photo,
    turned_photo,
    bent_photo,
)
ATTACKS: dict[str, Shower] = {shower.__name__: shower for shower in SHOWERS}


def count_accepted(shower: Shower, seeds: range, *, every: int = EVERY, most_ms: int = MOST_MS) -> Share:
    """How many of the presentations end accepted."""
    looks = [present(shower, seed, every=every, most_ms=most_ms) for seed in seeds]
    return Share(sum(look.outcome == "accepted" for look in looks), len(looks))


def print_table(number: int) -> None:
    """Every species and the living, each with its interval."""
    rows = [(name, shower, EVERY) for name, shower in ATTACKS.items()]
    for name, shower, every in [*rows, ("genuine", genuine, EVERY), ("genuine, 2 fps", genuine, 500)]:
        share = count_accepted(shower, range(number), every=every)
        low, high = share.interval
        print(f"{name}\t{share.count}/{share.total} = {share.value:.1%} ({low:.1%} to {high:.1%})")


if __name__ == "__main__":
    print_table(int(sys.argv[1]))

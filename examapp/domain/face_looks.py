"""One look at a face as a rule without a clock or a database: each picture, with its time, gives the next state.

Stage 0: straight; then one stage a move; then straight again. Whoever it is is looked at in every picture. A picture
without exactly one face, a pause, a jump of place, light, colour or look begins anew; wrong moves and new beginnings
are counted. A move is a path: at rest, on the way, done, neither faster nor slower than heads move.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from examapp.domain.face_judgements import Calibration, judge
from examapp.domain.face_moves import (
    OF_THE_HEAD,
    REST,
    Sight,
    find_break,
    find_other_move,
    is_too_fast,
    share_done,
)
from examapp.domain.face_scales import scale_of
from examapp.domain.faces import (
    FLAT,
    TURNS,
    Challenge,
    Frame,
    Point,
    best_distance,
    distance,
    find_quality_fault,
    flat_error,
)

# Straight pictures that may be unlike before that counts, turns that may look flat, moving pictures of somebody else.
UNLIKE, FLAT_TURNS, STRANGE = 3, 4, 2
# One wrong move is a misunderstanding; so many new beginnings are bad luck.
MOST_WRONG, MOST_RESTARTS = 1, 4
# Milliseconds: a pause that is a gap, the earliest end of a move after it was asked, the slowest way from rest.
GAP, EARLIEST, SLOWEST = 2500, 300, 6000
# Pictures in a row for which a mouth stays open, or eyes shut.
HELD = 2
# A picture on the way shows at most so much of what the farthest one shows.
ON_THE_WAY = 0.75
# Mouth or lids so much nearer to rest than in the straight picture: that one was taken within a move.
NOT_AT_REST = -0.8
# No reference to compare with: farther than any two faces. A share of a move that no picture has.
NOTHING_ALIKE, NEVER = 9.0, 99.0
# Before the first picture.
NOTHING_SEEN = Sight(at=0, points=(), encoding=(), brightness=0.0)


@dataclass(frozen=True, slots=True)
class Rules:
    """What does not change within one look. `within` a try no doubt refuses: a person looks at it."""

    challenges: tuple[Challenge, ...]
    references: Sequence[Sequence[float]]
    calibration: Calibration
    within: bool = False
    most_wrong: int = MOST_WRONG


@dataclass(frozen=True, slots=True)
class Path:
    """How far one move has come. `rest_at`: milliseconds of the last picture at rest, None before the first one.

    `least` and `most` are the shares of the move seen on the way since then; `solid`: a turn that was not flat.
    """

    asked_at: int = 0
    rest_at: int | None = None
    least: float = NEVER
    most: float = 0.0
    held: int = 0
    solid: bool = False
    astray: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """The state. `outcome` is None while it goes on; a `doubtful` end waits for a person. `hint` is for the person."""

    stage: int = 0
    straight: Sight = NOTHING_SEEN
    last: Sight = NOTHING_SEEN
    path: Path = field(default_factory=Path)
    unlike: int = 0
    strange: int = 0
    flat: int = 0
    wrong: int = 0
    restarts: int = 0
    first: float = 0.0
    best: float = NOTHING_ALIKE
    distance: float | None = None
    flatness: float | None = None
    doubtful: bool = False
    hint: str = ""
    outcome: str | None = None


def move_asked(stage: int, challenges: Sequence[str]) -> str | None:
    """The move of this stage; None: look straight, at the beginning and after the last move."""
    return challenges[stage - 1] if 0 < stage <= len(challenges) else None


def take_picture(look: Look, frame: Frame, at: int, rules: Rules) -> Look:
    """The state after one picture that came `at` milliseconds."""
    straight = move_asked(look.stage, rules.challenges) is None
    fault = find_quality_fault(frame, straight=straight)
    if frame.faces != 1:
        return _begin_anew(look, rules, hint=fault or "")
    sight = Sight(at, frame.points, frame.encoding, frame.brightness, frame.tint)
    if look.stage:
        look = _go_on(look, sight, rules)
        if look.outcome or not look.stage:
            return look
    if straight and fault is not None:
        return replace(look, hint=fault, last=sight)
    return replace(_compare(look, sight, rules) if straight else _move(look, sight, rules), last=sight)


def _begin_anew(look: Look, rules: Rules, *, hint: str = "again") -> Look:
    """Back to the beginning, which is counted. At the beginning there is nothing to lose."""
    if not look.stage:
        return replace(look, hint=hint)
    anew = replace(_anew(look, hint=hint), restarts=look.restarts + 1)
    return _end(anew, "not_alive", doubtful=rules.within) if anew.restarts > MOST_RESTARTS else anew


def _anew(look: Look, *, hint: str) -> Look:
    """Straight again; what was counted stays counted."""
    counted = {
        name: getattr(look, name) for name in ("strange", "flat", "wrong", "restarts", "distance", "flatness")
    }
    return Look(**counted, hint=hint)


def _end(look: Look, outcome: str, *, doubtful: bool = False) -> Look:
    return replace(look, outcome=outcome, doubtful=doubtful, hint="")


def _go_on(look: Look, sight: Sight, rules: Rules) -> Look:
    """Whether this picture goes on from the last one, and shows the same person as the references and the beginning."""
    scale = scale_of(rules.calibration.model)
    if sight.at - look.last.at > GAP or find_break(look.last, sight, scale.step):
        return _begin_anew(look, rules)
    farthest = rules.calibration.threshold + rules.calibration.review_band + scale.moved
    apart = max(
        _from_references(sight, rules),
        distance(sight.encoding, look.straight.encoding),
    )
    if apart <= farthest:
        return look
    strange = replace(look, strange=look.strange + 1, distance=max(apart, look.distance or 0.0))
    if strange.strange >= STRANGE:
        return _end(strange, "not_accepted", doubtful=rules.within)
    return _begin_anew(strange, rules)


def _from_references(sight: Sight, rules: Rules) -> float:
    return best_distance(sight.encoding, rules.references) if rules.references else NOTHING_ALIKE


def _compare(look: Look, sight: Sight, rules: Rules) -> Look:
    apart = _from_references(sight, rules)
    best = min(apart, look.best)
    # The worse of the beginning and the end is what counts.
    look = replace(look, best=best, distance=max(best, look.first), hint="")
    verdict = judge(best, rules.calibration)
    if verdict != "accepted":
        look = replace(look, unlike=look.unlike + 1)
        if look.unlike < UNLIKE:
            return look
        if verdict == "not_accepted":
            return _end(look, "not_accepted", doubtful=rules.within)
    doubtful = look.doubtful or verdict == "review"
    if look.stage:
        return _end(look, "not_accepted" if doubtful else "accepted", doubtful=doubtful)
    # Who looks straight is at rest: the first path begins here.
    path = Path(asked_at=sight.at, rest_at=sight.at)
    begun = replace(look, stage=1, straight=sight, path=path)
    return replace(begun, first=best, best=NOTHING_ALIKE, unlike=0, doubtful=doubtful)


def _move(look: Look, sight: Sight, rules: Rules) -> Look:
    challenge = rules.challenges[look.stage - 1]
    straight, path = look.straight.points, look.path
    share = share_done(challenge, straight, sight.points)
    other = find_other_move(challenge, straight, look.last.points, sight.points)
    if other is not None and path.rest_at is None:
        # The last move is not over yet, or this one was lost on the way.
        return replace(look, hint="go_back")
    if other is not None:
        return _go_astray(look, other, rules)
    if share < REST:
        if _began_within_a_move(straight, sight):
            return _begin_anew(look, rules)
        resting = Path(asked_at=path.asked_at, rest_at=sight.at)
        return replace(look, path=resting, hint="go_on")
    if path.rest_at is None:
        return replace(look, hint="go_back")
    if is_too_fast(challenge, straight, look.last, sight):
        return replace(look, path=Path(asked_at=path.asked_at), hint="too_fast")
    if sight.at - path.rest_at > SLOWEST:
        return replace(look, path=Path(asked_at=path.asked_at), hint="go_back")
    held = path.held + 1 if share >= 1 else 0
    least, most = min(share, path.least), max(share, path.most)
    return _advance(
        replace(look, path=replace(path, least=least, most=most, held=held, astray=False)), sight, rules
    )


def _began_within_a_move(straight: Sequence[Point], sight: Sight) -> bool:
    return any(
        share_done(challenge, straight, sight.points) <= NOT_AT_REST
        for challenge in (Challenge.open_mouth, Challenge.blink)
    )


def _go_astray(look: Look, other: Challenge, rules: Rules) -> Look:
    """A wrong move counts once, however many pictures show it; after another one than a turn all begins anew."""
    wrong = look.wrong + (not look.path.astray)
    look = replace(look, wrong=wrong, path=replace(look.path, astray=True))
    if wrong > rules.most_wrong:
        return _end(look, "not_alive", doubtful=rules.within)
    if rules.challenges[look.stage - 1] in TURNS and other in TURNS:
        return replace(look, hint="other_way")
    return _anew(look, hint="other_move")


def _advance(look: Look, sight: Sight, rules: Rules) -> Look:
    """On the way, at the end, or on the way back: the move is done when all of the way was seen."""
    path, challenge = look.path, rules.challenges[look.stage - 1]
    if path.most < 1 or sight.at - path.asked_at < EARLIEST:
        return replace(look, hint="go_on")
    if challenge in TURNS and path.held:
        flatness = flat_error(look.straight.points, sight.points)
        path = replace(path, solid=path.solid or flatness >= FLAT)
        look = replace(look, path=path, flatness=max(flatness, look.flatness or 0.0))
        if flatness < FLAT:
            return _look_flat(look, rules)
    if challenge not in OF_THE_HEAD and path.held < HELD:
        return replace(look, hint="hold")
    if challenge in OF_THE_HEAD and path.least > ON_THE_WAY * path.most:
        return replace(look, hint="too_fast")
    if challenge in TURNS and not path.solid:
        return replace(look, hint="go_on")
    return replace(look, stage=look.stage + 1, path=Path(asked_at=sight.at), hint="done")


def _look_flat(look: Look, rules: Rules) -> Look:
    flat = replace(look, flat=look.flat + 1, hint="go_on")
    return _end(flat, "not_alive", doubtful=rules.within) if flat.flat >= FLAT_TURNS else flat

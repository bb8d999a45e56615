"""Measuring an engine on pictures of a folder: pairs for the threshold, presentations for the liveness. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from examapp.adapters.faces.pair_lists import Pair
from examapp.domain.errors import DomainError
from examapp.domain.face_attacks import AttackRates, could_pass, passed_draws, rate_attacks
from examapp.domain.faces import Frame, distance, find_quality_fault
from examapp.domain.statistics.comparisons import Comparison, Share
from examapp.services.core.ports import PhotoFaces

PICTURES = {".jpg", ".jpeg", ".png", ".webp"}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Comparisons of every pair whose pictures could both be enrolled; failures to enrol by file with their cause."""

    comparisons: tuple[Comparison, ...]
    failures: dict[str, str]
    pictures: int

    @property
    def failure_to_enrol(self) -> Share:
        """Pictures that cannot be used, of all."""
        return Share(len(self.failures), self.pictures)


def evaluate_pairs(folder: Path, pairs: Sequence[Pair], faces: PhotoFaces) -> Evaluation:
    """Every picture is measured once, by the same quality rules as an enrolment."""
    names = sorted({name for pair in pairs for name in (pair.first, pair.second)})
    people = _people_of(pairs)
    encodings, failures = {}, {}
    for name in names:
        frame, cause = _measured(folder / name, faces)
        if frame is None:
            failures[name] = cause
        else:
            encodings[name] = frame.encoding
    comparisons = tuple(
        Comparison(
            distance(encodings[one.first], encodings[one.second]),
            one.same,
            one.group,
            (people[one.first], people[one.second]),
        )
        for one in pairs
        if one.first in encodings and one.second in encodings
    )
    return Evaluation(comparisons, failures, len(names))


def _people_of(pairs: Sequence[Pair]) -> dict[str, str]:
    """Whom each picture shows: the folder it lies in below the one of the list; else whoever hangs together by a Yes."""
    person = {name: str(Path(name).parent) for pair in pairs for name in (pair.first, pair.second)}
    person = {name: name if folder == "." else folder for name, folder in person.items()}
    for pair in pairs:
        if pair.same:
            kept, gone = person[pair.first], person[pair.second]
            person = {name: kept if who == gone else who for name, who in person.items()}
    return person


def _measured(path: Path, faces: PhotoFaces) -> tuple[Frame | None, str]:
    try:
        frame = faces.measure_photo(path.read_bytes())
    except DomainError as error:
        if error.code != "picture_unreadable":
            raise
        return None, error.code
    fault = find_quality_fault(frame)
    return (frame, "") if fault is None else (None, f"face_{fault}")


@dataclass(frozen=True, slots=True)
class AttackEvaluation:
    """The worst case (some draw of moves is met), and by species how many of all draws would have been met."""

    rates: AttackRates
    drawn: dict[str, Share]


def evaluate_attacks(folder: Path, faces: PhotoFaces) -> AttackEvaluation:
    """FOLDER/SPECIES/PRESENTATION/*.jpg: frames in the order of their names; `bona_fide` is the folder of living heads."""
    passed: dict[str, list[bool]] = {}
    drawn: dict[str, list[bool]] = {}
    for presentation in sorted(folder.glob("*/*")):
        pictures = sorted(one for one in presentation.glob("*") if one.suffix.lower() in PICTURES)
        if pictures:
            frames = [faces.measure(one.read_bytes(), encode=True) for one in pictures]
            species = presentation.parent.name
            passed.setdefault(species, []).append(could_pass(frames, faces.calibration))
            drawn.setdefault(species, []).extend(passed_draws(frames, faces.calibration, lenient=False))
    return AttackEvaluation(
        rate_attacks(passed), {name: Share(sum(met), len(met)) for name, met in drawn.items()}
    )

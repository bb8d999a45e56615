"""Measuring an engine on pictures of a folder: pairs for the threshold, presentations for the liveness. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from examapp.adapters.faces.pair_lists import Pair
from examapp.domain.errors import DomainError
from examapp.domain.face_attacks import AttackRates, could_pass, rate_attacks
from examapp.domain.faces import Frame, distance, find_quality_fault
from examapp.domain.statistics.comparisons import Comparison, Share
from examapp.services.core.ports import Faces

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


def evaluate_pairs(folder: Path, pairs: Sequence[Pair], faces: Faces) -> Evaluation:
    """Every picture is measured once, by the same quality rules as an enrolment."""
    names = sorted({name for pair in pairs for name in (pair.first, pair.second)})
    encodings, failures = {}, {}
    for name in names:
        frame, cause = _measured(folder / name, faces)
        if frame is None:
            failures[name] = cause
        else:
            encodings[name] = frame.encoding
    comparisons = tuple(
        Comparison(distance(encodings[one.first], encodings[one.second]), one.same, one.group)
        for one in pairs
        if one.first in encodings and one.second in encodings
    )
    return Evaluation(comparisons, failures, len(names))


def _measured(path: Path, faces: Faces) -> tuple[Frame | None, str]:
    try:
        frame = faces.measure(path.read_bytes(), encode=True)
    except DomainError as error:
        if error.code != "picture_unreadable":
            raise
        return None, error.code
    fault = find_quality_fault(frame)
    return (frame, "") if fault is None else (None, f"face_{fault}")


def evaluate_attacks(folder: Path, faces: Faces) -> AttackRates:
    """FOLDER/SPECIES/PRESENTATION/*.jpg: frames in the order of their names; `bona_fide` is the folder of living heads."""
    passed: dict[str, list[bool]] = {}
    for presentation in sorted(folder.glob("*/*")):
        pictures = sorted(one for one in presentation.glob("*") if one.suffix.lower() in PICTURES)
        if pictures:
            frames = [faces.measure(one.read_bytes(), encode=False) for one in pictures]
            passed.setdefault(presentation.parent.name, []).append(could_pass(frames))
    return rate_attacks(passed)

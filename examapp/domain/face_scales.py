"""How the distances of each engine spread: which thresholds make sense, and how far one head gets from itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Distances are Euclidean, of encodings of length one.

    `lowest`..`highest`: thresholds that can be meant. `moved`: a head that moves may be so much farther from its
    references than one that looks straight. `step`: the farthest that one head gets from itself between two pictures.
    """

    model: str
    lowest: float
    highest: float
    moved: float
    step: float


# Engine and weights; a reference of other weights is never compared.
DLIB = Scale("dlib-resnet-1/face-recognition-models-0.3.0", 0.2, 0.6, 0.12, 0.42)
SFACE = Scale("sface-2021dec-int8bq/yunet-2023mar-int8bq", 0.7, 1.2, 0.12, 0.66)
SCALES = {scale.model: scale for scale in (DLIB, SFACE)}


def scale_of(model: str) -> Scale:
    """The scale of an engine. Raises KeyError for one that is not known here."""
    return SCALES[model]

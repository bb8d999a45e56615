"""The card's engine: face_recognition with dlib's detector, its 68 points and its 128 numbers."""

import warnings

import numpy
from PIL import ImageFile

Box = tuple[int, int, int, int]


class DlibParts:
    """Loads the models (some 360 MB) once."""

    def __init__(self) -> None:
        self._api = load_api()
        self.sureness = 0.0

    def find_faces(self, pixels: numpy.ndarray, *, fine: bool = False) -> list[Box]:
        """(left, top, right, bottom) of every face; `fine` changes nothing, this detector sees small ones anyway."""
        boxes, scores, _ = self._api.face_detector.run(pixels, 0, 0.0)
        self.sureness = max(scores, default=0.0)
        return [(box.left(), box.top(), box.right(), box.bottom()) for box in boxes]

    def find_points(self, pixels: numpy.ndarray, box: Box) -> list[list[int]]:
        """The 68 points of the face in this box."""
        self._shape = self._api.pose_predictor_68_point(pixels, self._api.dlib.rectangle(*box))
        return [[part.x, part.y] for part in self._shape.parts()]

    def encode(self, pixels: numpy.ndarray) -> list[float]:
        """128 numbers of the face whose points were found last."""
        return [float(one) for one in self._api.face_encoder.compute_face_descriptor(pixels, self._shape, 1)]


def load_api():
    """face_recognition's own parts."""
    with warnings.catch_warnings():
        # face_recognition_models still asks pkg_resources for its files, and pkg_resources complains of that.
        warnings.simplefilter("ignore")
        from face_recognition import api  # noqa: PLC0415 - slow and large, only where it measures
    # It lets every picture of the process be read although it is cut off; a cut upload is refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return api

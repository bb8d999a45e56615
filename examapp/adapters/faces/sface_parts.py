"""OpenCV's engine: YuNet finds the face, SFace gives its 128 numbers, dlib the 68 points that the moves are read from.

SFace runs by cv2.dnn: FaceRecognizerSF of OpenCV 5 cannot read the int8 file.
"""

import cv2
import numpy

from examapp.adapters.faces.dlib_parts import Box, load_api
from examapp.adapters.faces.engines import MODELS, find_model

# The detector looks at a picture of this width, and of the other for small faces; surer than SURE is a face.
WIDTH, FINE_WIDTH, SURE = 320, 640, 0.7
# A face of this share of the largest one's width stands in the background, and is nobody who is looked at.
BACKGROUND = 0.35
# The share of the way from eyes to mouth that goes downwards in an upright face.
UPRIGHT = 0.7
# Where SFace wants eyes, nose and corners of the mouth, in 112 x 112 pixels.
SIDE = 112
PLACES = ((38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041))
# dlib's box around the same face: so many eye distances wide, its middle so many below the eyes.
AROUND, BELOW = 2.52, 0.61


class SFaceParts:
    """Loads the models once."""

    def __init__(self) -> None:
        # One thread a child: more of them would take the core that answers are saved on.
        cv2.setNumThreads(1)
        self._api = load_api()
        detector, recognizer = (numpy.fromfile(find_model(name), numpy.uint8) for name in MODELS)
        nothing = numpy.zeros(0, numpy.uint8)
        self._detector = cv2.FaceDetectorYN.create("onnx", detector, nothing, (WIDTH, WIDTH), SURE)
        self._recognizer = cv2.dnn.readNetFromONNX(recognizer)
        self.sureness = 0.0
        self._five: dict[Box, numpy.ndarray] = {}

    def find_faces(self, pixels: numpy.ndarray, *, fine: bool = False) -> list[Box]:
        """dlib's box of every face that is not far behind the largest one."""
        height, width = pixels.shape[:2]
        wide = FINE_WIDTH if fine else WIDTH
        size = (wide, round(height * wide / width))
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        self._detector.setInputSize(size)
        _, rows = self._detector.detect(cv2.cvtColor(small, cv2.COLOR_RGB2BGR))
        rows = [] if rows is None else rows
        widest = max((row[2] for row in rows), default=0.0)
        near = [row for row in rows if row[2] >= BACKGROUND * widest]
        points = [row[4:14].reshape(5, 2) * (width / wide) for row in near]
        if fine:
            # This detector sees lying faces too; of a photo the one is meant that stands upright.
            points = [five for five in points if _down(five)[1] > UPRIGHT]
        self.sureness = max((float(row[14]) for row in near), default=0.0)
        self._five = {_box_around(five): five for five in points}
        return list(self._five)

    def find_points(self, pixels: numpy.ndarray, box: Box) -> list[list[int]]:
        """The 68 points of the face in this box."""
        self._aligned_by = self._five[box]
        shape = self._api.pose_predictor_68_point(pixels, self._api.dlib.rectangle(*box))
        return [[part.x, part.y] for part in shape.parts()]

    def encode(self, pixels: numpy.ndarray) -> list[float]:
        """128 numbers, of length one together, of the face whose points were found last."""
        places = numpy.array(PLACES, numpy.float32)
        mapping, _ = cv2.estimateAffinePartial2D(
            self._aligned_by.astype(numpy.float32), places, method=cv2.LMEDS
        )
        face = cv2.warpAffine(pixels, mapping, (SIDE, SIDE))
        self._recognizer.setInput(cv2.dnn.blobFromImage(face), "data")
        numbers = self._recognizer.forward()[0]
        return [float(one) for one in numbers / (numpy.linalg.norm(numbers) or 1.0)]


def _down(five: numpy.ndarray) -> numpy.ndarray:
    """The unit vector from the eyes to the mouth."""
    away = five[3:].mean(axis=0) - five[:2].mean(axis=0)
    return away / (float(numpy.linalg.norm(away)) or 1.0)


def _box_around(five: numpy.ndarray) -> Box:
    eyes, mouth = five[:2].mean(axis=0), five[3:].mean(axis=0)
    # A head that turns shows its eyes nearer to each other, and no shorter way to the mouth.
    unit = max(float(numpy.linalg.norm(five[0] - five[1])), float(numpy.linalg.norm(mouth - eyes)), 1.0)
    middle, half = eyes + _down(five) * BELOW * unit, AROUND * unit / 2
    left, top = (middle - half).round().astype(int)
    right, bottom = (middle + half).round().astype(int)
    return int(left), int(top), int(right), int(bottom)

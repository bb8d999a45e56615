"""Measures faces in a process of its own: the models take some 360 MB and a core, and must not slow the site down.

Run as `python -m examapp.adapters.faces.face_child`. In: 4 bytes length, 1 byte whether an encoding is wanted, a picture.
Out: 4 bytes length, JSON. Pictures are held in memory only, and forgotten with the next one.
"""

import io
import json
import struct
import sys
import warnings

import cv2
import numpy
from PIL import Image, ImageFile

from examapp.domain.faces import MODEL

with warnings.catch_warnings():
    # face_recognition_models still asks pkg_resources for its files, and pkg_resources complains of that.
    warnings.simplefilter("ignore")
    from face_recognition import api

# face_recognition lets every picture of the process be read although it is cut off; a cut upload is refused.
ImageFile.LOAD_TRUNCATED_IMAGES = False

WIDEST = 480
MOST_PIXELS = 4_000_000


def measure(picture: bytes, *, encode: bool) -> dict:
    """Count, size, brightness, sharpness, 68 points and, when wanted, the 128 numbers of the only face."""
    image = Image.open(io.BytesIO(picture), formats=("JPEG", "PNG", "WEBP"))
    if image.width * image.height > MOST_PIXELS:
        return {"error": "too_large"}
    pixels = numpy.asarray(image.convert("RGB"))
    if pixels.shape[1] > WIDEST:
        height = round(pixels.shape[0] * WIDEST / pixels.shape[1])
        pixels = cv2.resize(pixels, (WIDEST, height), interpolation=cv2.INTER_AREA)
    found = api.face_detector(pixels, 0)
    answer = {"faces": len(found), "width": pixels.shape[1], "height": pixels.shape[0], "model": MODEL}
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    if len(found) != 1:
        return answer | {"brightness": float(gray.mean())}
    box = found[0]
    face = gray[max(box.top(), 0) : box.bottom(), max(box.left(), 0) : box.right()]
    shape = api.pose_predictor_68_point(pixels, box)
    answer["brightness"] = float(face.mean())
    answer["sharpness"] = float(cv2.Laplacian(cv2.resize(face, (128, 128)), cv2.CV_64F).var())
    answer["points"] = [[part.x, part.y] for part in shape.parts()]
    if encode:
        answer["encoding"] = [
            float(one) for one in api.face_encoder.compute_face_descriptor(pixels, shape, 1)
        ]
    return answer


def main() -> None:
    """Answer until the parent closes the pipe."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(5):
        size, encode = struct.unpack(">IB", head)
        picture = source.read(size)
        try:
            answer = measure(picture, encode=bool(encode))
        except Exception as error:
            # Whatever a picture does to the libraries, the person is told that it could not be read.
            answer = {"error": "unreadable", "kind": type(error).__name__}
        body = json.dumps(answer).encode()
        sink.write(struct.pack(">I", len(body)) + body)
        sink.flush()


if __name__ == "__main__":
    main()

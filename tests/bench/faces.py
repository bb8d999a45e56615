"""A whole check of one person beside the library calls that it cannot do without; and what a core, and two, get through."""

import threading
import time
from statistics import median

import cv2
import numpy

from examapp.adapters.faces import face_child
from examapp.adapters.faces.face_child import WIDEST, measure
from examapp.adapters.faces.face_engine import FaceEngine
from tests.faces.portraits import jpeg, portrait

FRAMES, ROUNDS, TURNS = 5, 7, 3
# As a check goes: straight with an encoding, three looks at challenges, straight with an encoding again.
ENCODED = (True, False, False, False, True)


def measure_faces() -> None:
    """Print the figures."""
    pictures = [jpeg(portrait(name)) for name in ("obama", "obama2", "obama3", "obama", "obama2")]
    ours, floor = _side_by_side(pictures)
    # By turns, and the best of each: what else this machine does would otherwise be taken for a lack of scaling.
    turns = [(_rate(pictures, 1), _rate(pictures, 2)) for _ in range(TURNS)]
    one, two = (max(turn[place] for turn in turns) for place in (0, 1))
    print(
        f"一次人脸核验（{FRAMES} 张，{sum(ENCODED)} 次特征）{ours * 1000:.0f} CPU-ms = 必需的库调用 {floor * 1000:.0f} CPU-ms 的 "
        f"{ours / floor:.2f} 倍（目标 1.3 倍以内）；每核每秒 {1 / ours:.1f} 次"
    )
    print(
        f"经过子进程：1 个进程 {one:.1f} 次/秒，2 个进程 {two:.1f} 次/秒 = {two / one:.2f} 倍（{TURNS} 轮交替，各取最好；要有空闲的核才看得出）"
    )


def _side_by_side(pictures: list[bytes]) -> tuple[float, float]:
    """CPU seconds of our measuring and of the bare calls, taking turns; the median turn counts."""
    pixels = [_pixels(one) for one in pictures]
    turns = []
    for _ in range(ROUNDS + 1):
        began = time.process_time()
        for picture, encode in zip(pictures, ENCODED, strict=True):
            measure(picture, encode=encode)
        between = time.process_time()
        for image, encode in zip(pixels, ENCODED, strict=True):
            _bare(image, encode)
        turns.append((between - began, time.process_time() - between))
    # The first turn loads the models.
    return median(one for one, _ in turns[1:]), median(one for _, one in turns[1:])


def _pixels(picture: bytes) -> numpy.ndarray:
    image = cv2.cvtColor(
        cv2.imdecode(numpy.frombuffer(picture, numpy.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB
    )
    return cv2.resize(
        image, (WIDEST, round(image.shape[0] * WIDEST / image.shape[1])), interpolation=cv2.INTER_AREA
    )


def _bare(pixels: numpy.ndarray, encode: bool) -> None:
    """One detection, the landmarks, one encoding: what every check of this size has to pay."""
    (box,) = face_child.api.face_detector(pixels, 0)
    shape = face_child.api.pose_predictor_68_point(pixels, box)
    if encode:
        face_child.api.face_encoder.compute_face_descriptor(pixels, shape, 1)


def _rate(pictures: list[bytes], workers: int) -> float:
    """Whole checks a second through so many children, each kept busy by one thread."""
    engine = FaceEngine(workers=workers, seconds=60.0)

    def check(times: int) -> None:
        for _ in range(times):
            for picture, encode in zip(pictures, ENCODED, strict=True):
                engine.measure(picture, encode=encode)

    try:
        _together(check, workers, 1)
        began = time.monotonic()
        _together(check, workers, ROUNDS)
        return workers * ROUNDS / (time.monotonic() - began)
    finally:
        engine.stop()


def _together(check, workers: int, times: int) -> None:
    threads = [threading.Thread(target=check, args=(times,)) for _ in range(workers)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

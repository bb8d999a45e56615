"""Areas of hotspot items: pixels of other programs to our thousandths and back."""

import re

from question_bank.pictures_check import is_area


def from_pixels(shape: str, coords: str, size: tuple[int, int]) -> str | None:
    """rect x1,y1,x2,y2 | circle x,y,r | poly x1,y1,... in pixels as an area in thousandths; None when it is none."""
    values = [float(one) for one in re.findall(r"-?\d{1,6}(?:\.\d+)?", coords)]
    width, height = size

    def across(value: float) -> int:
        return min(1000, max(0, round(value * 1000 / width)))

    def down(value: float) -> int:
        return min(1000, max(0, round(value * 1000 / height)))

    area = None
    if shape == "rect" and len(values) == 4:
        left, right = sorted((across(values[0]), across(values[2])))
        top, bottom = sorted((down(values[1]), down(values[3])))
        area = f"rect {left} {top} {right - left} {bottom - top}"
    elif shape == "circle" and len(values) == 3:
        area = f"circle {across(values[0])} {down(values[1])} {across(values[2])}"
    elif shape == "poly" and len(values) >= 6 and len(values) % 2 == 0:
        points = list(zip(values[::2], values[1::2], strict=True))
        if len(points) > 3 and points[0] == points[-1]:
            points.pop()
        area = "poly " + " ".join(f"{across(x)} {down(y)}" for x, y in points)
    return area if area and is_area(area) else None


def to_pixels(area: str, size: tuple[int, int]) -> tuple[str, str]:
    """Shape and coords in whole pixels; a picture below 1,000 pixels rounds an area by up to half a pixel."""
    shape, *numbers = area.split(" ")
    values = [int(one) for one in numbers]
    width, height = size
    if shape == "rect":
        left, top, wide, high = values
        values = [left, top, left + wide, top + high]
    if shape == "circle":
        return (
            shape,
            f"{round(values[0] * width / 1000)},{round(values[1] * height / 1000)},{round(values[2] * width / 1000)}",
        )
    pixels = [round(one * (height if place % 2 else width) / 1000) for place, one in enumerate(values)]
    return shape, ",".join(map(str, pixels))
